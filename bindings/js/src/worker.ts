/** The engine in a worker of a browser: the page never stutters, and a question that takes too long is ended. */
import { compileParts } from "./parts.js";
import { type Compiled, compile, type Source } from "./source.js";
import type { Port, Spawn } from "./worker-client.js";
import { WorkerEngine, type WorkerOptions } from "./worker-engine.js";
import type { FromWorker } from "./worker-protocol.js";

export * from "./api.js";
export { WorkerEngine, type WorkerOptions } from "./worker-engine.js";

/**
 * Loads the engine in a module worker of its own. Unless a source is given, the module comes in two parts: the first answers
 * most questions, and one that needs more waits for the rest. Engines of one page share them.
 *
 * @throws {EngineError} As `load` does; also where the worker does not start.
 */
export function loadInWorker(options: WorkerOptions = {}): Promise<WorkerEngine> {
  return WorkerEngine.start(spawn, compiled, options);
}

/** What the engines of this page share: the part of the module that comes first, then the whole. */
let own: Promise<Compiled> | undefined;

function compiled(source: Source | undefined): Promise<Compiled> {
  if (source !== undefined) {
    return compile(source);
  }
  own ??= compileOwnParts();
  return own;
}

async function compileOwnParts(): Promise<Compiled> {
  const forget = (error: unknown) => {
    own = undefined; // who asks next fetches it anew
    throw error;
  };
  // Bundlers look for exactly these expressions.
  const [first, rest] = [
    new URL("./meshwise.first.wasm", import.meta.url),
    new URL("./meshwise.rest.bin", import.meta.url),
  ];
  const part = await compileParts(first, rest).catch(forget);
  part.checked.catch(forget).catch(() => undefined);
  const whole = async () => {
    const all = await part.whole();
    own = Promise.resolve(all);
    return all;
  };
  return { ...part, whole };
}

const spawn: Spawn = (hears, dies): Port => {
  const worker = new Worker(new URL("./worker-entry.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", (event: MessageEvent<FromWorker>) => hears(event.data));
  worker.addEventListener("messageerror", () => dies("the worker's answer cannot be read"));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    dies(event.message ? `the worker failed: ${event.message}` : "the worker did not start");
  });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    terminate: () => worker.terminate(),
    hold: () => undefined,
  };
};
