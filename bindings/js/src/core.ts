/** The engine as bytes in and bytes out: it keeps one instance, and replaces it when it is used up or has trapped. */
import { EngineCrash, EngineError } from "./errors.js";
import { Instance, Trapped } from "./instance.js";
import type { Version } from "./version.js";

const MOST_CALLS = 10_000; // an instance is replaced after these, whatever it may have gathered
const RETIRE_BYTES = 32 << 20; // and above this much memory, which never shrinks

/** The engine over one module. JavaScript calls it from one thread, so one instance is enough. */
export class Core {
  readonly version: Version;
  readonly #module: WebAssembly.Module;
  readonly sha256: string;
  #instance: Instance | undefined;

  /**
   * Starts a first instance.
   *
   * @param sha256 Of the module in hexadecimal, for the report of a crash; empty where it is not known.
   * @throws {EngineError} The module is not one of this engine, or of a version that this package cannot use.
   */
  constructor(module: WebAssembly.Module, sha256 = "") {
    this.#module = module;
    this.sha256 = sha256;
    try {
      this.#instance = new Instance(module);
    } catch (error) {
      if (error instanceof Trapped) {
        throw new EngineError("engine.bad_module", `the module does not start: ${error.message}`);
      }
      throw error;
    }
    this.version = this.#instance.version;
  }

  /** The compiled module. */
  get module(): WebAssembly.Module {
    return this.#module;
  }

  /** The memory of the instance in bytes; 0 where there is none at the moment. */
  get memoryBytes(): number {
    return this.#instance?.memoryBytes ?? 0;
  }

  /**
   * Answers a request.
   *
   * @throws {EngineCrash} The engine trapped, and trapped again on a fresh instance. The next call gets a fresh one.
   */
  send(request: Uint8Array): Uint8Array<ArrayBuffer> {
    try {
      return this.attempt(request);
    } catch (error) {
      if (!(error instanceof Trapped)) {
        throw error;
      }
    }
    try {
      return this.attempt(request); // which has a fresh instance now
    } catch (error) {
      if (error instanceof Trapped) {
        throw new EngineCrash(error.message, { op: operation(request), stderr: error.stderr, module: this.sha256 });
      }
      throw error;
    }
  }

  /**
   * Answers a request, or not.
   *
   * @throws {Trapped} The engine trapped. The next call gets a fresh one.
   */
  attempt(request: Uint8Array): Uint8Array<ArrayBuffer> {
    const instance = this.#instance ?? new Instance(this.#module);
    this.#instance = undefined; // it comes back only when it has answered
    const answer = instance.exchange(request);
    if (instance.calls < MOST_CALLS && instance.memoryBytes <= RETIRE_BYTES) {
      this.#instance = instance;
    }
    return answer;
  }
}

/** Reads which operation was asked for. A request that crashes an engine may hold anything: only a plain name counts. */
export function operation(request: Uint8Array): string {
  try {
    const op: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(request))?.op;
    return typeof op === "string" && /^[a-z_]{1,64}$/.test(op) ? op : "";
  } catch {
    return "";
  }
}
