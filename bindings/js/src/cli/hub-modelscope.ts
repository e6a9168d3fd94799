/**
 * The cache of ModelScope, as `modelscope_hub` 0.5.1 lays it out (`_download.py`: `_find_legacy_repo_dir`,
 * `_resolve_cached_file`) and older releases of `modelscope` did (`hub/utils/utils.py`: `find_reusable_legacy_repo_dir`). ms-swift
 * takes models from there unless it is told to use Hugging Face. Nothing is ever written there.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { configIn, isFolder, names } from "./hub-cache.js";
import type { Found, Search } from "./hub-home.js";
import { isLocal } from "./root.js";

/** Looks in the cache. What is not there is noted, but of a machine that has no such cache nothing is said. */
export function cached(id: string, revision: string, search: Search): Found | undefined {
  const root = cache();
  if (!isFolder(root)) {
    return undefined;
  }
  for (const folder of folders(root, id, revision)) {
    const found = configIn(id, folder);
    if (found !== undefined) {
      return { ...found, note: "it was taken from the cache of ModelScope" };
    }
  }
  search.tried.push(`the cache of ModelScope, ${root}, has none of it`);
  return undefined;
}

function cache(): string {
  const named = process.env.MODELSCOPE_CACHE;
  return named ? named.replace(/^~(?=\/|$)/, () => homedir()) : join(homedir(), ".cache", "modelscope");
}

/**
 * Where a model may lie. The older layouts do not say of which revision they are, so that they are taken only where none is
 * stated.
 */
function folders(root: string, id: string, revision: string): string[] {
  const [organisation = "", model] = id.split("/");
  if (model === undefined || (revision !== "" && !isLocal(revision))) {
    return [];
  }
  const masked = model.replaceAll(".", "___");
  const snapshots = join(root, "models", `${organisation}--${model}`, "snapshots");
  if (revision !== "") {
    return [join(snapshots, revision)];
  }
  const entries = names(snapshots);
  return [
    join(root, "models", organisation, masked),
    join(root, "hub", "models", organisation, masked),
    join(snapshots, "master"),
    join(snapshots, "main"),
    ...(entries.length === 1 ? entries.map((only) => join(snapshots, only)) : []),
    ...[".", "hub"].flatMap((older) => [model, masked].map((name) => join(root, older, organisation, name))),
    join(root, "models", organisation, model),
  ];
}
