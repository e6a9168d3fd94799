/** Requests as text, and answers from bytes. What is the same whether the engine answers here or in a worker. */
import { encode, lengthOf, MOST_TEXT, refusal } from "./encode.js";
import { EngineError, InputError } from "./errors.js";
import type { Probe } from "./look.js";
import { type MeshLike, meshRequest, meshSizes } from "./mesh.js";
import { factsText, type ModelLike } from "./subject.js";
import type { Answer, Axis, Format, Run } from "./types.js";

/** How an answer is also rendered. */
export interface Rendering {
  /** The answer then has the rendering under `rendered`. */
  readonly format?: Format | undefined;
  /** The name of the file that the facts are from, for annotations. */
  readonly file?: string | undefined;
}

/** Of an answer about a model. */
export interface ModelOptions extends Rendering {
  /** Whether the facts of a bare config are completed by what is known of its class; true unless it is given. */
  readonly catalogue?: boolean | undefined;
}

export interface CheckOptions extends ModelOptions {
  /** How many of the nearest meshes that pass a refusal offers: 3 unless it is given, 0 for a list of meshes. */
  readonly nearest?: number | undefined;
}

export interface MeshesOptions extends ModelOptions {
  /** How many meshes are listed: 1,000 unless it is given. */
  readonly limit?: number | undefined;
}

export interface TopologyOptions extends Rendering {
  /** A rank whose coordinates and peers are asked for. */
  readonly rank?: number | undefined;
  /** An axis whose groups are asked for. */
  readonly axis?: Axis | undefined;
}

/** Which classes of the catalogue are listed: those that fit every part that is given. */
export interface ArchitecturesOptions extends Rendering {
  /** A package, and the version of it or its beginning: `transformers@5.23`. Without a version the newest. */
  readonly source?: string | undefined;
  /** A part of the name, whatever its case. */
  readonly name?: string | undefined;
  readonly model_type?: string | undefined;
  /** A capability that is listed, or another name of one: `tp`. */
  readonly supports?: string | undefined;
}

const ENCODER = new TextEncoder();

/** A request as bytes. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(text);
}

/** A request with facts that are already JSON: everything else is encoded around them. */
export function withFacts(op: string, facts: string, members: object): string {
  const rest = encode(members);
  return `{"op":"${op}","facts":${facts}${rest === "{}" ? "" : `,${rest.slice(1, -1)}`}}`;
}

export class Questions {
  constructor(readonly probes: readonly Probe[]) {}

  check(model: ModelLike, mesh?: MeshLike | null, run?: Run | null, options?: CheckOptions): string {
    return withFacts("validate_mesh", factsText(model, this.probes), { ...request(mesh, run), ...options });
  }

  checkAll(model: ModelLike, meshes: readonly MeshLike[], run?: Run | null, options?: CheckOptions): string {
    const { run: of } = meshRequest(null, run);
    const sizes = listed(meshes).map(meshSizes);
    const asked = { meshes: sizes, ...(Object.keys(of).length > 0 ? { run: of } : {}) };
    return withFacts("validate_mesh", factsText(model, this.probes), { ...asked, ...options });
  }

  report(model: ModelLike, mesh?: MeshLike | null, options?: ModelOptions): string {
    const { mesh: sizes, run } = meshRequest(mesh);
    const members = {
      ...(Object.keys(sizes).length > 0 ? { mesh: sizes } : {}),
      ...(Object.keys(run).length > 0 ? { run } : {}),
    };
    return withFacts("capabilities", factsText(model, this.probes), { ...members, ...options });
  }

  meshes(model: ModelLike, mesh: MeshLike, run?: Run | null, options?: MeshesOptions): string {
    return withFacts("meshes", factsText(model, this.probes), { ...request(mesh, run), ...options });
  }
}

export const DESCRIBE = '{"op":"describe"}';

export function topology(mesh: MeshLike, run?: Run | null, options?: TopologyOptions): string {
  return encode({ op: "topology", ...request(mesh, run), ...options });
}

export function launch(mesh: MeshLike, run?: Run | null, options?: Rendering): string {
  return encode({ op: "launch", ...request(mesh, run), ...options });
}

export function explain(code: string, options?: Rendering): string {
  return encode({ op: "explain", code, ...options });
}

export function architectures(options?: ArchitecturesOptions): string {
  return encode({ op: "architectures", ...options });
}

export function difference(from: string, to: string, options?: Rendering): string {
  return encode({ op: "difference", from, to, ...options });
}

/** The meshes of a list. One that is too long is refused by its size, which the first of it have: each takes three characters. */
function listed(meshes: readonly MeshLike[]): MeshLike[] {
  try {
    return Array.from({ length: Math.min(lengthOf(meshes), MOST_TEXT / 2) }, (_, n) => meshes[n] as MeshLike);
  } catch (error) {
    throw refusal(error, "the list of meshes cannot be read", "/meshes");
  }
}

function request(mesh: MeshLike | null | undefined, run: Run | null | undefined): object {
  const found = meshRequest(mesh, run);
  return Object.keys(found.run).length > 0 ? found : { mesh: found.mesh };
}

/** Reads an answer, of whatever kind. */
export function read(answer: Uint8Array): Answer {
  return JSON.parse(new TextDecoder().decode(answer)) as Answer;
}

/**
 * Reads an answer that is no error.
 *
 * @throws {InputError} The engine takes the request for no question.
 * @throws {EngineError} The engine failed.
 */
export function expect<A extends Answer>(answer: Uint8Array): A {
  const found = read(answer);
  if (found.kind !== "error") {
    return found as A;
  }
  if (/^(input|answer)\./.test(found.code)) {
    throw new InputError(found.code, found.message, found.path);
  }
  throw new EngineError(found.code, found.message);
}
