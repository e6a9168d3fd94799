/** Text for terminals: names of files, keys and arguments come from anywhere. */

// What a terminal shows as itself: letters, marks, numbers, punctuation, symbols, and the blank.
const SHOWN = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const SHORT: Record<string, string> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** Escapes what would move the cursor, change colours or turn the direction of the text. */
export function printable(text: string): string {
  return Array.from(text, (c) => (SHOWN.test(c) ? c : escaped(c))).join("");
}

function escaped(c: string): string {
  const code = c.codePointAt(0) ?? 0;
  if (c in SHORT) {
    return SHORT[c] as string;
  }
  if (code < 0x80) {
    return `\\x${code.toString(16).padStart(2, "0")}`;
  }
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

/** Escapes the same in JSON, where it stands in strings only, and keeps the value. */
export function printableJSON(text: string): string {
  const unit = (c: string, at: number) => `\\u${c.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return Array.from(text, (c) =>
    SHOWN.test(c) || c === "\n" ? c : Array.from({ length: c.length }, (_, at) => unit(c, at)).join(""),
  ).join("");
}

/** The text between double quotes. */
export function quoted(text: string): string {
  return `"${printable(text.replaceAll("\\", "\\\\").replaceAll('"', '\\"'))}"`;
}

/** A file's name as an error shows it: as it is, or quoted where it would be hard to tell from the text. */
export function name(path: string): string {
  return path === "" || printable(path) !== path || /[ :"'`\\]/.test(path) ? quoted(path) : path;
}
