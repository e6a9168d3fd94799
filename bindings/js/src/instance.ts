/** One running instance of the module. */
import { EngineError } from "./errors.js";
import { checkVersion, unpackVersion, type Version } from "./version.js";
import { imports, Outside, provides } from "./wasi.js";

const MOST = 0xffff_ffff;

/** The instance is poison: it may still answer, and its answers may be wrong. Drop it. */
export class Trapped extends Error {
  readonly stderr: string;

  constructor(reason: string, stderr: string) {
    super(reason);
    this.name = "Trapped";
    this.stderr = stderr;
  }
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly _initialize: () => void;
  readonly meshwise_abi_version: () => number;
  readonly meshwise_input: (size: number) => number;
  readonly meshwise_call: (size: number) => bigint;
}

const NAMES = ["memory", "_initialize", "meshwise_abi_version", "meshwise_input", "meshwise_call"] as const;

/** An instance serves one call at a time. */
export class Instance {
  readonly version: Version;
  /** Calls so far. */
  calls = 0;
  readonly #outside = new Outside();
  readonly #exports: Exports;
  #address = 0; // of the request buffer, which does not move until more is asked for
  #asked = 0; // what the buffer was asked to hold

  /**
   * Starts an instance.
   *
   * @throws {EngineError} The module is not one of this engine, or of a version that this package cannot use.
   * @throws {Trapped} It does not start.
   */
  constructor(module: WebAssembly.Module) {
    for (const wanted of WebAssembly.Module.imports(module)) {
      if (wanted.kind !== "function" || !provides(wanted.module, wanted.name)) {
        throw new EngineError("engine.bad_module", `the module imports ${wanted.module}.${wanted.name}`);
      }
    }
    const exported = new Set(WebAssembly.Module.exports(module).map((one) => one.name));
    for (const name of NAMES) {
      if (!exported.has(name)) {
        throw new EngineError("engine.bad_module", `the module exports no ${name}`);
      }
    }
    this.#exports = this.#guard(
      () => new WebAssembly.Instance(module, imports(this.#outside)).exports,
    ) as unknown as Exports;
    this.#outside.memory = this.#exports.memory;
    this.#guard(() => this.#exports._initialize());
    this.version = unpackVersion(this.#guard(() => this.#exports.meshwise_abi_version()));
    checkVersion(this.version);
  }

  /** The size of its memory in bytes. The module itself says that it may not grow beyond 64 MiB. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /**
   * Hands a request to the engine and copies its answer out.
   *
   * @throws {Trapped} The engine trapped, or its answer lies outside of its memory.
   */
  exchange(request: Uint8Array): Uint8Array<ArrayBuffer> {
    this.calls++;
    this.#outside.reset();
    const size = Math.min(request.length, MOST);
    let writable = this.#address !== 0 && size <= this.#asked;
    if (!writable) {
      const address = this.#guard(() => this.#exports.meshwise_input(size | 0)) >>> 0;
      if (address !== 0) {
        // 0: the request is over the limit, and the engine says so without reading it
        this.#address = address;
        this.#asked = size;
        writable = true;
      }
    }
    if (writable) {
      this.#guard(() => new Uint8Array(this.#exports.memory.buffer, this.#address, size).set(request));
    }
    const packed = BigInt.asUintN(
      64,
      this.#guard(() => this.#exports.meshwise_call(size | 0)),
    );
    const start = Number(packed >> 32n);
    const length = Number(packed & BigInt(MOST));
    const memory = this.#exports.memory.buffer; // it may have grown during the call
    if (length === 0 || start + length > memory.byteLength) {
      throw new Trapped("the answer is empty or lies outside of the memory", this.#outside.stderr);
    }
    return new Uint8Array(memory, start, length).slice() as Uint8Array<ArrayBuffer>;
  }

  // Whatever is thrown in the guest ends the instance: a trap, a stack that overflows (a RangeError), an exit.
  #guard<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Trapped(reason.split("\n", 1)[0] ?? "", this.#outside.stderr);
    }
  }
}
