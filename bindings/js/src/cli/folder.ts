/** Folders: the model that one holds, or every file in it that says a run. */
import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import type { Checker } from "./checker.js";
import { cause, Failure } from "./failure.js";
import { kind, type Loaded, load } from "./loaded.js";
import { areFacts, isConfig, modelOfFolder } from "./model.js";
import { name } from "./printable.js";
import { ofFile, type Question } from "./question.js";
import type { Answer } from "./request.js";
import { membersOfOneObject } from "./scan.js";

/** The endings of files that may say a run. */
const ENDINGS = [".yaml", ".yml", ".toml", ".json", ".sh", ".bash", ".slurm", ".sbatch"];
/** How many files of a folder are read. */
const MOST = 1000;

/**
 * Asks about a folder: about the model whose `config.json` it holds, where the flags say a run; else about every file in it that
 * says one. Files that say none are left out; those that cannot be read are told, and are no failure: nobody asked about them.
 */
export async function folderQuestions(k: Checker, folder: string): Promise<Question[]> {
  const holds = kind(join(folder, "config.json")) !== undefined;
  const asModel = (): Question[] => {
    const model = modelOfFolder(folder);
    return [{ label: model.label, path: model.path, model, trainer: 0, place: "" }];
  };
  if (holds && k.flagsSayRun && k.model === "") {
    return asModel();
  }
  let paths: string[];
  try {
    paths = filesOf(folder);
  } catch (error) {
    throw new Failure(`${name(folder)}: ${cause(error)}`);
  }
  if (paths.length > MOST) {
    throw new Failure(`${name(folder)}: holds more than ${MOST} files that may say a run: name a folder in it`);
  }
  const list: Question[] = [];
  for (const path of paths) {
    list.push(...(await runsOf(k, load(path), true)));
  }
  if (list.length === 0 && holds) {
    return asModel();
  }
  if (list.length === 0) {
    const what = "the folder holds no config.json, and no file that says how a model is trained";
    throw new Failure(`${name(folder)}: ${what}`);
  }
  return list;
}

/**
 * Asks about a file if it says a run. One that says none is left out, and one that cannot be read is told where it was found,
 * and refused where it was named.
 */
export async function runsOf(k: Checker, file: Loaded, found: boolean): Promise<Question[]> {
  if ((file.isObject && isModel(k, file)) || /^[ \t\r\n]*$/.test(file.data.toString("latin1"))) {
    return [];
  }
  try {
    return (await ofFile(k, file)).filter(({ material, reading }) => material !== undefined && saysRun(reading));
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    if (error.code === "input.no_format") {
      return [];
    }
    if (found || error.code === "input.template") {
      k.session.notes.add(`${error.message}; it is left out`);
      return [];
    }
    throw error;
  }
}

/** Whether JSON says a model, not a run. */
function isModel(k: Checker, file: Loaded): boolean {
  const names = membersOfOneObject(file.data.toString("latin1"));
  return names !== undefined && (isConfig(names) || areFacts(k.session, names));
}

/** Whether a reading says anything of a run: a script that starts no trainer says nothing. */
function saysRun({ mesh, run }: Answer["value"]): boolean {
  return Object.keys(mesh ?? {}).length > 0 || Object.keys(run ?? {}).length > 0;
}

/** The files of a folder and of those in it, in the order of their names, hidden ones left out. */
function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || entry.name === "node_modules") {
      return [];
    }
    if (entry.isDirectory()) {
      return filesOf(path);
    }
    return entry.isFile() && ENDINGS.includes(extname(path).toLowerCase()) ? [path] : [];
  });
}
