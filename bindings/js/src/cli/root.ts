/**
 * Files that other files name. Such a path comes from whoever wrote the file, so it is opened through a root: neither `..` nor
 * a link leads out of it.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { join, posix, sep } from "node:path";
import { MOST_FILE } from "../files/file.js";
import { cause } from "./failure.js";
import { Loaded } from "./loaded.js";

const MOST_LINKS = 8;

/** What became of a path: the file, or why it is not taken; neither where it is not there. */
export interface Opened {
  readonly file?: Loaded;
  readonly why?: string;
}

/** Opens a file that another one names, in the working directory or in the folder of the file that was asked about. */
export function beside(first: string, candidate: string): Opened {
  const home = posix.dirname(first);
  const inHome = home !== "." && candidate.startsWith(`${home}/`);
  const [folder, path] = inHome ? [home, candidate.slice(home.length + 1)] : [".", candidate];
  if (!isLocal(path)) {
    return {};
  }
  let found: { path: string; stats: Stats } | undefined;
  try {
    found = inRoot(folder, path);
  } catch (error) {
    return { why: `${candidate} is not followed: ${cause(error)}` };
  }
  if (found === undefined || !found.stats.isFile()) {
    return {};
  }
  if (found.stats.size > MOST_FILE) {
    return { why: `${candidate} has ${found.stats.size} bytes, more than the 1 MiB that is followed` };
  }
  try {
    const data = whole(found.path, found.stats);
    return data === undefined ? {} : { file: new Loaded(candidate, candidate.replaceAll("/", sep), data) };
  } catch (error) {
    return { why: `${candidate} cannot be read: ${cause(error)}` };
  }
}

/** Whether a path stays below where it begins, as it is written. */
export function isLocal(path: string): boolean {
  const clean = posix.normalize(path);
  const outside = path === "" || posix.isAbsolute(path) || clean === ".." || clean.startsWith("../");
  // Windows has drives, streams and devices beside the folders.
  return !outside && (sep === "/" || !/[\\:]|(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\/|$)/i.test(path));
}

/** Goes down a path name by name, and through links as they are written; undefined where nothing is there. */
function inRoot(root: string, path: string): { path: string; stats: Stats } | undefined {
  const ahead = steps(path);
  const done: string[] = [];
  let links = 0;
  let stats: Stats | undefined;
  for (let step = ahead.shift(); step !== undefined; step = ahead.shift()) {
    if (step === "..") {
      if (done.pop() === undefined) {
        throw new Error("path escapes from parent");
      }
      stats = undefined;
      continue;
    }
    const at = join(root, ...done, step);
    try {
      stats = lstatSync(at);
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") {
        return undefined;
      }
      throw error;
    }
    if (!stats.isSymbolicLink()) {
      done.push(step);
      continue;
    }
    links++;
    if (links > MOST_LINKS) {
      throw Object.assign(new Error(), { code: "ELOOP" });
    }
    const target = readlinkSync(at).replaceAll(sep, "/");
    if (posix.isAbsolute(target) || /^[A-Za-z]:/.test(target)) {
      throw new Error("path escapes from parent");
    }
    ahead.unshift(...steps(target));
  }
  const at = join(root, ...done);
  return { path: at, stats: stats ?? lstatSync(at) };
}

function steps(path: string): string[] {
  return path.split("/").filter((step) => step !== "" && step !== ".");
}

/** The bytes of the file that was looked at; undefined where another one has come into its place, or into that of a folder. */
function whole(path: string, looked: Stats): Buffer | undefined {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const now = fstatSync(file);
    return now.isFile() && now.ino === looked.ino && now.dev === looked.dev ? readFileSync(file) : undefined;
  } finally {
    closeSync(file);
  }
}
