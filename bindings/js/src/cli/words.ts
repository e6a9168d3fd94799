/** Texts of files and commands, as notes show them. */
import { quoted } from "./printable.js";

/** A text of a file. */
export function shown(text: string): string {
  const rest = text.replace(/[\r\n]+$/, "");
  if (rest.trim() === "") {
    return "nothing";
  }
  return rest.includes("\n") ? quoted(rest) : rest.trim();
}

/** Words as a POSIX shell reads them. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w=+./:,@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
