/** What people ask about: a live model, a config, the text of a `config.json`, or facts that were observed elsewhere. */
import { decode, encode } from "./encode.js";
import { InputError } from "./errors.js";
import type { Facts } from "./generated/facts.js";
import { isPlain, look, type Probe } from "./look.js";
import { Reader } from "./plain.js";

/**
 * A model: a live transformers.js model or pipeline; a config object; the content of a `config.json`, as an object or as
 * its text; or facts.
 */
export type ModelLike = string | object;

/** The facts about a subject as JSON, ready for a request. A text stays as it was written: 2.0 is no integer. */
export function factsText(subject: unknown, probes: readonly Probe[]): string {
  if (typeof subject !== "string") {
    return encode(observed(subject, probes));
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
  const inner = unwrapped(subject);
  if (typeof inner === "function" && isModel(inner)) {
    return look(inner, probes); // as every model of transformers.js, which can be called
  }
  if (typeof inner !== "object" || inner === null || Array.isArray(inner)) {
    throw new InputError("input.wrong_type", `expected a model or a config, got ${kind(inner)}`, "/facts");
  }
  if (inner instanceof Map || isPlain(inner)) {
    const content = inner instanceof Map ? Object.fromEntries(named(inner)) : inner;
    if (!isFacts(content, probes)) {
      return { config: new Reader().read(content) };
    }
    return isData(content) ? content : look(content, probes);
  }
  return isModel(inner) ? look(inner, probes) : { config: new Reader().read(inner) };
}

/** The model inside of a pipeline. */
function unwrapped(subject: unknown): unknown {
  const isObject = typeof subject === "function" || (typeof subject === "object" && subject !== null);
  const model = isObject ? (subject as { model?: unknown }).model : undefined;
  return isModel(model) && !isModel(subject) ? model : subject;
}

/** Whether there is a config on it; one that cannot be read is one as well. */
function isModel(value: unknown): value is object {
  if (typeof value !== "function" && (typeof value !== "object" || value === null)) {
    return false;
  }
  try {
    const { config } = value as { config?: unknown };
    return typeof config === "object" && config !== null;
  } catch {
    return true;
  }
}

/** The members of a map that have a name. */
function named(map: ReadonlyMap<unknown, unknown>): [string, unknown][] {
  return [...map].filter((entry): entry is [string, unknown] => typeof entry[0] === "string");
}

/** Whether an object holds data alone: no methods, and nothing that is computed. */
function isData(content: object): boolean {
  const members = Object.values(Object.getOwnPropertyDescriptors(content));
  return members.every((member) => "value" in member && typeof member.value !== "function");
}

function isFacts(content: object, probes: readonly Probe[]): boolean {
  const isConfig = Object.hasOwn(content, "model_type") || Object.hasOwn(content, "architectures");
  return !isConfig && probes.some((probe) => Object.hasOwn(content, probe.fact));
}

function parsed(text: string): object {
  let content: unknown;
  try {
    content = decode(text);
  } catch (error) {
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
