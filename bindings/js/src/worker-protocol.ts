/** What the two sides of a worker say to each other, and the side that answers. */
import { Core } from "./core.js";
import { EngineCrash, type EngineError, MeshwiseError } from "./errors.js";
import type { Compiled } from "./source.js";

/** From the client. The first message starts the engine. */
export type ToWorker = { readonly start: Compiled } | { readonly request: Uint8Array<ArrayBuffer> };

/** An error as plain data: classes do not survive the way. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly op?: string;
  readonly stderr?: string;
  readonly module?: string;
}

/** From the worker. Each message answers the one before. */
export type FromWorker =
  | { readonly started: true }
  | { readonly answer: Uint8Array<ArrayBuffer> }
  | { readonly failure: Failure };

/** Makes the function that answers the messages of a client. */
export function answering(): (message: ToWorker) => FromWorker {
  let core: Core | undefined;
  return (message) => {
    try {
      if ("start" in message) {
        core = new Core(message.start.module, message.start.sha256);
        return { started: true };
      }
      if (core === undefined) {
        throw new Error("the engine was not started");
      }
      return { answer: core.send(message.request) };
    } catch (error) {
      return { failure: failure(error) };
    }
  };
}

function failure(error: unknown): Failure {
  if (error instanceof EngineCrash) {
    const { code, detail, op, stderr, module } = error;
    return { code, message: detail, op, stderr, module };
  }
  if (error instanceof MeshwiseError) {
    return { code: error.code, message: (error as EngineError).detail };
  }
  return { code: "engine.unavailable", message: error instanceof Error ? error.message : String(error) };
}
