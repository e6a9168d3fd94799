/** What the two sides of a worker say to each other, and the side that answers. */
import { Core } from "./core.js";
import { EngineCrash, type EngineError, MeshwiseError } from "./errors.js";

/** A module to start. Where it is a part, a question that traps in it is one for the whole, and no crash. */
export interface Start {
  readonly module: WebAssembly.Module;
  readonly sha256: string;
  readonly isPart: boolean;
}

/** From the client. The first message starts the engine, and a later one of its kind another in its place. */
export type ToWorker = { readonly start: Start } | { readonly request: Uint8Array<ArrayBuffer> };

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
  | { readonly isPart: true }
  | { readonly failure: Failure };

/** Makes the function that answers the messages of a client. */
export function answering(): (message: ToWorker) => FromWorker {
  let core: Core | undefined;
  let isPart = false;
  return (message) => {
    try {
      if ("start" in message) {
        isPart = message.start.isPart;
        core = new Core(message.start.module, message.start.sha256);
        return { started: true };
      }
      if (core === undefined) {
        throw new Error("the engine was not started");
      }
      return { answer: isPart ? core.attempt(message.request) : core.send(message.request) };
    } catch (error) {
      // Whatever is wrong in a part may be what it lacks. The whole says what is.
      return isPart ? { isPart } : { failure: failure(error) };
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
