/** Where a model comes from, and what is known of the way. */
import { type Signal, signal } from "@preact/signals";
import { HUBS, type Place } from "./address.ts";
import type { Read } from "./read.ts";

export type Source =
  | { from: "none" }
  | { from: "example"; id: string }
  | { from: "hub"; place: Place }
  | { from: "text"; name: string };

/** What went wrong, in words for the user. */
export interface Problem {
  title: string;
  text: string;
  /** A token may help. */
  gated?: boolean;
  /** Another try may help. */
  retry?: boolean;
}

export type Progress =
  | { is: "empty" }
  | { is: "loading"; what: string }
  | { is: "ready" }
  | { is: "failed"; problem: Problem };

/** One of the two models of the page. */
export interface Slot {
  readonly index: number;
  readonly source: Signal<Source>;
  /** The endpoint at which a bare id is looked for, and which a token is for. */
  readonly hub: Signal<string>;
  readonly progress: Signal<Progress>;
  /** The text that the engine reads; the last good one while another is on its way. */
  readonly read: Signal<Read | null>;
  /** Why the page's own copy stands for what was asked of the Hub; null where it does not. */
  readonly instead: Signal<Problem | null>;
  /** What was typed, pasted or dropped and is no config yet: it stays to be mended. */
  readonly draft: Signal<string>;
}

function slot(index: number): Slot {
  return {
    index,
    source: signal<Source>({ from: "none" }),
    hub: signal(HUBS[0] ?? ""),
    progress: signal<Progress>({ is: "empty" }),
    read: signal<Read | null>(null),
    instead: signal<Problem | null>(null),
    draft: signal(""),
  };
}

export const first = slot(0);
export const second = slot(1);
export const slots = [first, second] as const;
