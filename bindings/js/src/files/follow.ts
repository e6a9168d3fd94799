/** The files that a reading wants, added where they are there. What they mean, and which others they name, the engine says. */
import type { Reading } from "../types.js";
import { type FileText, fileOf, MOST_FILE, type ReadFile } from "./file.js";

/** Files that are added, since files may name files. */
const MOST_ADDED = 16;

/**
 * Gives the text of a file that another one names; undefined where it is not there. Which places it may look at is the
 * caller's to decide.
 */
export type Open = (path: string) => string | undefined | Promise<string | undefined>;

/** The members of a request to read, as far as following goes. */
export interface Asked {
  readonly files?: readonly ReadFile[] | undefined;
}

/**
 * Adds the files that are wanted, until no more are.
 *
 * @param read Asks the engine to read, and returns its answer.
 * @returns The last answer, and the members that it is of.
 */
export async function followed<A extends Asked>(
  asked: A,
  read: (asked: A) => Reading | Promise<Reading>,
  open: Open | undefined,
): Promise<{ readonly asked: A; readonly reading: Reading }> {
  const given = asked.files ?? [];
  let members = asked;
  let reading = await read(members);
  for (let turn = 0; turn < MOST_ADDED; turn++) {
    const there = members.files ?? [];
    const wants = [reading, ...(reading.more ?? [])].flatMap((one) => one.wants);
    const found = await first(wants, new Set(there.map(({ name }) => name)), open);
    const room = MOST_ADDED - (there.length - given.length);
    if (found.length === 0 || room <= 0) {
      break;
    }
    const added = await Promise.all(found.slice(0, room).map(({ name, text }) => fileOf(name, text)));
    members = { ...members, files: [...there, ...added] };
    reading = await read(members);
  }
  return { asked: members, reading };
}

/** For each want the first of its candidates that is there and not yet added. */
async function first(wants: Reading["wants"], there: Set<string>, open: Open = () => undefined): Promise<FileText[]> {
  const found: FileText[] = [];
  for (const { candidates = [], text: own } of wants) {
    for (const name of candidates) {
      if (there.has(name)) {
        break;
      }
      const text = own ?? (await open(name)); // what a script writes is nowhere else
      if (text !== undefined && text.length <= MOST_FILE) {
        there.add(name);
        found.push({ name, text });
        break;
      }
    }
  }
  return found;
}
