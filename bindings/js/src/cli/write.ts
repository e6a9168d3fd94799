/** Writes files whole, all or none: each beside its place first, and, where nobody changed it since it was read, in its place. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { cause, Failure } from "./failure.js";

export interface Written {
  /** How errors name the file. */
  readonly label: string;
  readonly path: string;
  /** What was read of it. */
  readonly before: Buffer;
  readonly after: Buffer;
}

/**
 * Writes them. The mode of a file is kept; a link stays one.
 *
 * @throws {Failure} One cannot be written, or changed since it was read.
 */
export function writeFiles(files: readonly Written[]): void {
  const places: { file: Written; target: string; temporary: string }[] = [];
  const waiting = new Set<string>(); // what is in its place by then has another name
  try {
    for (const file of files) {
      orSay(file, "nothing was written", () => {
        const target = realpathSync(file.path);
        const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}`);
        waiting.add(temporary);
        writeNew(temporary, file.after, statSync(target).mode & 0o777);
        places.push({ file, target, temporary });
      });
    }
    for (const { file, target } of places) {
      const now = orSay(file, "nothing was written", () => readFileSync(target));
      if (!now.equals(file.before)) {
        throw new Failure(`${file.label}: nothing was written: the file changed since it was read`);
      }
    }
    places.forEach(({ file, target, temporary }, i) => {
      const left = i > 0 ? "only the files before it were written" : "nothing was written";
      orSay(file, left, () => renameSync(temporary, target));
      waiting.delete(temporary);
    });
  } finally {
    for (const temporary of waiting) {
      rmSync(temporary, { force: true });
    }
  }
}

function orSay<T>({ label }: Written, what: string, doing: () => T): T {
  try {
    return doing();
  } catch (error) {
    throw new Failure(`${label}: ${what}: ${cause(error)}`);
  }
}

function writeNew(path: string, data: Buffer, mode: number): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, data);
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
