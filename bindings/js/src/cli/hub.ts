/**
 * The `config.json` of a model that is named by its id: from the cache of the Hugging Face Hub, from that of ModelScope, and
 * from the Hub itself only where that is asked for.
 */
import { extname } from "node:path";
import { cached as inHuggingFace } from "./hub-cache.js";
import { type Found, MAIN, NotFound, Search } from "./hub-home.js";
import { cached as inModelScope } from "./hub-modelscope.js";

const FILES = ".json .yaml .yml .toml .sh .bash .slurm .sbatch .py .safetensors .gguf".split(" ");

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
 * Finds the config of a model: in the caches, else on the Hub where that is asked for.
 *
 * @param revision A branch, a tag or a commit; empty for the main branch.
 * @throws {NotFound} It is not there.
 * @throws {Failure} It is there and cannot be read.
 */
export async function find(id: string, revision: string, download: boolean): Promise<Found> {
  const search = new Search(id, revision, download);
  const found = inHuggingFace(id, revision, search) ?? inModelScope(id, revision, search);
  if (found !== undefined) {
    return found;
  }
  if (!download || search.offline !== "") {
    throw new NotFound(search);
  }
  const { downloaded } = await import("./hub-download.js"); // which the cache does not need
  return downloaded(id, revision || MAIN, search);
}
