/** What `check` asks: whether the run that files or a command say is right, or one that the flags say. */
import { basename, extname, normalize } from "node:path";
import { invalidUTF8, notJSON } from "./bytes.js";
import type { Checker } from "./checker.js";
import { Failure } from "./failure.js";
import { folderQuestions, runsOf } from "./folder.js";
import type { Line } from "./line.js";
import { kind, type Loaded, load } from "./loaded.js";
import { isManifest, MANIFEST } from "./manifest.js";
import { follow, type Material, material } from "./material.js";
import { areFacts, isConfig, type Model, modelOfId } from "./model.js";
import { name, quoted } from "./printable.js";
import type { Answer } from "./request.js";
import { membersOfOneObject } from "./scan.js";
import { flagsSaid, type Given } from "./settings.js";

export interface Question {
  /** A file, "standard input" or "the command". */
  readonly label: string;
  /** Of the file that annotations are at; empty where there is none. */
  readonly path: string;
  /** What is asked about, where the flags say the run. */
  readonly model?: Model;
  /** What says the run, else, and what it says. */
  readonly material?: Material;
  readonly reading?: Answer["value"];
  /** Which of several trainers of a script: 0 for the last, from 1 on the others. */
  readonly trainer: number;
  /** Where that trainer stands; empty where there is one alone. */
  readonly place: string;
  /** Of a manifest: the name of the run, its file, its settings in place of those of the flags, and the model that it names. */
  readonly run?: string;
  readonly of?: Loaded;
  readonly said?: readonly Given[];
  readonly named?: string;
}

/** What can be asked, and what keeps the rest from it. */
export interface Questions {
  readonly list: Question[];
  readonly failed: Failure[];
}

/** How the question is named among several. */
export function heading({ label, place }: Question): string {
  return label + place;
}

/** The questions of the arguments. */
export async function questions(k: Checker): Promise<Questions> {
  const { line, notes } = k.session;
  const names = argumentsOf(line);
  if (line.behind !== undefined) {
    return { list: await ofCommand(k, line.before, line.behind), failed: [] };
  }
  if (names.includes("-") && names.length > 1) {
    throw new Failure("-: the standard input is asked about alone");
  }
  const list: Question[] = [];
  const failed: Failure[] = [];
  for (const argument of names) {
    try {
      const asked = await ofArgument(k, argument);
      list.push(...asked.list);
      failed.push(...asked.failed);
    } catch (error) {
      if (!(error instanceof Failure)) {
        throw error;
      }
      failed.push(error);
    }
  }
  if (list.length === 0 && failed.length === 0) {
    notes.add("no file among these says a run");
  }
  return { list: withoutOthers(list), failed };
}

/** What is asked about: what is named, else the manifest that lies here. */
function argumentsOf(line: Line): readonly string[] {
  const manifest = line.value("manifest");
  if (manifest === undefined) {
    return line.others.length === 0 && line.behind === undefined ? [MANIFEST] : line.others;
  }
  if (line.others[0] !== undefined) {
    throw new Failure(`--manifest: expected nothing beside it, got ${quoted(line.others[0])}`);
  }
  return [manifest];
}

/** Asks about a command. One argument before it is its model. */
async function ofCommand(k: Checker, before: readonly string[], argv: readonly string[]): Promise<Question[]> {
  if (argv.length === 0) {
    throw new Failure("--: expected a command behind it, such as -- torchrun train.py --tp 8");
  }
  const [argument] = before;
  if (argument !== undefined) {
    if (before.length > 1 || k.model !== "") {
      const instead = "--with FILE names a file that belongs to it";
      throw new Failure(`${name(argument)}: expected nothing before the command but one model; ${instead}`);
    }
    k.model = argument;
  }
  return ofMaterial(k, "the command", "", materialOf(k, [], argv));
}

