/** A file as a request to read has it: its text, and where it is YAML or TOML the rows of its tree, made by a library. */
import { InputError } from "../errors.js";
import { Refused, type Row, written } from "./rows.js";

/** A text under the name of a file. */
export interface FileText {
  readonly name: string;
  readonly text: string;
}

/** The same with its tree, or with the place where the library stopped. */
export interface ReadFile extends FileText {
  readonly syntax?: "yaml" | "toml";
  readonly rows?: string;
  readonly refused?: { readonly message: string; readonly line?: number; readonly column?: number };
}

/** The most that a file may have, in bytes: the engine refuses more. */
export const MOST_FILE = 1 << 20;

/** Loads the library of a language: only when a file of it is there. */
const READERS: Readonly<Record<"yaml" | "toml", () => Promise<(text: string) => Row[]>>> = {
  yaml: async () => (await import("./yaml.js")).yamlRows,
  toml: async () => (await import("./toml.js")).tomlRows,
};

/**
 * Makes the tree of a text. The ending of its name says the language; without one, the text does.
 *
 * @throws {InputError} The bytes are no UTF-8.
 */
export async function fileOf(name: string, content: string | Uint8Array): Promise<ReadFile> {
  const text = typeof content === "string" ? content : decoded(name, content);
  const file = { name: name.replaceAll("\\", "/"), text };
  if (text.length > MOST_FILE) {
    return file; // the engine refuses it by its size
  }
  const ending = /\.([^./\\]*)$/.exec(name)?.[1]?.toLowerCase();
  const language = ending === undefined ? await languageOf(text) : LANGUAGES.get(ending);
  if (language === undefined) {
    return file;
  }
  const read = await READERS[language]();
  try {
    return { ...file, syntax: language, rows: written(read(text)) };
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    const { message, line, column } = error;
    return { ...file, syntax: language, refused: { message, ...(line && { line }), ...(column && { column }) } };
  }
}

const LANGUAGES: ReadonlyMap<string, "yaml" | "toml"> = new Map([
  ["yaml", "yaml"],
  ["yml", "yaml"],
  ["toml", "toml"],
]);

/** A key of YAML at the beginning of a text: what stops further down is then a mistake, and no other language. */
const BEGINS_WITH_KEY = /^\ufeff?(?:\s*(?:#.*)?\n|---\s*\n)*[\w."'-]+:(?:\s|$)/;

/** The language of a text whose name does not tell: a map is YAML, keys with values are TOML, and a script is neither. */
async function languageOf(text: string): Promise<"yaml" | "toml" | undefined> {
  if (/^\ufeff?\s*\{/.test(text) || text.startsWith("#!")) {
    return undefined; // JSON and scripts the engine reads itself
  }
  for (const language of ["yaml", "toml"] as const) {
    const read = await READERS[language]();
    try {
      const rows = read(text);
      if (rows.length > 1 && rows[0]?.kind === "m") {
        return language;
      }
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
    }
  }
  return BEGINS_WITH_KEY.test(text) ? "yaml" : undefined;
}

function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError("input.not_utf8", `${name.slice(0, 200)} is not UTF-8`, "/files");
  }
}
