/** JSON as the engine reads it, which is JSON with the NaN and Infinity that Python writes into configs. */

import { isOf } from "./above.js";
import { InputError } from "./errors.js";

const MOST_DEPTH = 70; // the engine refuses more than 64 levels, and reads no further

/** The most that the engine reads, in bytes: a text of more characters is too large. */
export const MOST_TEXT = 4 << 20;
const MOST_MEMBERS = 100_000; // of one object, as the engine takes values
const CUT = MOST_TEXT + 1024; // so that what is cut off here is too large there, too

/** The rest is of no use: the engine refuses what is written so far, by its depth or by its size. */
class Enough extends Error {}

/** What is written so far. */
class Writer {
  readonly parts: string[] = [];
  #characters = 0;

  push(part: string): void {
    this.parts.push(part);
    this.#characters += part.length;
    if (this.#characters > CUT) {
      throw new Enough();
    }
  }

  /** A string; of one that is too large by itself no more than shows it. */
  text(text: string): void {
    this.push(JSON.stringify(wellFormed(text.slice(0, CUT))));
  }
}

/**
 * Writes a value as JSON.stringify does, with three differences: numbers that are not finite are kept, a bigint is an
 * integer, and halves of surrogate pairs, which are no UTF-8, become U+FFFD. What lies deeper than any request may go, or
 * comes when it is too large already, is cut off, and the engine refuses it by its depth or its size: so a value that
 * contains itself, or a few objects many times, is refused as well.
 *
 * @throws {InputError} A value cannot be read, or has more members than any request.
 */
export function encode(value: unknown): string {
  const out = new Writer();
  try {
    write(value, out, 1);
  } catch (error) {
    if (!isOne(Enough, error)) {
      throw refusal(error, "a value of the question cannot be read");
    }
  }
  return out.parts.join("");
}

function write(value: unknown, out: Writer, depth: number): void {
  if (depth > MOST_DEPTH) {
    throw new Enough();
  }
  const plain = said(value);
  switch (typeof plain) {
    case "string":
      out.text(plain);
      return;
    case "bigint": // of one that no number may be as long as, no more than shows it: to write it out takes long
      out.push(BigInt.asIntN(256, plain) === plain ? String(plain) : "1".repeat(78));
      return;
    case "number":
    case "boolean":
      out.push(String(plain));
      return;
    case "object":
      break;
    default: // undefined, a function, a symbol: nothing in an object, and null in an array
      out.push("null");
      return;
  }
  if (plain === null) {
    out.push("null");
  } else if (Array.isArray(plain)) {
    out.push("[");
    for (let n = 0; n < lengthOf(plain); n++) {
      if (n > 0) {
        out.push(",");
      }
      write(plain[n], out, depth + 1);
    }
    out.push("]");
  } else {
    out.push("{");
    let comma = "";
    for (const name of namesOf(plain, MOST_MEMBERS) ?? tooMany()) {
      const member: unknown = (plain as Record<string, unknown>)[name];
      if (isData(member)) {
        out.push(comma);
        out.text(name);
        out.push(":");
        write(member, out, depth + 1);
        comma = ",";
      }
    }
    out.push("}");
  }
}

/**
 * The names of an object's own members that are data to others; undefined where there are more than may be. They are counted
 * before each is asked for: of a proxy, either is a call.
 */
export function namesOf(value: object, most: number): string[] | undefined {
  const names = Reflect.ownKeys(value);
  const isShown = (name: string | symbol): name is string =>
    typeof name === "string" && Object.prototype.propertyIsEnumerable.call(value, name);
  return names.length > most ? undefined : names.filter(isShown);
}

/** The length of an array; of a proxy, it may be anything, and to compare that is to run it. */
export function lengthOf(array: readonly unknown[]): number {
  const length: unknown = array.length;
  return typeof length === "number" ? length : 0;
}

/** `instanceof` for what was thrown: that may be a proxy which refuses the question. */
function isOne(Kind: typeof InputError | typeof Enough, error: unknown): boolean {
  try {
    return error instanceof Kind;
  } catch {
    return false;
  }
}

/** The error by name for what a getter or a trap of a value threw; an error of this package remains what it is. */
export function refusal(error: unknown, what: string, path = ""): InputError {
  return isOne(InputError, error) ? (error as InputError) : new InputError("input.wrong_type", what, path);
}

function tooMany(): never {
  throw new InputError("input.too_many_values", `an object of the question has more than ${MOST_MEMBERS} members`);
}

function isData(value: unknown): boolean {
  return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}

function said(value: unknown): unknown {
  if (typeof value === "object" && value !== null) {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") {
      return toJSON.call(value);
    }
    if (isOf(value, Number) || isOf(value, String) || isOf(value, Boolean)) {
      return value.valueOf();
    }
  }
  return value;
}

const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A string without halves of surrogate pairs. */
export function wellFormed(text: string): string {
  return text.replace(HALF, "\ufffd");
}

// A string that does not end goes to the end of the text: what fails there is not looked for again from each later place.
const CONSTANT = /"[^"\\]*(?:\\[\s\S]?[^"\\]*)*(?:"|$)|-?\bInfinity\b|\bNaN\b/g;
const MARK = "meshwise:";
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/**
 * Reads JSON with NaN and Infinity, as Python writes them into configs.
 *
 * @throws {SyntaxError} It is none.
 */
export function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
  }
  const without = (as: (constant: string) => string) =>
    text.replace(CONSTANT, (token) => (token.startsWith('"') ? token : as(token)));
  // The mark of a constant is longer than any string of the text that begins like one.
  let longest = MARK.length;
  JSON.parse(
    without(() => "null"),
    (_, value) => {
      if (typeof value === "string" && value.startsWith(MARK)) {
        longest = Math.max(longest, value.length);
      }
      return value;
    },
  );
  const mark = MARK.padEnd(longest + 1, ":");
  return JSON.parse(
    without((constant) => `"${mark}${constant}"`),
    (_, value) => (typeof value === "string" && value.startsWith(mark) ? NUMBERS.get(value.slice(mark.length)) : value),
  );
}
