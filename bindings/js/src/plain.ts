/**
 * Live values as plain data: what JSON can hold, within the limits of the engine, and nothing that was not there. What is
 * no plain data becomes `{"$opaque": type}`, and what could not be read `{"$raised": exception}`.
 */
import { isOf } from "./above.js";
import { namesOf, wellFormed } from "./encode.js";

const MOST_DEPTH = 40; // of the engine's 64 levels
const MOST_ENTRIES = 16_384;
const MOST_STRING = 16_000; // characters, of at most four bytes, of its 64 KiB
const VALUE_COST = 32; // what a value costs, where a character costs 1
const MOST_COST = 60_000 * VALUE_COST; // of the engine's 100,000 values, or of its 4 MiB

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

/** What was read of an object, to be said again where the object stands again. */
interface Known {
  readonly plain: Plain;
  readonly cost: number;
  readonly height: number;
}

type Member = { readonly value: unknown } | { readonly error: unknown };

/**
 * Reads live values, within one budget for all that it reads: every value and every character counts, from wherever it
 * comes. Each object is read once and each member asked for once, however often it is come upon. No iterator and no method
 * of the values is run but `toJSON`, so that only what a getter or a trap does is left to them.
 */
export class Reader {
  #left = MOST_COST;
  #height = 0; // of what was read last
  readonly #above: object[] = [];
  readonly #members = new Map<object, Map<string, Member>>();
  readonly #known = { any: new Map<object, Known>(), finite: new Map<object, Known>() };

  /**
   * A member of an object, which is asked for it once.
   *
   * @throws What the object throws, and the same each time.
   */
  member(object: object, name: string): unknown {
    const members = this.#members.get(object) ?? new Map<string, Member>();
    this.#members.set(object, members);
    let member = members.get(name);
    if (member === undefined) {
      try {
        member = { value: (object as Record<string, unknown>)[name] };
      } catch (error) {
        member = { error };
      }
      members.set(name, member);
    }
    if ("error" in member) {
      throw member.error;
    }
    return member.value;
  }

  /** A scalar as it is, anything else as opaque. */
  scalar(value: unknown): Plain {
    switch (typeof value) {
      case "boolean":
        return value;
      case "string":
        return value.length <= MOST_STRING && this.#pays(value.length) ? wellFormed(value) : opaque(value);
      case "number":
        return Number.isFinite(value) ? value : opaque(value);
      case "bigint":
        return BigInt.asIntN(64, value) === value ? value : opaque(value);
      default:
        return value === null ? null : opaque(value);
    }
  }

  /** A scalar, or a list of scalars. */
  scalars(value: unknown): Plain {
    if (typeof value !== "object" || value === null) {
      return this.scalar(value);
    }
    const list = this.#items(value);
    const found = list?.map((item) => this.scalar(item));
    return found?.every((item) => typeof item !== "object" || item === null) ? found : opaque(value);
  }

  /** Any value. Numbers that are not finite are kept, for a config, or opaque where they must be `finite`. */
  read(value: unknown, finite = false): Plain {
    if (typeof value === "number" && !finite) {
      return value;
    }
    if (typeof value !== "object" || value === null) {
      return this.scalar(value);
    }
    const known = this.#known[finite ? "finite" : "any"];
    const before = known.get(value);
    if (before !== undefined) {
      return this.#again(value, before);
    }
    if (this.#above.length >= MOST_DEPTH || this.#above.includes(value)) {
      return opaque(value); // too deep, or it contains itself
    }
    const [left, beside] = [this.#left, this.#height];
    this.#height = 0;
    this.#above.push(value);
    let plain: Plain;
    try {
      plain = this.#container(value, finite);
    } catch (error) {
      plain = raised(error);
    } finally {
      this.#above.pop();
    }
    const height = this.#height + 1;
    this.#height = Math.max(beside, height);
    known.set(value, { plain, cost: left - this.#left, height });
    return plain;
  }

  #again(value: object, { plain, cost, height }: Known): Plain {
    if (this.#above.length + height > MOST_DEPTH || !this.#pays(cost)) {
      return opaque(value);
    }
    this.#height = Math.max(this.#height, height);
    return plain;
  }

  #pays(cost: number): boolean {
    const can = cost <= this.#left;
    this.#left -= can ? cost : 0;
    return can;
  }

  #container(value: object, finite: boolean): Plain {
    const toJSON = this.member(value, "toJSON");
    if (typeof toJSON === "function") {
      const said: unknown = toJSON.call(value);
      return said === value ? opaque(value) : this.read(said, finite);
    }
    if (isOf(value, String)) {
      return this.scalar(String.prototype.valueOf.call(value)); // its characters are members of it
    }
    if (Array.isArray(value) || isOf(value, Set)) {
      const items = this.#items(value);
      return items?.map((item) => this.read(item, finite)) ?? opaque(value);
    }
    if (ArrayBuffer.isView(value) || isOf(value, ArrayBuffer)) {
      return opaque(value);
    }
    return this.#object(value, finite);
  }

