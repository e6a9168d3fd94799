/** The engine in a worker of Node. It does not keep the process alive while nothing is asked. */
import { Worker } from "node:worker_threads";
import { compiled } from "./node.js";
import type { Port, Spawn } from "./worker-client.js";
import { WorkerEngine, type WorkerOptions } from "./worker-engine.js";
import type { FromWorker } from "./worker-protocol.js";

export * from "./api.js";
export { WorkerEngine, type WorkerOptions } from "./worker-engine.js";

/** Loads the engine in a worker of its own: see `worker.ts`. */
export function loadInWorker(options: WorkerOptions = {}): Promise<WorkerEngine> {
  return WorkerEngine.start(spawn, compiled, options);
}

const spawn: Spawn = (hears, dies): Port => {
  // Without the flags of this process: some, such as --input-type, stop a worker from starting.
  const worker = new Worker(new URL("./worker-entry-node.js", import.meta.url), { execArgv: [] });
  worker.on("message", (message: FromWorker) => hears(message));
  worker.on("messageerror", () => dies("the worker's answer cannot be read"));
  worker.on("error", (error: Error) => dies(`the worker failed: ${error.message}`));
  worker.on("exit", (status) => dies(`the worker ended with status ${status}`));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    terminate: () => void worker.terminate(),
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
  };
};
