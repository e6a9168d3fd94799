/** What the engine says of itself: its words, asked for once. */
import { signal } from "@preact/signals";
import { ask } from "../engine/engine.ts";
import type { Description } from "../engine/types.ts";

/** The description, null until it is there. */
export const described = signal<Description | null>(null);

/** The frameworks in words, by their names on the wire. */
export const frameworkNames = signal<Record<string, string>>({});

let asked: Promise<Description | null> | undefined;

export function description(): Promise<Description | null> {
  asked ??= ask("describe").then((answer) => {
    described.value = answer;
    if (answer === null) {
      asked = undefined;
    } else {
      void ask("launch", { mesh: { world_size: 1 } }).then((launch) => {
        const starts = launch?.kind === "launch" ? launch.starts : [];
        frameworkNames.value = Object.fromEntries(starts.map(({ framework, name }) => [framework, name]));
      });
    }
    return answer;
  });
  return asked;
}

/** What a reason of a capability means. */
export function reasonText(code: string): string {
  return described.value?.reasons.find((reason) => reason.code === code)?.text ?? code;
}

/** An axis in words. */
export function axisName(axis: string): string {
  return described.value?.axes.find((known) => known.axis === axis)?.name ?? axis;
}

export function axisText(axis: string): string {
  return described.value?.axes.find((known) => known.axis === axis)?.text ?? "";
}
