/** The neutral tree of a file, as rows of texts and places. What they mean the engine reads. */

/** A node of a file; `docs/abi.md` describes its members. Places count from 1, and 0 is none. */
export interface Row {
  readonly parent: number;
  readonly kind: string;
  readonly key?: string;
  readonly text?: string;
  readonly tag?: string;
  readonly line?: number;
  readonly column?: number;
  readonly keyLine?: number;
  readonly keyColumn?: number;
}

/** Rows, and levels, after which a tree is left off: the engine refuses more by the rows that it has. */
export const MOST_ROWS = 100_000;
export const DEEPEST = 64;

/** A library does not take a text. Its words are its own; the engine says what is wrong. */
export class Refused extends Error {
  constructor(
    message: string,
    /** Where it stopped, from 1; undefined where it does not say. */
    readonly line?: number,
    readonly column?: number,
  ) {
    super(message);
  }
}

const UTF8 = new TextEncoder();

// All that is ASCII, as most keys are, has as many bytes as characters.
const size = (text: string): number => (/^[ -~]*$/.test(text) ? text.length : UTF8.encode(text).length);

/** The rows as a request has them: of each its kind, its numbers, the lengths of its texts in bytes, and the texts. */
export function written(rows: readonly Row[]): string {
  const out: string[] = [];
  for (const {
    parent,
    kind,
    key = "",
    text = "",
    tag = "",
    line = 0,
    column = 0,
    keyLine = 0,
    keyColumn = 0,
  } of rows) {
    const numbers = [parent, line, column, keyLine, keyColumn, size(key), size(tag), size(text)];
    out.push(`${kind} ${numbers.join(" ")}:${key}${tag}${text}`);
  }
  return out.join("");
}

/** The rows of a text that is nested deeper than its library goes: lists in lists, deeper than any tree may be. */
export function tooDeep(): Row[] {
  return Array.from({ length: DEEPEST + 2 }, (_, level) => ({ parent: level - 1, kind: "l", line: 1, column: 1 }));
}
