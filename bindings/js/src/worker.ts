/** The engine in a worker of a browser: the page never stutters, and a question that takes too long is ended. */
import { compile, compileOwn, type Source } from "./source.js";
import type { Port, Spawn } from "./worker-client.js";
import { WorkerEngine, type WorkerOptions } from "./worker-engine.js";
import type { FromWorker } from "./worker-protocol.js";

export * from "./api.js";
export { WorkerEngine, type WorkerOptions } from "./worker-engine.js";

/**
 * Loads the engine in a module worker of its own.
 *
 * @throws {EngineError} As `load` does; also where the worker does not start.
 */
export function loadInWorker(options: WorkerOptions = {}): Promise<WorkerEngine> {
  return WorkerEngine.start(spawn, compiled, options);
}

const compiled = (source: Source | undefined) =>
  source === undefined ? compileOwn(new URL("./meshwise.wasm", import.meta.url)) : compile(source);

const spawn: Spawn = (hears, dies): Port => {
  // Bundlers look for exactly this expression.
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
