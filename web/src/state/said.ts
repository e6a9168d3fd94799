/** What the user says of the run: each setting as it was typed, so that the engine says what is wrong with it. */
import { signal } from "@preact/signals";

/** What was said, by the names of the settings. What is not in it was not given. */
export const said = signal<ReadonlyMap<string, string>>(new Map());

/** What was said of one setting; empty where it was not given. */
export const saidOf = (name: string): string => said.value.get(name) ?? "";

/** Says something of a setting; the empty text takes it back. */
export function say(name: string, text: string): void {
  sayAll([[name, text]]);
}

/** Says several things in one step. */
export function sayAll(changes: Iterable<readonly [string, string]>): void {
  const next = new Map(said.peek());
  for (const [name, text] of changes) {
    if (text === "") {
      next.delete(name);
    } else {
      next.set(name, text);
    }
  }
  said.value = next;
}

/** Where the page begins: one node of eight GPUs. */
export function reset(): void {
  said.value = new Map([
    ["world_size", "8"],
    ["gpus_per_node", "8"],
  ]);
}
reset();
