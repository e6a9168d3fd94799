/** What the user says of the run: each setting as it was typed, so that the engine says what is wrong with it. */
import { computed, signal } from "@preact/signals";
import { kept } from "./table.ts";
import { comparing } from "./view.ts";

/** What was said, by the names of the settings. What is not in it was not given. */
export type Said = ReadonlyMap<string, string>;

/** What was said of the first model's run. */
export const said = signal<Said>(new Map());

/** What is said otherwise of the run of the model beside it; the empty text says that a setting is not given there. */
export const own = signal<Said>(new Map());

/**
 * What was taken from a plan, as `0.micro_batch_size`: the next plan may decide it anew. What the user says of it is the
 * user's from then on.
 */
export const fromPlan = signal<ReadonlySet<string>>(new Set());

/** The name by which {@link fromPlan} has a setting of a model's run. */
export const planName = (index: number, name: string): string => `${index}.${name}`;

const beside = computed<Said>(() => over(said.value, own.value));

/** What was said of a model's run: of the first, or of the one beside it. */
export const saidBy = (index: number): Said => (index === 0 ? said : beside).value;

const chosen = signal(0);

/** The model whose run the controls say. */
export const turned = computed(() => (comparing.value ? chosen.value : 0));

export function turnTo(index: number): void {
  chosen.value = index;
}

/** What was said of one setting; empty where it was not given. */
export const saidOf = (name: string, index = turned.value): string => saidBy(index).get(name) ?? "";

type Changes = Iterable<readonly [string, string]>;

/** Says something of a setting; the empty text takes it back. */
export function say(name: string, text: string): void {
  sayAll([[name, text]]);
}

/** Says several things in one step. */
export function sayAll(changes: Changes, index = turned.peek()): void {
  const list = [...changes];
  const users = new Set(list.map(([name]) => planName(index, name)));
  if ([...users].some((name) => fromPlan.peek().has(name))) {
    fromPlan.value = new Set([...fromPlan.peek()].filter((name) => !users.has(name)));
  }
  if (index === 1) {
    own.value = new Map([...own.peek(), ...list]);
    return;
  }
  const before = said.peek();
  said.value = over(before, list);
  if (comparing.peek()) {
    // Two models keep their own sizes: those of the one beside it stay as they were.
    const stay = list.filter(([name]) => kept.has(name) && !own.peek().has(name));
    own.value = new Map([...own.peek(), ...stay.map(([name]) => [name, before.get(name) ?? ""] as const)]);
  }
}

/** Says all anew. */
export function sayAnew(changes: Changes, otherwise: Changes = [], plan: Iterable<string> = []): void {
  fromPlan.value = new Set(plan);
  said.value = over(new Map(), changes);
  own.value = new Map(otherwise);
}

/** The model beside the first begins with the sizes of the first. */
export function compare(on: boolean): void {
  own.value = new Map();
  chosen.value = 0;
  comparing.value = on;
}

function over(before: Said, changes: Changes): Said {
  const next = new Map(before);
  for (const [name, text] of changes) {
    if (text === "") {
      next.delete(name);
    } else {
      next.set(name, text);
    }
  }
  return next;
}

/** Where the page begins: one node of eight GPUs. */
export const START: Changes = [
  ["world_size", "8"],
  ["gpus_per_node", "8"],
];
sayAnew(START);
