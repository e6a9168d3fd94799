/** Brings a model into its slot, from wherever it comes. The last one asked for wins. */

import examples from "virtual:examples";
import { signal } from "@preact/signals";
import { description } from "../state/description.ts";
import { type Place, placeWord } from "./address.ts";
import { fetchConfig } from "./hub.ts";
import { MOST_BYTES, megabytes, readModel } from "./read.ts";
import type { Problem, Slot, Source } from "./source.ts";

/**
 * The user's tokens by the endpoint that each was given for: in memory alone, and never in an address, a file, or a link. A
 * link can name a model of any endpoint that the build knows, so a token for one is not sent to another.
 */
export const tokens = signal<Readonly<Record<string, string>>>({});

const under = new Map<Slot, AbortController>();

/** Ends what is on its way, and returns the signal of what comes now. */
function begin(slot: Slot): AbortSignal {
  under.get(slot)?.abort();
  const controller = new AbortController();
  under.set(slot, controller);
  slot.instead.value = null;
  return controller.signal;
}

/** Takes a text as it is typed, pasted or dropped. */
export async function takeText(slot: Slot, text: string, name: string): Promise<void> {
  const cancelled = begin(slot);
  slot.source.value = { from: "text", name };
  await settle(slot, text, cancelled);
}

/** Takes a file. */
export async function takeFile(slot: Slot, file: File): Promise<void> {
  const cancelled = begin(slot);
  slot.source.value = { from: "text", name: file.name };
  if (file.size > MOST_BYTES) {
    fail(slot, {
      title: "Too large",
      text: `${file.name} has ${megabytes(file.size)}; a config.json has a few KB, and the engine reads up to 4 MB.`,
    });
    return;
  }
  await settle(slot, await file.text(), cancelled);
}

/** Takes an example. */
export async function takeExample(slot: Slot, id: string): Promise<void> {
  const cancelled = begin(slot);
  const found = examples.find((example) => example.id === id);
  slot.source.value = { from: "example", id };
  if (!found) {
    fail(slot, { title: "No such example", text: `This page has no example ${id}.` });
    return;
  }
  slot.progress.value = { is: "loading", what: found.name };
  const text = await exampleText(id, cancelled);
  if (text !== null) {
    await settle(slot, text, cancelled);
  } else if (!cancelled.aborted) {
    fail(slot, {
      title: "The example cannot be read",
      text: "The page's own files cannot be reached. Try again.",
      retry: true,
    });
  }
}

/** The text of an example; null where the page's own files cannot be reached. */
async function exampleText(id: string, cancelled: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(`./examples/${encodeURIComponent(id)}.json`, { signal: cancelled });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/** The copy of a model's config that the page itself has; null where it has none. */
async function ownCopy({ id, revision, file }: Place, cancelled: AbortSignal): Promise<string | null> {
  const found = examples.find(({ name }) => name.toLowerCase() === id.toLowerCase());
  return found && revision === "main" && file === "config.json" ? exampleText(found.id, cancelled) : null;
}

/** Fetches a model's config from the Hub; where that fails, the page's own copy stands for it, and that is said. */
export async function takeFromHub(slot: Slot, place: Place): Promise<void> {
  const cancelled = begin(slot);
  slot.source.value = { from: "hub", place };
  slot.progress.value = { is: "loading", what: placeWord(place) };
  const found = await fetchConfig(place, tokens.value[place.endpoint] ?? "", cancelled);
  if (cancelled.aborted) {
    return;
  }
  if (typeof found === "string") {
    await settle(slot, found, cancelled);
    return;
  }
  const copy = await ownCopy(place, cancelled);
  if (cancelled.aborted) {
    return;
  }
  if (copy === null) {
    fail(slot, found);
  } else {
    await settle(slot, copy, cancelled);
    slot.instead.value = found;
  }
}

/** Empties a slot. */
export function clear(slot: Slot): void {
  begin(slot);
  slot.source.value = { from: "none" };
  slot.progress.value = { is: "empty" };
  slot.read.value = null;
}

/** Stops what is on its way, and keeps what was there. */
export function cancel(slot: Slot): void {
  begin(slot);
  slot.progress.value = slot.read.value ? { is: "ready" } : { is: "empty" };
}

/** Tries the same again. */
export function again(slot: Slot): Promise<void> {
  return take(slot, slot.source.value);
}

/** Takes what a source names; a text cannot be taken again. */
export async function take(slot: Slot, source: Source): Promise<void> {
  if (source.from === "hub") {
    await takeFromHub(slot, source.place);
  } else if (source.from === "example") {
    await takeExample(slot, source.id);
  }
}

async function settle(slot: Slot, text: string, cancelled: AbortSignal): Promise<void> {
  let read = readModel(text, null);
  if (read === null) {
    const known = await description();
    if (cancelled.aborted) {
      return;
    }
    read = readModel(text, known?.probes.map(({ fact }) => fact) ?? ["class"]);
  }
  if ("title" in read) {
    slot.draft.value = slot.source.value.from === "text" ? text : "";
    fail(slot, read);
    return;
  }
  slot.draft.value = "";
  slot.read.value = read;
  slot.progress.value = { is: "ready" };
}

function fail(slot: Slot, problem: Problem): void {
  slot.read.value = null;
  slot.progress.value = { is: "failed", problem };
}
