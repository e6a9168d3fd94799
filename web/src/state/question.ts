/** What the user asks, as it stands in the fields: sizes as typed, so that the engine says what is wrong with them. */
import { computed, type Signal, signal } from "@preact/signals";
import { Raw } from "../engine/engine.ts";

export const SIZES = [
  "world_size",
  "pp_size",
  "dp_replicate_size",
  "dp_shard_size",
  "dp_size",
  "cp_size",
  "tp_size",
  "ep_size",
] as const;
export type SizeName = (typeof SIZES)[number];

export const RUNS = ["gpus_per_node", "layers_per_stage", "expert_tensor_parallel_size"] as const;
export type RunName = (typeof RUNS)[number];

/** The sizes of the mesh, as typed. Empty is not given. */
export const sizes = Object.fromEntries(SIZES.map((name) => [name, signal("")])) as Record<SizeName, Signal<string>>;

/** The numbers of the run, as typed. */
export const run = Object.fromEntries(RUNS.map((name) => [name, signal("")])) as Record<RunName, Signal<string>>;

export const strategy = signal("");
export const framework = signal("");
export const schedule = signal("");
/** The version of transformers that runs, and the attention backend: what no config says for sure. */
export const transformers = signal("");
export const attention = signal("");

/** Where the page begins: one node of eight GPUs. */
export function reset(): void {
  for (const field of [
    ...Object.values(sizes),
    ...Object.values(run),
    strategy,
    framework,
    schedule,
    transformers,
    attention,
  ]) {
    field.value = "";
  }
  sizes.world_size.value = "8";
  run.gpus_per_node.value = "8";
}
reset();

/** A number as the request has it; what is no number goes as text, and the engine refuses it by name. */
function typed(text: string): number | string | Raw | undefined {
  const word = text.trim();
  if (word === "") {
    return undefined;
  }
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(word) ? new Raw(word) : word;
}

type Members = Record<string, unknown>;

function given(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== ""));
}

/** The member `mesh` of a request, with some sizes in place of the typed ones. */
export function meshWith(others: Members = {}): Raw {
  const members: Members = { strategy: strategy.value };
  for (const name of SIZES) {
    members[name] = typed(sizes[name].value);
  }
  return raw(given({ ...members, ...others }));
}

/** The member `run` of a request, under another framework if one is given. */
export function runWith(others: Members = {}): Raw {
  const members: Members = {
    framework: framework.value,
    pipeline_schedule: schedule.value,
    transformers_version: transformers.value.trim(),
  };
  for (const name of RUNS) {
    members[name] = typed(run[name].value);
  }
  return raw(given({ ...members, ...others }));
}

function raw(members: Members): Raw {
  const parts = Object.entries(members).map(
    ([name, value]) => `${JSON.stringify(name)}:${value instanceof Raw ? value.text : JSON.stringify(value)}`,
  );
  return new Raw(`{${parts.join(",")}}`);
}

/** The question as one value, to be told from the one before. */
export const question = computed(() => `${meshWith().text}\n${runWith().text}\n${attention.value}`);

/** Sets a size that the engine named: `tp_size`, or `strategy`. */
export function apply(name: string, value: number | string): void {
  if (name === "strategy") {
    strategy.value = String(value);
  } else if (name in sizes) {
    sizes[name as SizeName].value = String(value);
  }
}

/** The sizes of a mesh that a list offers. */
export type Offered = Partial<Record<SizeName, number | null>> & { strategy?: string };

/**
 * Takes a whole mesh: the axes as offered, data parallelism left to follow, unless it was given.
 */
export function applyMesh(offered: Offered): void {
  for (const name of SIZES) {
    const size = offered[name];
    const follows = (name === "dp_size" || name === "dp_shard_size") && sizes[name].value === "";
    const absent = size === 1 && sizes[name].value === "";
    if (size && !follows && !absent) {
      sizes[name].value = String(size);
    }
  }
}
