/** The file that says what the model is. */
import { join } from "node:path";
import { bytesOf, content, notJSON, used } from "./bytes.js";
import { Failure } from "./failure.js";
import { find, isId, split } from "./hub.js";
import { NotFound } from "./hub-home.js";
import { kind, STANDARD_INPUT, slashed } from "./loaded.js";
import { streams } from "./output.js";
import { name } from "./printable.js";
import { type Origin, quote, type Request } from "./request.js";
import { membersOfOneObject } from "./scan.js";
import type { Session } from "./session.js";

/** A file, exactly as it was read. `path` is how annotations name it; empty for what is at no place of the user's. */
export interface Model extends Origin {
  readonly path: string;
}

/**
 * Reads a file, a folder's `config.json`, the standard input, or the config of a model that is named by its id.
 *
 * @throws {Failure} There is no such file, or it is something else than JSON.
 */
export async function readModel(session: Session, argument: string): Promise<Model> {
  if (argument === "-") {
    return { label: STANDARD_INPUT, path: "", data: used(content(streams.stdin), STANDARD_INPUT, notJSON) };
  }
  switch (kind(argument)) {
    case undefined:
      return modelOfId(session, argument);
    case "folder":
      return modelOfFolder(argument);
  }
  return { label: name(argument), path: argument, data: bytesOf(argument, name(argument), notJSON) };
}

/** Reads the `config.json` of a folder. What else lies there that names a model in another form is said. */
export function modelOfFolder(folder: string): Model {
  const path = join(folder, "config.json");
  switch (kind(path)) {
    case undefined: {
      const other = ["params.json", "config.yaml"].find((one) => kind(join(folder, one)) !== undefined);
      const also = other === undefined ? "" : `, and its ${other} is not read`;
      throw new Failure(`${name(folder)}: the folder holds no config.json${also}`);
    }
    case "folder":
      throw new Failure(`${name(path)}: is a folder, and a file is needed`);
  }
  return { label: name(path), path, data: bytesOf(path, name(path), notJSON) };
}

/** {@link findModel} for a name that may have been meant as a path. */
export async function modelOfId(session: Session, argument: string): Promise<Model> {
  const missing = `${name(argument)}: there is no such file or folder`;
  if (!isId(argument)) {
    throw new Failure(missing);
  }
  try {
    return await findModel(session, ...split(argument));
  } catch (error) {
    if (!(error instanceof NotFound)) {
      throw error;
    }
    throw new Failure(`${missing}, nor the config.json of a model of this id: ${error.search.why}${error.search.hint}`);
  }
}

/**
 * Finds the config of a model by its id: in the cache, or on the Hub where that is asked for.
 *
 * @throws {NotFound} It is not there.
 */
export async function findModel(session: Session, id: string, revision: string): Promise<Model> {
  const found = await find(id, revision, session.line.has("download"));
  if (found.note !== undefined) {
    session.notes.add(`${id}: ${found.note}`);
  }
  const label = name(found.from);
  return { label, path: "", data: used(found.data, label, notJSON) };
}

/**
 * Adds the model that an argument names.
 *
 * @throws {Failure} The file cannot be used.
 */
export async function addModel(session: Session, request: Request, argument: string): Promise<void> {
  const model = await readModel(session, argument);
  if (model.path !== "") {
    request.add("file", quote(slashed(model.path)), model.label);
  }
  addRead(session, request, model);
}

/**
 * Adds a model that was read, as it is.
 *
 * @throws {Failure} It is not one JSON object.
 */
export function addRead(session: Session, request: Request, model: Model): void {
  request.file = model;
  const names = membersOfOneObject(model.data.toString("latin1"));
  if (names === undefined) {
    // The file alone is the request, so that nothing is spliced: the engine says what is wrong with it.
    const alone = session.request(undefined, model.data);
    alone.file = model;
    alone.origins.push(["", model.label]);
    alone.ask();
    throw new Failure(`${model.label}: is not one JSON object`);
  }
  const said = session.line.value("input") ?? "auto";
  if (said === "facts" || (said !== "config" && areFacts(session, names))) {
    request.add("facts", model.data, model.label);
  } else {
    request.add("facts", Buffer.concat([Buffer.from('{"config":'), model.data, Buffer.from("}")]), model.label);
    request.origins.push(["/facts/config", model.label]);
  }
  if (session.line.has("no-catalogue")) {
    request.add("catalogue", "false", "--no-catalogue");
  }
}

/** Whether an object names a model as a config does. */
export function isConfig(names: readonly string[]): boolean {
  return names.includes("model_type") || names.includes("architectures");
}

/** Tells facts from a config by the names of the members. */
export function areFacts(session: Session, names: readonly string[]): boolean {
  return !isConfig(names) && session.engine.describe().probes.some(({ fact }) => names.includes(fact));
}
