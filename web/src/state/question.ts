/** What is asked: the members of a request, from what was said. */
import { computed } from "@preact/signals";
import type { Raw } from "../engine/raw.ts";
import { said, saidOf, sayAll } from "./said.ts";
import { frameworkNamed, sections, settingNamed } from "./table.ts";
import { members } from "./wire.ts";

type Others = Readonly<Record<string, string | number>>;

const settingsOf = (member: "mesh" | "run") =>
  sections.filter((section) => section.member === member).flatMap((section) => section.settings);
const OF_MESH = settingsOf("mesh");
const OF_RUN = settingsOf("run");

/** The member `mesh` of a request, with some settings in place of what was said. */
export const meshWith = (others: Others = {}): Raw => members(OF_MESH, said.value, others);

/** The member `run` of a request. */
export const runWith = (others: Others = {}): Raw => members(OF_RUN, said.value, others);

/** The run under another framework: a version is one of the framework that it was said of. */
export function runUnder(framework: string): Raw {
  return framework === currentFramework() ? runWith() : runWith({ framework, framework_version: "" });
}

/** The framework that is asked about. */
export function currentFramework(): string {
  const name = saidOf("framework");
  return frameworkNamed(name)?.name ?? name;
}

/** The question as one value, to be told from the one before. */
export const question = computed(() => `${meshWith().text}\n${runWith().text}`);

/** Values that the engine names, by their settings. */
export type Values = Readonly<Record<string, number | boolean | string>>;

/** Says what the engine names. */
export function apply(values: Values): void {
  sayAll(
    Object.entries(values)
      .filter(([name]) => settingNamed(name) !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}

/** A mesh that a list offers, with what it needs beside its sizes. */
export interface Offered {
  needs?: Values | undefined;
}

/** Takes a whole mesh: the sizes as offered and what it needs. Data parallelism is left to follow, unless it was given. */
export function applyMesh(offered: Offered): void {
  const values: Record<string, number | boolean | string> = { ...offered.needs };
  for (const { name, kind } of OF_MESH) {
    const size = (offered as Record<string, unknown>)[name];
    const absent = saidOf(name) === "" && (size === 1 || name === "dp_size" || name === "dp_shard_size");
    if (kind === "count" && typeof size === "number" && !absent) {
      values[name] = size;
    }
  }
  apply(values);
}
