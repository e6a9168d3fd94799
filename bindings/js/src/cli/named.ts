/** The model of a file of a run: the one that the user names, else the one that the file names. */
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import type { Checker } from "./checker.js";
import { Failure } from "./failure.js";
import { kind } from "./loaded.js";
import { addRead, findModel, type Model, modelOfFolder, readModel } from "./model.js";
import { name } from "./printable.js";
import { heading, type Question } from "./question.js";
import type { Answer, Request } from "./request.js";

/**
 * Adds it to a request. Where it cannot be had, that is told, and what depends on it is not known.
 *
 * @throws {Failure} The model that the user names cannot be had.
 */
export async function addNamedModel(k: Checker, request: Request, question: Question): Promise<void> {
  const { session } = k;
  const wanted = question.named || k.model;
  if (wanted !== "") {
    const model = await once(k, wanted, () => readModel(session, wanted));
    addRead(session, request, model);
    return;
  }
  const named = question.reading.model ?? {};
  const found = await modelOf(k, question, named);
  if (typeof found !== "string") {
    addRead(session, request, found);
    return;
  }
  if (Object.keys(named.config ?? {}).length > 0) {
    return; // the file states the numbers of its model itself
  }
  const id = named.name || named.flavor || named.builder;
  const own = `the model ${id} is one of the framework's own, whose numbers are not in the file`;
  const why = found || (id ? own : "no model is named");
  if (typeof question.reading.framework === "string" || session.line.has("framework")) {
    const instead = "what depends on the model is not known, and --model names it: a config.json, a folder or an id";
    session.notes.add(`${heading(question)}: ${why}; ${instead}`);
  }
}

/** Finds the model that a file names; else why it cannot be had, which is empty where none is named. */
export async function modelOf(k: Checker, { material }: Question, named: Answer["value"]): Promise<Model | string> {
  const { session } = k;
  const first = material?.first ?? "";
  let why = "";
  const tried = async (id: string, read: () => Promise<Model>): Promise<Model | undefined> => {
    try {
      return await once(k, id, read);
    } catch (error) {
      if (!(error instanceof Failure)) {
        throw error;
      }
      why = error.message;
      return undefined;
    }
  };
  for (const path of [named.path, named.folder].filter(Boolean)) {
    for (const at of besides(path, first).filter(isThere)) {
      const found = await tried(at, () => readModel(session, at));
      if (found !== undefined) {
        return found;
      }
    }
    why ||= `the model's folder ${name(path)} is not on this disk`;
  }
  const id = named.hub_id;
  if (!id) {
    return why;
  }
  // A folder of that name is meant before the model of that id.
  const folder = besides(id, first).find((at) => isThere(join(at, "config.json")));
  const revision = named.revision ?? "";
  const found =
    folder === undefined
      ? await tried(`${id}@${revision}`, () => findModel(session, id, revision))
      : await tried(folder, async () => modelOfFolder(folder));
  return found ?? why;
}

/** Reads a model that several questions are about once. */
export async function once(k: Checker, id: string, read: () => Promise<Model>): Promise<Model> {
  const found = k.models.get(id) ?? (await read());
  k.models.set(id, found);
  return found;
}

/** Where a path that a file names may be: as the working directory has it, and beside the file. */
function besides(path: string, file: string): string[] {
  const at = path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
  return isAbsolute(at) ? [at] : [at, join(dirname(file), at)];
}

function isThere(path: string): boolean {
  try {
    return kind(path) !== undefined;
  } catch {
    return false; // nobody named it to us: what cannot be looked at is not there
  }
}
