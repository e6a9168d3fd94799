/**
 * The cache of the Hugging Face Hub: `models--ORG--NAME/refs/REVISION` holds a commit, and
 * `models--ORG--NAME/snapshots/COMMIT/config.json` is the file. Nothing is ever written there.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { MOST } from "./bytes.js";
import { cause, Failure } from "./failure.js";
import { cache, type Found, MAIN, type Search, TOO_LARGE } from "./hub-home.js";
import { name, quoted } from "./printable.js";
import { isLocal } from "./root.js";

const MOST_NAMED = 3;

/** Looks in the cache. What is not there is noted, and undefined is returned. */
export function cached(id: string, revision: string, search: Search): Found | undefined {
  const folder = join(cache(), `models--${id.replaceAll("/", "--")}`);
  if (!isFolder(folder)) {
    search.tried.push(`the cache has no ${folder}`);
    return undefined;
  }
  const { commit, note, why } = commitOf(folder, revision);
  if (commit === undefined) {
    search.tried.push(`the cache has ${folder}, and ${why}`);
    return undefined;
  }
  const snapshot = join(folder, "snapshots", commit);
  const found = configIn(id, snapshot);
  if (found === undefined) {
    search.tried.push(`the cache has the model without its config.json (${join(snapshot, "config.json")})`);
    return undefined;
  }
  return { ...found, ...(note !== undefined && { note }) };
}

/**
 * The config that a folder of a model holds; undefined where there is none.
 *
 * @throws {Failure} It cannot be used.
 */
export function configIn(id: string, folder: string): Found | undefined {
  const path = join(folder, "config.json");
  let data: Buffer;
  try {
    data = readFileSync(path);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") {
      return undefined;
    }
    throw new Failure(`${name(id)}: ${path}: ${cause(error)}`);
  }
  if (data.length > MOST) {
    throw new Failure(`${name(id)}: ${path}: ${TOO_LARGE}`);
  }
  return { data, from: path };
}

/** The commit of a revision. Where none is stated and no main branch is there, it is the one snapshot, if it is alone. */
function commitOf(folder: string, revision: string): { commit?: string; note?: string; why?: string } {
  const asked = revision || MAIN;
  if (!isLocal(asked)) {
    return { why: `${quoted(asked)} is no revision` };
  }
  const commit = text(join(folder, "refs", asked)).trim();
  if (commit !== "" && isLocal(commit) && !/[/\\]/.test(commit)) {
    return { commit };
  }
  const snapshots = names(join(folder, "snapshots"));
  if (snapshots.includes(asked)) {
    return { commit: asked };
  }
  const [only] = snapshots;
  if (revision === "" && only !== undefined && snapshots.length === 1) {
    return { commit: only, note: `the cache has one snapshot of it and no main branch: ${only} was taken` };
  }
  const why = revision === "" ? "no main branch in it" : `no revision ${quoted(revision)} in it`;
  const more = snapshots.length > MOST_NAMED ? ", …" : "";
  const some = `${snapshots.slice(0, MOST_NAMED).join(", ")}${more}`;
  return { why: snapshots.length > 0 ? `${why}; a revision behind @ names one of ${some}` : why };
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // what cannot be looked at is not there
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // no such branch
  }
}

/** What lies in a folder, in the order of the names. */
export function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // what that means is said by whoever asks
  }
}
