/** Looks at a text before the engine does: is it one JSON object, and a config or the facts of a live model? */

/** A text that the engine may read. */
export interface Read {
  /** As it was: the engine reads it strictly, and finds what JSON.parse overlooks. */
  text: string;
  kind: "config" | "facts";
}

/** The engine reads requests of 4 MiB; the rest of a request needs little. */
export const MOST_BYTES = (4 << 20) - 65536;

export type Outcome = Read | { title: string; text: string };

/** Reads a text. `probes` are the names of facts; where they are not known and decide, it returns null. */
export function readModel(text: string, probes: readonly string[]): Outcome;
export function readModel(text: string, probes: readonly string[] | null): Outcome | null;
export function readModel(text: string, probes: readonly string[] | null): Outcome | null {
  const size = text.length > MOST_BYTES ? text.length : new Blob([text]).size;
  if (size > MOST_BYTES) {
    return {
      title: "Too large",
      text: `This has ${megabytes(size)}; the engine reads configs of up to 4 MB, and a config.json has a few KB.`,
    };
  }
  const plain = text.replace(/^\uFEFF/, "").trim();
  if (plain === "") {
    return { title: "Empty", text: "There is no text; a config.json starts with { ." };
  }
  if (plain.startsWith("<")) {
    return {
      title: "A web page, not a config",
      text: "This is HTML. Open the file itself on the Hub (“raw”), or give the id of the model.",
    };
  }
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch (error) {
    // Python writes NaN and Infinity, which the engine reads inside of a config.
    try {
      value = JSON.parse(withoutNonFinite(plain));
    } catch {
      return { title: "Not JSON", text: whereItBreaks(plain, error) };
    }
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { title: "Not a config", text: "Expected an object, { … }, as a config.json or a file of facts is." };
  }
  const names = Object.keys(value);
  const isConfig = names.includes("model_type") || names.includes("architectures");
  if (!isConfig && probes === null) {
    return null;
  }
  if (!isConfig && names.some((name) => probes?.includes(name))) {
    return { text: plain, kind: "facts" };
  }
  return { text: plain, kind: "config" }; // what is none of a model, the engine says
}

// A string that does not end goes to the end of the text: what fails there is not looked for again from each later place.
const NON_FINITE = /"[^"\\]*(?:\\[\s\S]?[^"\\]*)*(?:"|$)|-?\bInfinity\b|\bNaN\b/g;

function withoutNonFinite(text: string): string {
  return text.replace(NON_FINITE, (word) => (word.startsWith('"') ? word : "null"));
}

function whereItBreaks(text: string, error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  const at = /position (\d+)/.exec(said);
  if (at?.[1] === undefined) {
    return "The text is no JSON: it ends too early, or a comma or a quotation mark is missing.";
  }
  const before = text.slice(0, Number(at[1]));
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n");
  return `The text is no JSON: it breaks in line ${line}, column ${column}.`;
}

export function megabytes(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}
