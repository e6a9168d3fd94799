/** A file of a question, as it was read. What it means, and which others it names, the engine says. */
import { statSync } from "node:fs";
import { extname, sep } from "node:path";
import { fileOf, type ReadFile } from "../files/file.js";
import { bytesOf, content, invalidUTF8, lineAndColumn, MOST, notText, used } from "./bytes.js";
import { cause, Failure } from "./failure.js";
import { streams } from "./output.js";
import { name } from "./printable.js";

export const STANDARD_INPUT = "standard input";
const NO_OBJECTS = [".yaml", ".yml", ".toml", ".sh", ".bash"];

/** What lies at a path; undefined where nothing does. */
export function kind(path: string): "file" | "folder" | undefined {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") {
      return undefined;
    }
    throw new Failure(`${name(path)}: ${cause(error)}`);
  }
}

/** A path as answers name it. */
export function slashed(path: string): string {
  return path.replaceAll(sep, "/");
}

export class Loaded {
  #made: Promise<ReadFile> | undefined;
  #data: Buffer;

  constructor(
    /** As answers name it, with slashes. */
    readonly name: string,
    /** On the disk; empty for the standard input, and for what a script writes. */
    readonly path: string,
    data: Buffer,
    /** Whether it is what a script writes. */
    readonly made = false,
  ) {
    this.#data = data;
  }

  get data(): Buffer {
    return this.#data;
  }

  /** The file as its changes would have it. */
  set data(data: Buffer) {
    this.#data = data;
    this.#made = undefined;
  }

  /** How errors name it. */
  get label(): string {
    return this.path === "" ? this.name : name(this.path);
  }

  /** Whether it is JSON, as far as its name and its first byte say. What begins with braces of a template is none. */
  get isObject(): boolean {
    return (
      !NO_OBJECTS.includes(extname(this.name).toLowerCase()) && /^[ \t\r\n]*\{(?![{%])/.test(beginning(this.#data))
    );
  }

  /**
   * What the engine reads of it.
   *
   * @throws {Failure} It is no text.
   */
  file(): Promise<ReadFile> {
    this.#made ??= this.#make();
    return this.#made;
  }

  async #make(): Promise<ReadFile> {
    const what = notText(this.#data);
    if (what) {
      throw new Failure(`${this.label}: ${what}`);
    }
    const wrong = invalidUTF8(this.#data);
    if (wrong !== undefined) {
      throw new Failure(`${this.label}${lineAndColumn(this.#data, wrong)}: is not UTF-8 (input.not_utf8)`);
    }
    const made = await fileOf(this.name, this.#data);
    if (made.refused !== undefined && extname(this.name) === "") {
      return { name: this.name, text: made.text }; // no ending says that it is what it cannot be read as
    }
    return { ...made, name: this.name };
  }
}

/**
 * Reads a file, or the standard input for `-`.
 *
 * @throws {Failure} There is no such file, or it is none.
 */
export function load(argument: string): Loaded {
  if (argument === "-") {
    return new Loaded(STANDARD_INPUT, "", used(content(streams.stdin), STANDARD_INPUT, wrongOfLarge));
  }
  switch (kind(argument)) {
    case undefined:
      throw new Failure(`${name(argument)}: there is no such file or folder`);
    case "folder":
      throw new Failure(`${name(argument)}: is a folder, and a file is needed`);
  }
  return new Loaded(slashed(argument), argument, bytesOf(argument, name(argument), wrongOfLarge));
}

/** What is no text is told only where it is too large: a smaller one may yet be left out, or be a model. */
function wrongOfLarge(data: Buffer): string {
  return data.length > MOST ? notText(data) : "";
}

function beginning(data: Buffer): string {
  const at = data.findIndex((byte) => !" \t\r\n".includes(String.fromCharCode(byte)));
  return data.toString("latin1", Math.max(at, 0), Math.max(at, 0) + 2);
}
