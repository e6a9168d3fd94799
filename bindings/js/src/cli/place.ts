/** Where in a file its JSON goes wrong. The engine says what is wrong, and its answers count no lines. */
import { lineAndColumn } from "./bytes.js";

/** The place, as `:line:column`; nothing where the file reads well. */
export function place(data: Buffer): string {
  const at = new Reader(data).wrongAt();
  if (at === undefined) {
    return "";
  }
  return lineAndColumn(data, at);
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const MOST_DEPTH = 10_000;

/** Reads JSON strictly: one value, each name once, whole Unicode. NaN and Infinity are numbers, as Python writes them. */
class Reader {
  readonly #text: string; // a character a byte
  #at = 0;

  constructor(readonly data: Buffer) {
    this.#text = data.toString("latin1");
  }

  /** The offset of the first byte that is wrong, or undefined. A text that ends too early is wrong nowhere. */
  wrongAt(): number | undefined {
    try {
      this.#space();
      this.#value(0);
      this.#space();
      return this.#at < this.#text.length ? this.#at : undefined;
    } catch (found) {
      if (typeof found !== "number") {
        throw found;
      }
      return found < this.#text.length ? found : undefined;
    }
  }

  #space(): void {
    while (" \t\r\n".includes(this.#text.charAt(this.#at) || "x")) {
      this.#at++;
    }
  }

  #value(depth: number): void {
    const first = this.#text[this.#at];
    if (first === "{" || first === "[") {
      if (depth >= MOST_DEPTH) {
        throw this.#at;
      }
      this.#members(first === "{", depth + 1);
    } else if (first === '"') {
      this.#string();
    } else {
      this.#literal();
    }
  }

  #literal(): void {
    for (const word of ["null", "true", "false", "NaN", "Infinity", "-Infinity"]) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return;
      }
    }
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (found === null) {
      throw this.#at;
    }
    this.#at += found[0].length;
  }

  #members(named: boolean, depth: number): void {
    const names = new Set<string>();
    const end = named ? "}" : "]";
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === end) {
      this.#at++;
      return;
    }
    for (;;) {
      if (named) {
        const start = this.#at;
        if (this.#text[start] !== '"') {
          throw start;
        }
        const name = this.#string();
        if (names.has(name)) {
          throw start;
        }
        names.add(name);
        this.#space();
        if (this.#text[this.#at] !== ":") {
          throw this.#at;
        }
        this.#at++;
        this.#space();
      }
      this.#value(depth);
      this.#space();
      const next = this.#text[this.#at];
      if (next !== "," && next !== end) {
        throw this.#at;
      }
      this.#at++;
      if (next === end) {
        return;
      }
      const comma = this.#at - 1;
      this.#space();
      if (/[}\]]/.test(this.#text.charAt(this.#at))) {
        throw comma; // one comma too many
      }
    }
  }

  /** Reads a string and returns its value. */
  #string(): string {
    const start = this.#at++;
    for (;;) {
      const c = this.#text[this.#at];
      if (c === undefined) {
        throw this.#at;
      }
      if (c === '"') {
        break;
      }
      if (c < " ") {
        throw this.#at;
      }
      this.#at += c === "\\" ? this.#escape() : this.#character();
    }
    this.#at++;
    return JSON.parse(this.data.toString("utf8", start, this.#at)) as string;
  }

  /** The length of an escape. Half a surrogate pair is none. */
  #escape(): number {
    const rest = this.#text.slice(this.#at, this.#at + 12);
    if (/^\\["\\/bfnrt]/.test(rest)) {
      return 2;
    }
    const unit = /^\\u([0-9a-fA-F]{4})/.exec(rest)?.[1];
    if (unit === undefined) {
      throw this.#at;
    }
    const code = Number.parseInt(unit, 16);
    if (code < 0xd800 || code > 0xdfff) {
      return 6;
    }
    if (/^\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/.test(rest)) {
      return 12;
    }
    throw this.#at;
  }

  /** The length of a character in UTF-8. */
  #character(): number {
    const first = this.data[this.#at] as number;
    if (first < 0x80) {
      return 1;
    }
    const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const bytes = this.data.subarray(this.#at, this.#at + size);
    try {
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw this.#at;
    }
    return size;
  }
}
