/** Makes the changes that the engine names. They are places of bytes with what stands there: a text that changed is refused. */
import { InputError } from "../errors.js";
import type { Edit } from "../types.js";
import type { FileText } from "./file.js";

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The files that the edits of a verdict's `repair` change, as they would be. All edits hold, or none.
 *
 * @throws {InputError} `input.contradiction`: a file is not the one that the verdict is about.
 */
export function repaired(files: readonly FileText[], edits: readonly Edit[]): FileText[] {
  const names = new Set(edits.flatMap(({ file }) => file ?? []));
  return [...names].map((name) => {
    const file = files.find((one) => one.name === name);
    if (file === undefined) {
      throw changed(name);
    }
    return { name, text: edited(file, distinct(edits.filter((edit) => edit.file === name))) };
  });
}

/** The words of a command as the edits of a verdict's `repair` would have them. */
export function repairedWords(argv: readonly string[], edits: readonly Edit[]): string[] {
  const words = [...argv];
  for (const { argument, old, new: next } of edits) {
    if (argument === undefined) {
      continue;
    }
    if (argv[argument] !== old) {
      throw changed("the command");
    }
    words[argument] = next;
  }
  return words;
}

/** The edits in the order of their places. The same one may be named for each trainer of a script. */
function distinct(edits: Edit[]): Edit[] {
  const sorted = edits.sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter((edit, n) => {
    const before = sorted[n - 1];
    return !before || before.start !== edit.start || before.end !== edit.end || before.new !== edit.new;
  });
}

function edited({ name, text }: FileText, edits: readonly Edit[]): string {
  const bytes = UTF8.encode(text);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, old, new: next } of edits) {
    if (start < at || end < start || end > bytes.length || TEXT.decode(bytes.subarray(start, end)) !== old) {
      throw changed(name);
    }
    parts.push(TEXT.decode(bytes.subarray(at, start)), next);
    at = end;
  }
  return [...parts, TEXT.decode(bytes.subarray(at))].join("");
}

function changed(name: string): InputError {
  const message = `${name.slice(0, 200)} is not the file that was read: read it again, and change that`;
  return new InputError("input.contradiction", message, "/files");
}
