/** What is to be said at the lines of a file: by the verdict, and by the reading of it. */
import type { Verdict } from "../engine/types.ts";
import type { One } from "./files.ts";

/** Something at a line. */
export interface Mark {
  line: number;
  /** From which column to which, counted from 1 in code points; absent where it is about the line. */
  from?: number | undefined;
  to?: number | undefined;
  tone: "bad" | "open" | "faint";
  code?: string | undefined;
  message: string;
}

type Place = { file?: string; line?: number; column?: number; end_column?: number };

/** The marks of one file, in the order of its lines; what is said twice of a line is said once. */
export function marksOf(file: string, verdict: Verdict | null, read: One): Mark[] {
  const list: Mark[] = [];
  const put = (at: Place | undefined, rest: Omit<Mark, "line" | "from" | "to">) => {
    if (at?.line !== undefined && at.file === file) {
      list.push({ line: at.line, from: at.column, to: at.end_column, ...rest });
    }
  };
  const findings = [
    ...(verdict?.violations ?? []).map((one) => ({ ...one, tone: "bad" as const })),
    ...(verdict?.warnings ?? []).map((one) => ({ ...one, tone: "open" as const })),
    ...(verdict?.unknowns ?? []).map((one) => ({ ...one, tone: "open" as const })),
  ];
  for (const { at = [], code, message = "", tone } of findings) {
    const [first] = at.filter((place) => place.file === file);
    for (const place of at) {
      // What rests on several lines is said at the first of them.
      put(place, { tone, code, message: place.line === first?.line ? message : `with line ${first?.line}` });
    }
  }
  for (const { at, code, message, refused } of verdict?.remarks ?? []) {
    put(at, { tone: refused ? "bad" : "open", code, message });
  }
  for (const { code, message, violation, ...at } of read.notes) {
    put(at, { tone: violation ? "bad" : "open", code, message });
  }
  for (const { key, near, ...at } of read.unknown_keys) {
    if (list.some(({ line, code }) => line === at.line && code === "reading.not_understood")) {
      continue; // it was said
    }
    put(at, { tone: "faint", message: `${key} is not understood${near ? `: is ${near} meant?` : ""}` });
  }
  const seen = new Set<string>();
  return list
    .sort((a, b) => a.line - b.line)
    .filter(({ line, code, message }) => {
      const key = `${line} ${code ?? ""} ${message}`;
      return !seen.has(key) && seen.add(key);
    });
}

/** A part of a file that is shown. */
export interface Shown {
  from: number; // line, from 1
  lines: string[];
}

const AROUND = 2;
const WHOLE = 40;

/** The lines that are shown: all of a short file, and of a long one those around the marks and the beginning. */
export function excerpts(text: string, marks: readonly Mark[], most: number): { parts: Shown[]; left: number } {
  const lines = text.split(/\r\n|\n/);
  if (lines.at(-1) === "") {
    lines.pop();
  }
  const near = new Set<number>();
  const show = (from: number, to: number) => {
    for (let n = Math.max(1, from); n <= Math.min(lines.length, to) && near.size < most; n++) {
      near.add(n);
    }
  };
  for (const { line } of marks) {
    show(line - AROUND, line + AROUND);
  }
  show(1, most > WHOLE || lines.length <= WHOLE ? most : marks.length > 0 ? 1 : WHOLE / 2);
  const parts: Shown[] = [];
  for (const n of [...near].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && last.from + last.lines.length === n) {
      last.lines.push(lines[n - 1] ?? "");
    } else {
      parts.push({ from: n, lines: [lines[n - 1] ?? ""] });
    }
  }
  return { parts, left: lines.length - near.size };
}
