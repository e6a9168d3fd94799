/**
 * Meshes as people write them, as the sizes that the engine takes: `tp` for `tp_size`, and `"tp=8,pp=4"`. An axis that is
 * not known goes to the engine as it is, which refuses it by name.
 */
import { isOf } from "./above.js";
import { encode, MOST_TEXT, namesOf, refusal } from "./encode.js";
import { InputError } from "./errors.js";
import type { Run, Mesh as WireMesh } from "./generated/request.js";
import { MESH, RUN } from "./generated/settings.js";
import { entriesOf } from "./plain.js";

type Axis = "tp" | "pp" | "cp" | "ep" | "dp" | "dp_replicate" | "dp_shard" | "world";

/** Sizes in ranks, under the engine's names or without `_size`, and beside them what is known of the run. */
export type MeshSizes = WireMesh & { readonly [axis in Axis]?: number | null } & NonNullable<Run>;

/** A mesh: `{ tp: 8, world_size: 64 }` or `"tp=8,world_size=64"`. */
export type MeshLike = string | MeshSizes;

const NAMES: ReadonlyMap<string, string> = new Map([
  ...MESH.filter((name) => name.endsWith("_size")).map((name): [string, string] => [name.replace(/_size$/, ""), name]),
  ["tensor_parallel", "tp_size"],
  ["pipeline_parallel", "pp_size"],
  ["context_parallel", "cp_size"],
  ["expert_parallel", "ep_size"],
  ["data_parallel", "dp_size"],
]);

/** The members `mesh` and `run` of a request. */
export interface MeshRequest {
  readonly mesh: Record<string, unknown>;
  readonly run: Record<string, unknown>;
}

/**
 * Reads a mesh and what is known of the run.
 *
 * @throws {InputError} It cannot be read, or says two things at the same time.
 */
export function meshRequest(mesh: unknown, run?: unknown): MeshRequest {
  try {
    return readRequest(mesh, run);
  } catch (error) {
    throw refusal(error, "the mesh cannot be read", "/mesh");
  }
}

function readRequest(mesh: unknown, run: unknown): MeshRequest {
  const found: MeshRequest = { mesh: {}, run: {} };
  for (const part of [run, mesh]) {
    if (typeof part === "string") {
      putText(part, found);
    } else if (isMapping(part)) {
      for (const [name, value] of isOf(part, Map) ? (entriesOf(part) ?? tooLarge()) : entriesOfObject(part)) {
        put(typeof name === "string" ? name : encode(name), value, found);
      }
    } else if (part !== undefined && part !== null) {
      throw new InputError("input.wrong_type", `expected a mesh, got ${kind(part)}`, "/mesh");
    }
  }
  return found;
}

/** Reads one mesh of a list, whose run is said once for all: the engine refuses a word of the run among the sizes. */
export function meshSizes(mesh: unknown): Record<string, unknown> {
  const { mesh: sizes, run } = meshRequest(mesh);
  return { ...sizes, ...run };
}

const MOST_MEMBERS = 1000; // there are not as many settings

function entriesOfObject(part: object): [string, unknown][] {
  const names = namesOf(part, MOST_MEMBERS) ?? tooLarge();
  return names.map((name) => [name, (part as Record<string, unknown>)[name]]);
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function put(given: string, value: unknown, found: MeshRequest): void {
  if (value === null || value === undefined) {
    return; // left open
  }
  const name = NAMES.get(given) ?? given;
  const [group = "", member] = name.split(/\.(.*)/s);
  if (member !== undefined && RUN.includes(group)) {
    const had = Object.hasOwn(found.run, group) ? found.run[group] : undefined;
    const members: Record<string, unknown> = isMapping(had) ? { ...had } : {};
    set(members, member, value, `/run/${group}/${member}`);
    if (had === undefined || isMapping(had)) {
      found.run[group] = members;
      return;
    }
  }
  const [part, path] = RUN.includes(name) ? [found.run, "/run/"] : [found.mesh, "/mesh/"];
  set(part, name, value, path + name);
}

function set(part: Record<string, unknown>, name: string, value: unknown, path: string): void {
  if (Object.hasOwn(part, name) && part[name] !== value) {
    throw new InputError(
      "input.contradiction",
      `${name} is ${shown(part[name])} and ${shown(value)} at the same time`,
      path,
    );
  }
  Object.defineProperty(part, name, { value, enumerable: true, configurable: true, writable: true });
}

const MOST_SHOWN = 200; // characters of a value that a message names

function shown(value: unknown): string {
  const text = encode(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

function tooLarge(): never {
  throw new InputError("input.too_large", `expected sizes, got more than ${MOST_TEXT} bytes of them`, "/mesh");
}

function putText(text: string, found: MeshRequest): void {
  if (text.length > MOST_TEXT) {
    tooLarge();
  }
  for (const part of text.split(/[ ,]+/).filter(Boolean)) {
    const [name = "", value] = part.split(/=(.*)/s);
    if (value === undefined) {
      throw new InputError("input.syntax", `expected sizes such as tp=8,pp=4, got ${JSON.stringify(part)}`, "/mesh");
    }
    put(name, said(value), found);
  }
}

function said(text: string): unknown {
  if (/^-?\d{1,15}$/.test(text)) {
    return Number(text);
  }
  return text === "true" ? true : text === "false" ? false : text;
}

function kind(value: unknown): string {
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
