/** The cache of the Hugging Face Hub, as huggingface_hub lays it out: the `config.json` of a model by its id. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { extname, join } from "node:path";
import { cause, Failure } from "./failure.js";
import { name, quoted } from "./printable.js";
import { isLocal } from "./root.js";

const FILES = ".json .yaml .yml .toml .sh .bash .slurm .sbatch .py .safetensors .gguf".split(" ");
const MOST_NAMED = 3;

/** There is none: what was looked for, and where. */
export class NotFound extends Failure {
  constructor(
    id: string,
    readonly why: string,
    readonly hint = "--download asks the Hub",
  ) {
    super(`${id}: no config.json was found: ${why}; ${hint}`);
  }
}

export interface Found {
  readonly path: string;
  readonly data: Buffer;
  /** What should be known of how it was found; usually empty. */
  readonly note: string;
}

/** Whether a name has the form of a model's id, with `@revision` behind it or not. What has the ending of a file is none. */
export function isId(word: string): boolean {
  const [id] = split(word);
  const form = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)?$/;
  return form.test(id) && !/\.\.|--/.test(id) && id.length <= 96 && !FILES.includes(extname(id).toLowerCase());
}

/** Parts the revision from an id. */
export function split(word: string): [id: string, revision: string] {
  const at = word.indexOf("@");
  return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

/**
 * Finds the config of a model.
 *
 * @param revision A branch, a tag or a commit; empty for the main branch.
 * @throws {NotFound} The cache has none.
 */
export function cached(id: string, revision: string): Found {
  const missing = (why: string) => new NotFound(revision === "" ? id : `${id}@${revision}`, why);
  const folder = join(cache(), `models--${id.replaceAll("/", "--")}`);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw missing(`the cache has no ${folder}`);
  }
  const { commit, note = "", why } = commitOf(folder, revision);
  if (commit === undefined) {
    throw missing(`the cache has ${folder}, and ${why}`);
  }
  const path = join(folder, "snapshots", commit, "config.json");
  try {
    return { path, data: readFileSync(path), note };
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") {
      throw missing(`the cache has the model without its config.json (${path})`);
    }
    throw new Failure(`${name(id)}: ${path}: ${cause(error)}`);
  }
}

/** The commit of a revision. Where none is stated and no main branch is there, it is the one snapshot, if it is alone. */
function commitOf(folder: string, revision: string): { commit?: string; note?: string; why?: string } {
  const asked = revision || "main";
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

function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // no such branch
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // what that means is said by whoever asks
  }
}

function cache(): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = process.env;
  const folder = HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE;
  if (folder) {
    return expanded(folder);
  }
  return join(expanded(HF_HOME || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "huggingface")), "hub");
}

/** Replaces a leading ~ and the variables of a path, as huggingface_hub does. */
function expanded(path: string): string {
  const from = path === "~" || path.startsWith("~/") ? homedir() + path.slice(1) : path;
  return from.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const variable = braced ?? bare ?? "";
    return process.env[variable] || `$${variable}`;
  });
}
