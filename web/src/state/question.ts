/** What is asked: the members of a request, from what was said. */
import { batch, computed } from "@preact/signals";
import type { Raw } from "../engine/raw.ts";
import { slots } from "../model/source.ts";
import { read } from "./files.ts";
import { step } from "./fragment.ts";
import { fromPlan, planName, saidBy, saidOf, sayAll, turned } from "./said.ts";
import { frameworkNamed, sections, settingNamed } from "./table.ts";
import { members } from "./wire.ts";

type Others = Readonly<Record<string, string | number>>;

const settingsOf = (member: "mesh" | "run") =>
  sections.filter((section) => section.member === member).flatMap((section) => section.settings);
const OF_MESH = settingsOf("mesh");
const OF_RUN = settingsOf("run");

/** The member `mesh` of a request about a model, with some settings in place of what was said. */
export const meshWith = (index: number, others: Others = {}): Raw => members(OF_MESH, saidBy(index), others);

/** The member `run` of a request. */
export const runWith = (index: number, others: Others = {}): Raw => members(OF_RUN, saidBy(index), others);

/** The run under another framework: a version is one of the framework that it was said of. */
export function runUnder(index: number, framework: string): Raw {
  return framework === currentFramework(index) ? runWith(index) : runWith(index, { framework, framework_version: "" });
}

/** The framework that is asked about. */
export function currentFramework(index = turned.value): string {
  const name = saidOf("framework", index);
  return frameworkNamed(name)?.name ?? name;
}

/** Takes a framework. A version is one of the framework that it was said of. */
export function takeFramework(name: string): void {
  const unsaid = read.peek()?.framework !== null; // a file without a law is judged under one that is named
  sayAll([
    ["framework", unsaid && name === frameworkNamed("")?.name ? "" : name],
    ["framework_version", ""],
  ]);
}

/** The model whose run the controls say: it is the one whose ranks are drawn. */
export const turnedSlot = computed(() => slots[turned.value as 0 | 1]);

/** The question about a model as one value, to be told from the one before. */
export const questionOf = (index: number): string => `${meshWith(index).text}\n${runWith(index).text}`;

/** Values that the engine names, by their settings. */
export type Values = Readonly<Record<string, number | boolean | string>>;

/** Says what the engine names. The browser's Back takes it back. `decided` is what a plan may decide anew. */
export function apply(values: Values, index = turned.peek(), decided: readonly string[] = []): void {
  const changes = Object.entries(values)
    .map(([name, value]) => [name, String(value)] as const)
    .filter(([name, text]) => settingNamed(name) !== undefined && text !== saidOf(name, index));
  step(() =>
    batch(() => {
      sayAll(changes, index);
      fromPlan.value = new Set([...fromPlan.peek(), ...decided.map((name) => planName(index, name))]);
    }),
  );
}

/** The members of a plan's request: what was given is kept, but for the sizes and what an earlier plan decided. */
export function planWith(index: number): { mesh: Raw; run: Raw } {
  const free = OF_RUN.filter(({ name }) => fromPlan.value.has(planName(index, name)));
  return {
    mesh: members(
      OF_MESH.filter(({ name }) => name === "world_size" || name === "strategy"),
      saidBy(index),
    ),
    run: runWith(index, Object.fromEntries(free.map(({ name }) => [name, ""]))),
  };
}

/** A mesh that a list offers, with what it needs beside its sizes. */
export interface Offered {
  needs?: Values | undefined;
}

/** Takes a whole mesh: the sizes as offered and what it needs. Data parallelism is left to follow, unless it was given. */
export function applyMesh(offered: Offered, index: number, decided?: readonly string[]): void {
  const values: Record<string, number | boolean | string> = { ...offered.needs };
  for (const { name, kind } of OF_MESH) {
    const size = (offered as Record<string, unknown>)[name];
    const absent = saidOf(name, index) === "" && (size === 1 || name === "dp_size" || name === "dp_shard_size");
    if (kind === "count" && typeof size === "number" && !absent) {
      values[name] = size;
    }
  }
  apply(values, index, decided);
}
