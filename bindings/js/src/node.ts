/** The entry for Node and what is like it: the module is a file beside this one. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Engine } from "./engine.js";
import { EngineError } from "./errors.js";
import { type Compiled, compile, compileOwnBytes, type Source } from "./source.js";

export * from "./api.js";

/** Loads the engine: see `index.ts`. An address may also be a `file:` one. */
export async function load(source?: Source): Promise<Engine> {
  return new Engine(await compiled(source));
}

/** @internal */
export async function compiled(source: Source | undefined): Promise<Compiled> {
  if (source === undefined) {
    return compileOwnBytes(await file(new URL("./meshwise.wasm", import.meta.url)));
  }
  const isAddress = typeof source === "string" || source instanceof URL;
  if (isAddress && String(source).startsWith("file:")) {
    return compile(await file(new URL(source)));
  }
  return compile(source);
}

async function file(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(fileURLToPath(url)));
  } catch (error) {
    throw new EngineError("engine.unavailable", `the module cannot be read: ${(error as Error).message}`);
  }
}
