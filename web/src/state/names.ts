/** The names of settings in an address: those of the table, short where a size has a short one. */
import { type Setting, sections, settingNamed, settings } from "./table.ts";

/** What addresses of before called a setting. */
const BEFORE: Readonly<Record<string, string>> = {
  world: "world_size",
  gpus: "gpus_per_node",
  replicas: "dp_replicate_size",
  shards: "dp_shard_size",
  schedule: "pipeline_schedule",
  layers: "layers_per_stage",
  attention: "attn",
  etp: "expert_tensor_parallel_size",
};

const plain = (word: string) => word.toLowerCase().replaceAll("-", "_");

const ofMesh = new Set<Setting>(sections.filter(({ member }) => member === "mesh").flatMap((one) => one.settings));

/** The word of a setting in an address that is written: `tp`, `recompute.mode`. */
export function wordOf(setting: Setting): string {
  const [short] = ofMesh.has(setting) ? (setting.aliases ?? []) : [];
  return short === undefined ? setting.name : plain(short);
}

const byWord = new Map<string, Setting>();
for (const setting of settings) {
  for (const word of [setting.flag, ...(setting.aliases ?? [])]) {
    byWord.set(plain(word), setting);
  }
}
for (const [word, name] of Object.entries(BEFORE)) {
  const setting = settingNamed(name);
  if (setting) {
    byWord.set(word, setting);
  }
}

/** The setting that a word of an address means: its name, its flag, another name of it, or one of before. */
export const settingOf = (word: string): Setting | undefined => settingNamed(word) ?? byWord.get(plain(word));
