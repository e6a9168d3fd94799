/** What the engine says of itself as it runs: asked for once. What controls are made of is in table.ts. */
import { signal } from "@preact/signals";
import { ask } from "../engine/engine.ts";
import type { Description } from "../engine/types.ts";

/** The description, null until it is there. */
export const described = signal<Description | null>(null);

let asked: Promise<Description | null> | undefined;

export function description(): Promise<Description | null> {
  asked ??= ask("describe").then((answer) => {
    described.value = answer;
    if (answer === null) {
      asked = undefined;
    }
    return answer;
  });
  return asked;
}

/** What a reason of a capability means. */
export function reasonText(code: string): string {
  return described.value?.reasons.find((reason) => reason.code === code)?.text ?? code;
}
