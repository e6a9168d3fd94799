/** The entry for browsers, workers and bundlers. */
import { Engine } from "./engine.js";
import { compile, compileOwn, type Source } from "./source.js";

export * from "./api.js";

/**
 * Loads the engine.
 *
 * @param source The module as an address, a Response, bytes, or a `WebAssembly.Module`; the one that this package brings,
 *   whose digest is checked, unless it is given.
 * @throws {EngineError} `engine.unavailable`, `engine.bad_module`, `abi.major_mismatch` or `abi.minor_too_old`.
 */
export async function load(source?: Source): Promise<Engine> {
  const compiled = await (source === undefined
    ? compileOwn(new URL("./meshwise.wasm", import.meta.url))
    : compile(source));
  await compiled.checked;
  return new Engine(compiled);
}
