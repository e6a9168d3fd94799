/**
 * The introspector: an interpreter of the engine's probes over a live JavaScript object.
 *
 * The probes speak of a Python class. A JavaScript object of the same name shares its config and some attributes with it,
 * and nothing of its MRO, its registries or its signatures. So an attribute that is there is observed, and one that is not
 * there says nothing about the Python class: it is left out, which the engine takes as not looked at.
 */
import { isOf } from "./above.js";
import { lengthOf, namesOf } from "./encode.js";
import type { DescriptionAnswer } from "./generated/answer.js";
import { isOpaque, opaque, type Plain, Reader, raised, sizeOf } from "./plain.js";

/** One thing to look at: follow `path` from the model, take what is there as `take` says, note it as `fact`. */
export type Probe = DescriptionAnswer["probes"][number];

/** What was seen, under the names of the probes. */
export type Seen = { [fact: string]: Plain };

/** Looks at a live object. It runs nothing of it but its getters, each of them once, and `toJSON`. */
export function look(model: object, probes: readonly Probe[], reader = new Reader()): Seen {
  const seen: Seen = {};
  for (const probe of probes) {
    const observed = observe(model, probe, reader);
    // What is there and is no plain data is something of JavaScript's own, and no answer about the Python class.
    if (observed !== undefined && !isOpaque(observed)) {
      seen[probe.fact] = observed;
    }
  }
  return seen;
}

function observe(model: object, probe: Probe, reader: Reader): Plain | undefined {
  const take = TAKES.get(probe.take);
  if (take === undefined) {
    return undefined; // what cannot be seen from here, or what a later engine takes in another way
  }
  try {
    return take(model, probe.path, reader);
  } catch (error) {
    return raised(error);
  }
}

type Take = (model: object, path: string, reader: Reader) => Plain | undefined;

/** Takes what stands at a path, where there is anything. */
function at(take: (value: unknown, reader: Reader) => Plain | undefined): Take {
  return (model, path, reader) => {
    const value = follow(model, path, reader);
    return value === undefined || value === null ? undefined : take(value, reader);
  };
}

function follow(model: object, path: string, reader: Reader): unknown {
  let value: unknown = model;
  for (const name of path.split(".")) {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) {
      return undefined;
    }
    if (answersToEverything(value, reader)) {
      return undefined; // a stand-in, which has whatever it is asked for: nothing was seen
    }
    value = reader.member(value, name);
  }
  return value;
}

/** Whether an object is a mock or the like: it has a member of a name that nobody gives. */
export function answersToEverything(value: object, reader: Reader): boolean {
  try {
    return reader.member(value, "a name that nobody gives") !== undefined;
  } catch {
    return false; // it refuses what it does not have
  }
}

/** Truth as Python has it: what is empty is false. */
function truth(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return Boolean(value);
  }
  if (isOf(value, Map) || isOf(value, Set)) {
    return sizeOf(value) > 0;
  }
  if (Array.isArray(value)) {
    return lengthOf(value) > 0;
  }
  return !isPlain(value) || namesOf(value, MOST_NAMES)?.length !== 0;
}

function mapping(value: unknown, reader: Reader, finite: boolean): Plain {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value) && !isOf(value, Set);
  const read = isObject && !answersToEverything(value, reader) ? reader.read(value, finite) : null;
  return typeof read === "object" && read !== null && !Array.isArray(read) ? read : opaque(value);
}

/** The attribute of the nearest class that has it by itself: a static one, as a class attribute of Python is. */
const own: Take = (model, path, reader) => {
  const name = path.split(".").at(-1) ?? "";
  let cls = reader.member(model, "constructor");
  for (let above = 0; above < MOST_CLASSES && typeof cls === "function" && cls !== Function.prototype; above++) {
    if (Object.hasOwn(cls, name)) {
      const value = reader.member(cls, name);
      return typeof value === "function" ? undefined : reader.scalars(value);
    }
    cls = Object.getPrototypeOf(cls);
  }
  return undefined;
};

const MOST_NAMES = 1000; // of which one is enough
const MOST_CLASSES = 1000; // above one: a proxy may have one above it without end

/** A method that refuses to be called cannot be: transformers.js gives `generate` to every model, and says which may. */
const callable: Take = (model, path, reader) => {
  const value = follow(model, path, reader);
  const refuses = path === "generate" && reader.member(model, "can_generate") === false;
  return typeof value === "function" && !refuses ? true : undefined;
};

const TAKES: ReadonlyMap<string, Take> = new Map<string, Take>([
  ["value", at((value, reader) => reader.scalars(value))],
  ["truth", at(truth)],
  ["exists", at(() => true)],
  ["plan", at((value, reader) => mapping(value, reader, true))],
  ["callable", callable],
  ["own", own],
  ["config", at((value, reader) => mapping(value, reader, false))],
  // class, registered, signature, declared: of the Python class alone
]);

/** Whether an object was written as `{…}`, in whatever realm. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
