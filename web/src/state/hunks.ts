/** The lines of a file that its edits change. */
import type { Edit } from "meshwise/worker";

export interface Row {
  sign: "-" | "+";
  line: number;
  text: string;
}

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });
const NEWLINE = 10;

/** The lines as they are and as they would be. Edits are places of bytes, and hold of this very text. */
export function hunks(text: string, edits: readonly Edit[]): Row[] {
  const bytes = UTF8.encode(text);
  const lineStart = (at: number) => bytes.lastIndexOf(NEWLINE, at - 1) + 1;
  const lineEnd = (at: number) => {
    const end = bytes.indexOf(NEWLINE, at);
    return end < 0 ? bytes.length : end;
  };
  const rows: Row[] = [];
  const sorted = [...edits].sort((a, b) => a.start - b.start);
  let line = 1; // of the next stretch, as it is
  let more = 0; // lines that were added so far
  let done = 0;
  while (sorted.length > 0) {
    const first = sorted.shift() as Edit;
    const from = first.start === 0 ? 0 : lineStart(first.start);
    let to = lineEnd(first.end);
    let next = TEXT.decode(bytes.subarray(from, first.start)) + first.new;
    let at = first.end;
    while (sorted[0] !== undefined && sorted[0].start <= to) {
      const { start, end, new: word } = sorted.shift() as Edit;
      if (start >= at) {
        next += TEXT.decode(bytes.subarray(at, start)) + word; // the same edit twice is one
        at = end;
        to = Math.max(to, lineEnd(end));
      }
    }
    next += TEXT.decode(bytes.subarray(at, to));
    const old = TEXT.decode(bytes.subarray(from, to)).split("\n");
    const now = next.split("\n");
    line += TEXT.decode(bytes.subarray(done, from)).split("\n").length - 1;
    rows.push(...apart(old, now, line, line + more));
    more += now.length - old.length;
    line += old.length - 1;
    done = to;
  }
  return rows;
}

/** What differs of two stretches that begin and end alike. */
function apart(old: string[], now: string[], line: number, next: number): Row[] {
  const least = Math.min(old.length, now.length);
  let head = 0;
  while (head < least && old[head] === now[head]) {
    head++;
  }
  let tail = 0;
  while (tail < least - head && old.at(-1 - tail) === now.at(-1 - tail)) {
    tail++;
  }
  const rows = (sign: Row["sign"], lines: string[], from: number) =>
    lines.slice(head, lines.length - tail).map((text, n): Row => ({ sign, line: from + head + n, text }));
  return [...rows("-", old, line), ...rows("+", now, next)];
}