  /** The items of an array or a set, paid for; undefined where it is neither, or too much. */
  #items(value: object): unknown[] | undefined {
    if (Array.isArray(value)) {
      const length: unknown = this.member(value, "length"); // of a proxy, it may be anything
      return typeof length === "number" && this.#takes(length) ? Array.from({ length }, (_, n) => value[n]) : undefined;
    }
    if (isOf(value, Set)) {
      return this.#takes(SET_SIZE.call(value)) ? [...SET_VALUES.call(value)] : undefined;
    }
    return undefined;
  }

  #takes(entries: number): boolean {
    return Number.isInteger(entries) && entries >= 0 && entries <= MOST_ENTRIES && this.#pays(entries * VALUE_COST);
  }

  #object(value: object, finite: boolean): Plain {
    const isMap = isOf(value, Map);
    const names = isMap ? [] : namesOf(value, MOST_ENTRIES);
    if (names === undefined || !this.#takes(isMap ? MAP_SIZE.call(value) : names.length)) {
      return opaque(value);
    }
    const entries = isMap ? [...MAP_ENTRIES.call(value)] : names.map((name) => [name, undefined] as const);
    const found: { [name: string]: Plain } = {};
    for (const [key, item] of entries) {
      // An object as the key of a map has no name that could be read without running it.
      if ((typeof key === "object" && key !== null) || typeof key === "function") {
        return opaque(value);
      }
      const name = this.scalar(String(key));
      if (typeof name !== "string") {
        return opaque(value);
      }
      if (isMap) {
        put(found, name, this.read(item, finite));
      } else if (!ADDED.has(name)) {
        const member = this.#readMember(value, key as string, finite);
        if (member !== undefined) {
          put(found, name, member);
        }
      }
    }
    return found;
  }

  #readMember(value: object, name: string, finite: boolean): Plain | undefined {
    let member: unknown;
    try {
      member = this.member(value, name);
    } catch (error) {
      return raised(error);
    }
    // A method, or what JavaScript has in place of nothing: no data.
    return typeof member === "function" || member === undefined ? undefined : this.read(member, finite);
  }
}

// A subclass may count and iterate as it likes, also without end: what is in it is asked of the built-in itself.
const getter = (of: object, name: string) =>
  Object.getOwnPropertyDescriptor(of, name)?.get as (this: unknown) => number;
const MAP_SIZE = getter(Map.prototype, "size");
const MAP_ENTRIES = Map.prototype.entries;
const SET_SIZE = getter(Set.prototype, "size");
const SET_VALUES = Set.prototype.values;

/** How many there are in a map or a set, whatever class it is of. */
export function sizeOf(value: ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>): number {
  return (isOf(value, Map) ? MAP_SIZE : SET_SIZE).call(value);
}

/** The entries of a map, whatever class it is of; undefined where there are too many. */
export function entriesOf(map: ReadonlyMap<unknown, unknown>): [unknown, unknown][] | undefined {
  return sizeOf(map) <= MOST_ENTRIES ? [...MAP_ENTRIES.call(map)] : undefined;
}

// Assigning to __proto__ would not make a member.
function put(found: { [name: string]: Plain }, name: string, value: Plain): void {
  Object.defineProperty(found, name, { value, enumerable: true, configurable: true, writable: true });
}