function materialOf(k: Checker, files: readonly Loaded[], argv?: readonly string[]): Material {
  const input = k.input === "auto" || k.input === "config" || k.input === "facts" ? "" : k.input;
  const { command, line } = k.session;
  return material(line, input, files, argv, flagsSaid(command, line));
}

async function ofArgument(k: Checker, argument: string): Promise<Questions> {
  const { session } = k;
  const all = (list: Question[]): Questions => ({ list, failed: [] });
  const isNamed = session.line.has("manifest");
  const what = argument === "-" ? "file" : kind(argument);
  if (what === "folder") {
    return all(await folderQuestions(k, argument));
  }
  if (what === undefined && !isNamed) {
    return all([{ label: argument, path: "", model: await modelOfId(session, argument), trainer: 0, place: "" }]);
  }
  const file = load(argument);
  if (isNamed || (await isManifest(file))) {
    const { manifestQuestions } = await import("./manifest-questions.js"); // which most checks do not need
    return manifestQuestions(k, file);
  }
  return all(await (session.line.has("only-runs") ? runsOf(k, file, false) : ofFile(k, file)));
}

/** Asks about a file: about the model that it is, or about the run that it says. */
export async function ofFile(k: Checker, file: Loaded): Promise<Question[]> {
  const { label, path, data } = file;
  const asModel: Question[] = [{ label, path, model: { label, path, data }, trainer: 0, place: "" }];
  if (k.input === "config" || k.input === "facts" || (k.input === "auto" && isModelFile(k, file))) {
    const what = notJSON(data);
    if (what) {
      throw new Failure(`${label}: ${what}`);
    }
    return asModel;
  }
  try {
    return await ofMaterial(k, label, path, materialOf(k, [file]));
  } catch (error) {
    if (file.isObject && error instanceof Failure && ["input.no_format", "input.syntax"].includes(error.code)) {
      return asModel; // the engine says what it lacks, or where it goes wrong
    }
    throw error;
  }
}

function isModelFile(k: Checker, file: Loaded): boolean {
  if (!file.isObject) {
    return extname(file.name).toLowerCase() === ".json";
  }
  const names = membersOfOneObject(file.data.toString("latin1"));
  return (
    names === undefined ||
    isConfig(names) ||
    areFacts(k.session, names) ||
    invalidUTF8(file.data) !== undefined ||
    basename(file.name) === "config.json"
  );
}

/** Reads the material, and makes a question of each trainer in it. */
export async function ofMaterial(k: Checker, label: string, path: string, of: Material): Promise<Question[]> {
  const { value } = await follow(k.session, of);
  const first: Question = { label, path, material: of, reading: value, trainer: 0, place: "" };
  const others: Question[] = (value.more ?? []).map((reading: Answer["value"], i: number) => ({
    ...{ ...first, reading },
    trainer: i + 1,
  }));
  if (others.length === 0) {
    return [first];
  }
  // In the order of the script, of which the last is the answer itself.
  return [...others, first].map((one) => ({ ...one, place: placeOf(one) }));
}

/** The first line that says something of a trainer. */
function placeOf({ reading, material: of }: Question): string {
  const places: { file?: string; line?: number }[] = Object.values(reading.positions ?? {});
  const lines = places.filter(({ file, line = 0 }) => file === of?.first && line > 0).map(({ line = 0 }) => line);
  return lines.length === 0 ? "" : `:${Math.min(...lines)}`;
}

/** Leaves out the questions about files that belong to another one. */
function withoutOthers(list: readonly Question[]): Question[] {
  const claims = ({ material: a }: Question, { material: b }: Question) =>
    a !== undefined && b?.files[0] !== undefined && a !== b && a.files.slice(1).some((file) => same(file, b.files[0]));
  return list.filter((one, i) => !list.some((other, j) => claims(other, one) && (j < i || !claims(one, other))));
}

function same(a: Loaded, b: Loaded | undefined): boolean {
  return b !== undefined && clean(a.path) === clean(b.path);
}

function clean(path: string): string {
  return path === "" ? "." : normalize(path);
}
