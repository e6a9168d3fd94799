/** The engine says which bytes of which file would have to be others; here they are shown and written. */
import { normalize } from "node:path";
import { InputError } from "../errors.js";
import { repaired, repairedWords } from "../files/repair.js";
import type { Edit } from "../types.js";
import type { Checker, Judged } from "./checker.js";
import { unified } from "./diff.js";
import { ENGINE, Failure } from "./failure.js";
import { type Loaded, slashed } from "./loaded.js";
import { followAgain, type Material } from "./material.js";
import { name, quoted } from "./printable.js";
import { heading } from "./question.js";
import { shellWords, shown } from "./words.js";
import { writeFiles } from "./write.js";

/** A file, or the words of a command, with what its changes make of it. */
interface Changed {
  /** Undefined for a command. */
  readonly file?: Loaded;
  readonly argv: readonly string[];
  readonly edits: Edit[];
}

/** Shows and writes the changes that the answers hold, and asks again where any was written. */
export async function change(k: Checker, all: Judged[]): Promise<Judged[]> {
  const { line, notes, output } = k.session;
  const list = changes(k, all);
  const made = list.map(after);
  if (line.has("diff")) {
    output.write(list.map((one, i) => shownDiff(one, made[i] as string)).join(""));
  }
  if (!line.has("fix")) {
    return all;
  }
  const files: { file: Loaded; edits: readonly Edit[]; before: Buffer; after: Buffer }[] = [];
  list.forEach(({ file, argv, edits }, i) => {
    if (file === undefined) {
      notes.add(`a command is not written anywhere; this one would work: ${shellWords(repairedWords(argv, edits))}`);
    } else if (file.path === "") {
      notes.add("the standard input is not written; --diff shows what would work");
    } else {
      files.push({ file, edits, before: file.data, after: Buffer.from(made[i] as string) });
    }
  });
  if (files.length === 0) {
    return all;
  }
  for (const { file, after } of files) {
    for (const one of all.flatMap(({ material }) => material?.files ?? [])) {
      if (one.path === file.path) {
        one.data = after;
      }
    }
  }
  const again = await tried(k, all);
  writeFiles(files.map(({ file: { label, path }, before, after }) => ({ label, path, before, after })));
  for (const { file, edits } of files) {
    for (const { line, old, new: next } of edits) {
      notes.add(`${file.label}:${line}: ${shown(old)} was changed to ${shown(next)}`);
    }
  }
  return again;
}

/** Asks again about the files as they would be. Nothing is written where one of them could not be read any more. */
async function tried(k: Checker, all: readonly Judged[]): Promise<Judged[]> {
  const again: Judged[] = [];
  for (const one of all) {
    try {
      if (one.material !== undefined) {
        await followAgain(k.session, one.material);
      }
      again.push(await k.judge(one));
    } catch (error) {
      if (!(error instanceof Failure)) {
        throw error;
      }
      throw new Failure(`nothing was written: the changes would leave what cannot be used: ${error.message}`);
    }
  }
  return again;
}

/** Collects the changes of all answers, by file. What no change can mend is told. */
function changes(k: Checker, all: readonly Judged[]): Changed[] {
  const { notes } = k.session;
  const list: Changed[] = [];
  for (const one of all) {
    const { answer, fails, label, material } = one;
    if (material === undefined) {
      if (fails) {
        notes.add(`${label} is a model: there is no file of a run to change`);
      }
      continue;
    }
    const { edits = [], unedited = [] } = answer.value.repair ?? {};
    for (const { field, why } of unedited) {
      notes.add(`${heading(one)}: ${field} is not changed: ${why}`);
    }
    for (const edit of edits) {
      collect(list, material, edit);
    }
  }
  for (const { edits } of list) {
    edits.sort((a, b) => (a.start ?? 0) - (b.start ?? 0) || (a.end ?? 0) - (b.end ?? 0));
  }
  return list;
}

/** Adds an edit to those of its file. The same edit for another trainer of a script is one. */
function collect(list: Changed[], { files, argv = [] }: Material, edit: Edit): void {
  if (edit.file === undefined && (edit.argument ?? 0) >= argv.length) {
    throw new Failure(`--override: ${quoted(edit.old)} would have to be ${quoted(edit.new)}: change it yourself`);
  }
  const known = list.find(({ file }) => file?.name === edit.file);
  if (known !== undefined) {
    if (!known.edits.some((one) => JSON.stringify(one) === JSON.stringify(edit))) {
      known.edits.push(edit);
    }
    return;
  }
  if (edit.file === undefined) {
    list.push({ argv, edits: [edit] });
    return;
  }
  const file = files.findLast((one) => one.name === edit.file);
  if (file === undefined) {
    throw new Failure(`the engine changes a file that it was not given: ${name(edit.file)}`, ENGINE);
  }
  list.push({ file, argv: [], edits: [edit] });
}

/** The text as its changes would have it, or the words of a command, a line each. */
function after({ file, argv, edits }: Changed): string {
  if (file === undefined) {
    return lines(repairedWords(argv, edits));
  }
  edits.forEach(({ start, line }, i) => {
    if (i > 0 && start < (edits[i - 1] as Edit).end) {
      throw new Failure(`${file.label}:${line}: two changes of one place: make them one after the other`);
    }
  });
  try {
    const [made] = repaired([{ name: file.name, text: file.data.toString("utf8") }], edits);
    return made?.text ?? "";
  } catch (error) {
    throw error instanceof InputError ? new Failure(`${file.label}: ${error.message}`, ENGINE) : error;
  }
}

function shownDiff({ file, argv }: Changed, made: string): string {
  const path = slashed(normalize(file?.name ?? "command")).replace(/^\//, "");
  return unified(`a/${path}`, file?.data.toString("utf8") ?? lines(argv), `b/${path}`, made);
}

function lines(words: readonly string[]): string {
  return `${words.join("\n")}\n`;
}
