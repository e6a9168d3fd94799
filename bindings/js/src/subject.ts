/** What people ask about: a live model, a config, the text of a `config.json`, or facts that were observed elsewhere. */
import { isOf } from "./above.js";
import { decode, encode, MOST_TEXT, refusal } from "./encode.js";
import { InputError } from "./errors.js";
import type { Facts } from "./generated/facts.js";
import { answersToEverything, isPlain, look, type Probe } from "./look.js";
import { entriesOf, opaque, Reader, raised } from "./plain.js";

/**
 * A model: a live transformers.js model or pipeline; a config object; the content of a `config.json`, as an object or as
 * its text; or facts.
 */
export type ModelLike = string | object;

/** The facts about a subject as JSON, ready for a request. A text stays as it was written: 2.0 is no integer. */
export function factsText(subject: unknown, probes: readonly Probe[]): string {
  if (typeof subject !== "string") {
    const content = observed(subject, probes);
    return readable(() => encode(content));
  }
  const content = parsed(subject);
  return isFacts(content, probes) ? subject : `{"config":${subject}}`;
}

/**
 * The facts about a subject.
 *
 * @throws {InputError} It is nothing that anything can be said about.
 */
export function facts(subject: unknown, probes: readonly Probe[]): Facts {
  if (typeof subject !== "string") {
    return observed(subject, probes) as Facts;
  }
  const content = parsed(subject);
  return (isFacts(content, probes) ? content : { config: content }) as Facts;
}

function observed(subject: unknown, probes: readonly Probe[]): object {
  if (!isObject(subject)) {
    throw wrongType(kind(subject));
  }
  return readable(() => seen(subject, probes));
}

/** Reads what may refuse even to say what it is, as a proxy can. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const why = Object.values(raised(error) as object).join();
    throw refusal(error, `expected a model or a config, got an object that cannot be read (${why})`, "/facts");
  }
}

function seen(subject: object, probes: readonly Probe[]): object {
  const reader = new Reader();
  const inner = unwrapped(subject, reader);
  if (answersToEverything(inner, reader)) {
    throw wrongType("a stand-in that has every member it is asked for");
  }
  if (typeof inner === "function" && isModel(inner, reader)) {
    return look(inner, probes, reader); // as every model of transformers.js, which can be called
  }
  if (typeof inner !== "object" || Array.isArray(inner)) {
    throw wrongType(kind(inner));
  }
  if (isOf(inner, Map) || isPlain(inner)) {
    const content = isOf(inner, Map) ? named(inner) : inner;
    if (content === undefined) {
      return { config: opaque(inner) };
    }
    if (!isFacts(content, probes)) {
      return { config: reader.read(content) };
    }
    return isData(content) ? content : look(content, probes, reader);
  }
  return isModel(inner, reader) ? look(inner, probes, reader) : { config: reader.read(inner) };
}

function wrongType(got: string): InputError {
  return new InputError("input.wrong_type", `expected a model or a config, got ${got}`, "/facts");
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}

/** The model inside of a pipeline. */
function unwrapped(subject: object, reader: Reader): object {
  if (isModel(subject, reader)) {
    return subject;
  }
  const model = reader.member(subject, "model");
  return isObject(model) && isModel(model, reader) ? model : subject;
}

/** Whether there is a config on it; one that cannot be read is one as well. */
function isModel(value: object, reader: Reader): boolean {
  try {
    const config = reader.member(value, "config");
    return typeof config === "object" && config !== null;
  } catch {
    return true;
  }
}

/** The members of a map that have a name; undefined where there are too many to be read. */
function named(map: ReadonlyMap<unknown, unknown>): object | undefined {
  const entries = entriesOf(map);
  return entries && Object.fromEntries(entries.filter(([name]) => typeof name === "string"));
}

const MOST_FACTS = 10_000;

/** Whether an object holds data alone: no methods, and nothing that is computed. */
function isData(content: object): boolean {
  const names = Reflect.ownKeys(content);
  return (
    names.length <= MOST_FACTS &&
    names.every((name) => {
      const member = Object.getOwnPropertyDescriptor(content, name);
      return member !== undefined && "value" in member && typeof member.value !== "function";
    })
  );
}

function isFacts(content: object, probes: readonly Probe[]): boolean {
  const isConfig = Object.hasOwn(content, "model_type") || Object.hasOwn(content, "architectures");
  return !isConfig && probes.some((probe) => Object.hasOwn(content, probe.fact));
}

function parsed(text: string): object {
  let content: unknown;
  if (text.length > MOST_TEXT) {
    throw new InputError("input.too_large", `expected at most ${MOST_TEXT} bytes, got ${text.length}`, "/facts");
  }
  try {
    content = decode(text);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new InputError("input.too_deep", "the config is nested too deep to be read", "/facts");
    }
    throw new InputError("input.syntax", `the config is not JSON: ${(error as Error).message}`, "/facts");
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new InputError("input.wrong_type", "the config is no JSON object", "/facts");
  }
  return content;
}

function kind(value: unknown): string {
  return value === null
    ? "null"
    : Array.isArray(value)
      ? "an array"
      : value === undefined
        ? "nothing"
        : `a ${typeof value}`;
}
