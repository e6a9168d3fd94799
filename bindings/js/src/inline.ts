/** The entry for tools that carry no assets: the module is part of the JavaScript, compressed, and a third larger for it. */
import { Engine } from "./engine.js";
import { WASM } from "./generated/wasm.js";
import { compileOwnBytes } from "./source.js";

export * from "./api.js";

/** The module of this package as bytes. */
export async function wasm(): Promise<Uint8Array<ArrayBuffer>> {
  const packed = Uint8Array.from(atob(WASM), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Loads the engine out of the JavaScript itself: nothing is fetched. */
export async function load(): Promise<Engine> {
  return new Engine(await compileOwnBytes(await wasm()));
}
