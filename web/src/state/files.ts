/** The files that say the run: what was read of them, what they set, and what the user says over it. */

import { computed, signal } from "@preact/signals";
import type { Asked as Members, ReadFile } from "meshwise/worker";
import type { Raw } from "../engine/raw.ts";
import type { Reading } from "../engine/types.ts";
import { type Said, said } from "./said.ts";
import { frameworkNamed, type Setting, sections, settings } from "./table.ts";
import { members } from "./wire.ts";

/** The members of a request to read. */
export interface Asked extends Members {
  files: readonly ReadFile[];
  env?: Readonly<Record<string, string>>;
}

/** A file that was read with those that belong to it, or why it was not. */
export type Item =
  | { name: string; asked: Asked; reading: Reading }
  | { name: string; text: string | null; error: { code: string; message: string } };

/** What was read, of one trainer. */
export type One = Omit<Reading, "kind" | "headline">;

/** Files that came at once, of which one is asked about. */
export interface Files {
  /** By which the browser's Back finds them again. */
  id: number;
  list: readonly Item[];
  chosen: number;
  /** Which of several trainers of a script: 0 for the last, as the engine counts. */
  trainer: number;
}

export const files = signal<Files | null>(null);

/** A file is being read. */
export const reading = signal(false);

const before = new Map<number, Files>();
let last = 0;

/** Files under an id of their own. */
export function kept(list: readonly Item[], chosen = 0, trainer = 0): Files {
  const made = { id: ++last, list, chosen, trainer };
  before.set(made.id, made);
  return made;
}

/** The same files with one of them read anew, under the same id. */
export function keptAs(all: Files, old: Item, next: Item): Files {
  const made = { ...all, list: all.list.map((one) => (one === old ? next : one)) };
  before.set(made.id, made);
  return made;
}

/** Takes back the files that an entry of the browser's history had. */
export function restore(id: unknown): void {
  files.value = (typeof id === "number" && before.get(id)) || null;
}

/** The file that is asked about. */
export const item = computed(() => files.value?.list[files.value.chosen]);

/** What was read of it, by the trainer that is asked about. */
export const read = computed((): One | null => {
  const now = item.value;
  if (now === undefined || !("reading" in now)) {
    return null;
  }
  const trainer = files.value?.trainer ?? 0;
  return (trainer > 0 && now.reading.more?.[trainer - 1]) || now.reading;
});

/** The fields of a reading that may be a setting's. */
export const fieldsOf = (name: string): string[] => [`mesh.${name}`, `run.${name}`, `run.${name.split(".")[0]}`];

/** What a reading sets: all that it says, but for what stands there to be replaced. */
export const setsOf = (found: One): [string, string][] =>
  saysOf(found).filter(([name]) => !fieldsOf(name).some((field) => found.grades[field] === "placeholder"));

/** What a reading says, by the names of the settings, as it would be typed. */
export function saysOf({ mesh, run, framework }: Pick<Reading, "mesh" | "run" | "framework">): [string, string][] {
  const found: [string, string][] = [];
  for (const { member, settings: rows } of sections) {
    for (const setting of rows) {
      const text = typed(valueIn(member === "mesh" ? mesh : run, setting, rows));
      if (text !== "") {
        found.push([setting.name, text]);
      }
    }
  }
  const law = frameworkNamed(framework ?? "");
  return law === undefined || law === frameworkNamed("") ? found : [...found, ["framework", law.name]];
}

/** A member of a group stands in an object; a group without members is its first word. */
function valueIn(of: object, { name }: Setting, rows: readonly Setting[]): unknown {
  const [group = "", member] = name.split(".");
  const value = (of as Record<string, unknown>)[group];
  if (member === undefined || typeof value !== "object" || value === null) {
    const first = rows.find((row) => row.name.startsWith(`${group}.`))?.name;
    return member === undefined || first === name ? value : undefined;
  }
  return (value as Record<string, unknown>)[member];
}

function typed(value: unknown): string {
  if (value === undefined || value === null) {
    return "";
  }
  const plain = Array.isArray(value) && value.every((one) => typeof one === "string");
  return plain ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What the file that is asked about sets. */
const base = computed((): Said => new Map(read.value ? setsOf(read.value) : []));

/** What the file sets of a setting; empty where it says nothing of it. */
export const fileSays = (name: string): string => base.value.get(name) ?? "";

/** The settings that the user says otherwise than the file. */
export const over = computed((): Said => {
  const rows = settings.filter(({ name }) => said.value.has(name) && said.value.get(name) !== base.value.get(name));
  return new Map(rows.map(({ name }) => [name, said.value.get(name) ?? ""]));
});

/** The settings that the file says and the user took away: no request can say that of a file. */
export const taken = computed(() => [...base.value.keys()].filter((name) => !said.value.has(name)));

const rowsOf = (member: "mesh" | "run") =>
  sections.filter((section) => section.member === member).flatMap((section) => section.settings);
const OF_MESH = rowsOf("mesh");
const OF_RUN = rowsOf("run");

/** The members of a request that holds the files to a law; null where there are none, or the user left them. */
export const question = computed((): { reading: object; mesh: Raw; run: Raw } | null => {
  const now = item.value;
  if (now === undefined || !("reading" in now) || taken.value.length > 0) {
    return null;
  }
  return {
    reading: { ...now.asked, trainer: files.value?.trainer ?? 0 },
    mesh: members(OF_MESH, over.value),
    run: members(OF_RUN, over.value),
  };
});
