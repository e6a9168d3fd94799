/**
 * Live values as plain data: what JSON can hold, within the limits of the engine, and nothing that was not there. What is
 * no plain data becomes `{"$opaque": type}`, and what could not be read `{"$raised": exception}`.
 */
import { wellFormed } from "./encode.js";

const MOST_DEPTH = 40; // of the engine's 64 levels
const MOST_VALUES = 60_000; // of its 100,000
const MOST_ENTRIES = 16_384;
const MOST_STRING = 16_000; // characters, of at most four bytes, of its 64 KiB

/** Members that a JavaScript library adds to the config that it has read. They are no part of it. */
const ADDED: ReadonlySet<string> = new Set(["normalized_config"]); // transformers.js

export type Plain = null | boolean | number | bigint | string | Plain[] | { [name: string]: Plain };

/** The observation of what is there and is no plain data. */
export function opaque(value: unknown): Plain {
  return { $opaque: typeName(value) };
}

/** Whether an observation stands for what is no plain data. */
export function isOpaque(value: Plain): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "$opaque");
}

/** The observation of what could not be read. */
export function raised(error: unknown): Plain {
  return { $raised: typeName(error) };
}

function typeName(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return typeof value;
  }
  try {
    const { name } = value.constructor;
    return typeof name === "string" && name !== "" ? wellFormed(name.slice(0, 100)) : "object";
  } catch {
    return "object";
  }
}

/** A scalar as it is, anything else as opaque. */
export function scalar(value: unknown): Plain {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value.length <= MOST_STRING ? wellFormed(value) : opaque(value);
    case "number":
      return Number.isFinite(value) ? value : opaque(value);
    case "bigint":
      return BigInt.asIntN(64, value) === value ? value : opaque(value);
    default:
      return value === null ? null : opaque(value);
  }
}

/** A scalar, or a list of scalars. */
export function scalars(value: unknown): Plain {
  const list = value instanceof Set ? [...value] : value;
  if (!Array.isArray(list)) {
    return scalar(value);
  }
  const found = list.length <= MOST_ENTRIES ? list.map(scalar) : [opaque(value)];
  return found.every((item) => typeof item !== "object" || item === null) ? found : opaque(value);
}

/** Turns one value into plain data. */
export class Reader {
  #left = MOST_VALUES;
  readonly #above: object[] = [];

  /** Any value. Numbers that are not finite are kept, for a config, or opaque where they must be `finite`. */
  read(value: unknown, finite = false): Plain {
    this.#left--;
    if (typeof value === "number" && !finite) {
      return value;
    }
    if (typeof value !== "object" || value === null) {
      return scalar(value);
    }
    if (this.#left < 0 || this.#above.length >= MOST_DEPTH || this.#above.includes(value)) {
      return opaque(value); // too much, or it contains itself
    }
    this.#above.push(value);
    try {
      return this.#container(value, finite);
    } catch (error) {
      return raised(error);
    } finally {
      this.#above.pop();
    }
  }

  #container(value: object, finite: boolean): Plain {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") {
      const said: unknown = toJSON.call(value);
      return said === value ? opaque(value) : this.read(said, finite);
    }
    if (Array.isArray(value) || value instanceof Set) {
      const items = [...value];
      return items.length <= MOST_ENTRIES ? items.map((item) => this.read(item, finite)) : opaque(value);
    }
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return opaque(value);
    }
    const entries = value instanceof Map ? [...value] : Object.keys(value).map((name) => [name, undefined] as const);
    if (entries.length > MOST_ENTRIES) {
      return opaque(value);
    }
    const found: { [name: string]: Plain } = {};
    for (const [key, item] of entries) {
      const name = wellFormed(String(key));
      if (value instanceof Map) {
        put(found, name, this.read(item, finite));
      } else if (!ADDED.has(name)) {
        const member = this.#member(value, key, finite);
        if (member !== undefined) {
          put(found, name, member);
        }
      }
    }
    return found;
  }

  #member(value: object, key: unknown, finite: boolean): Plain | undefined {
    let member: unknown;
    try {
      member = (value as Record<string, unknown>)[key as string];
    } catch (error) {
      return raised(error);
    }
    // A method, or what JavaScript has in place of nothing: no data.
    return typeof member === "function" || member === undefined ? undefined : this.read(member, finite);
  }
}

// Assigning to __proto__ would not make a member.
function put(found: { [name: string]: Plain }, name: string, value: Plain): void {
  Object.defineProperty(found, name, { value, enumerable: true, configurable: true, writable: true });
}
