/**
 * The engine in a worker, as its client sees it: one question at a time, each with a time limit. A worker that hangs or
 * dies is replaced, and its question asked once more.
 */
import { operation } from "./core.js";
import { EngineCrash, EngineError } from "./errors.js";
import type { Compiled } from "./source.js";
import type { Failure, FromWorker, ToWorker } from "./worker-protocol.js";

/** A worker of whatever platform. */
export interface Port {
  post(message: ToWorker, transfer: ArrayBuffer[]): void;
  terminate(): void;
  /** Says whether the process must stay for it. */
  hold(busy: boolean): void;
}

/** Starts a worker. */
export type Spawn = (hears: (message: FromWorker) => void, dies: (reason: string) => void) => Port;

interface Question {
  readonly request: Uint8Array<ArrayBuffer>;
  readonly resolve: (answer: Uint8Array<ArrayBuffer>) => void;
  readonly reject: (error: unknown) => void;
  attempts: number;
}

class Died extends Error {}

export class Client {
  readonly #spawn: Spawn;
  readonly #limit: number;
  readonly #compile: () => Promise<Compiled>;
  #compiled: Promise<Compiled> | undefined;
  #port: Port | undefined;
  /** Why the worker before that one is no more. */
  #ended = new Died();
  /** What the worker runs. */
  #started: Compiled | undefined;
  /** The whole of its module on its way, before a question needs it. */
  #ahead: Promise<void> | undefined;
  #heard: { resolve: (message: FromWorker) => void; reject: (error: Died) => void } | undefined;
  readonly #waiting: Question[] = [];
  #busy = false;
  #closed = false;

  constructor(spawn: Spawn, compile: () => Promise<Compiled>, limit: number) {
    this.#spawn = spawn;
    this.#compile = compile;
    this.#limit = limit;
  }

  /** Starts a first worker, so that what is wrong with it is said at once. */
  async start(): Promise<void> {
    try {
      await this.#running();
    } catch (error) {
      this.#drop();
      throw error instanceof Died ? new EngineError("engine.unavailable", error.message) : error;
    }
  }

  /** Answers a request. */
  send(request: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#closed) {
      return Promise.reject(new EngineError("engine.closed", "the engine was closed before the call"));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request: request.slice() as Uint8Array<ArrayBuffer>, resolve, reject, attempts: 0 });
      void this.#work();
    });
  }

  /** Ends the worker. Questions that are not answered are refused. */
  close(): void {
    this.#closed = true;
    this.#drop("the engine was closed");
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new EngineError("engine.closed", "the engine was closed before the call"));
    }
  }

  async #work(): Promise<void> {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#ask(next);
    }
    this.#busy = false;
    this.#port?.hold(false);
  }

  async #ask(question: Question): Promise<void> {
    while (true) {
      question.attempts++;
      try {
        await this.#running();
        const copy = question.request.slice();
        const said = await this.#exchange({ request: copy }, [copy.buffer]);
        if ("answer" in said) {
          question.resolve(said.answer);
          this.#ahead ??= this.#complete().catch(() => undefined); // who needs it hears what is wrong
          return;
        }
        if ("isPart" in said) {
          question.attempts = 0;
          try {
            await this.#complete();
          } catch (error) {
            return question.reject(error); // the worker goes on with what it has
          }
          continue;
        }
        // It was tried twice inside already, where only an instance was lost.
        return question.reject(
          "failure" in said ? revived(said.failure) : new EngineError("engine.unavailable", "no answer"),
        );
      } catch (error) {
        this.#drop();
        if (this.#closed) {
          return question.reject(new EngineError("engine.closed", "the engine was closed before there was an answer"));
        }
        if (!(error instanceof Died)) {
          return question.reject(error);
        }
        if (question.attempts === 2) {
          return question.reject(new EngineCrash(error.message, { op: operation(question.request) }));
        }
      }
    }
  }

  /**
   * Has a worker run the module, or the whole of it where that came meanwhile. The module is fetched and compiled here, once,
   * while the first worker starts: the one takes about as long as the other, and how long a network takes is none of the
   * engine's time.
   */
  async #running(): Promise<void> {
    if (this.#closed) {
      throw this.#ended;
    }
    const port = this.#port ?? this.#begin();
    this.#compiled ??= this.#compile();
    const compiled = await this.#compiled;
    if (this.#port !== port) {
      throw this.#ended;
    }
    if (this.#started === compiled) {
      return;
    }
    const { module, sha256, checked, whole } = compiled;
    const start = { module, sha256, isPart: whole !== undefined };
    const [said] = await Promise.all([this.#exchange({ start }, []), checked]);
    if ("failure" in said) {
      throw revived(said.failure);
    }
    if ("isPart" in said) {
      await this.#complete();
      return this.#running();
    }
    this.#started = compiled;
  }

  /** Starts a worker. What one says that was replaced meanwhile does not count. */
  #begin(): Port {
    const isCurrent = () => this.#port === port;
    this.#ended = new Died("the worker was ended");
    const port: Port = this.#spawn(
      (message) => isCurrent() && this.#heard?.resolve(message),
      (reason) => {
        if (isCurrent()) {
          this.#port = undefined;
          this.#ended = new Died(reason);
          this.#heard?.reject(this.#ended);
        }
      },
    );
    this.#port = port;
    this.#started = undefined;
    return port;
  }

  /** Gets the whole of a module of which a part runs. The next question starts it. */
  async #complete(): Promise<void> {
    const whole = (await this.#compiled)?.whole;
    if (whole !== undefined) {
      this.#compiled = Promise.resolve(await whole());
    }
  }

  async #exchange(message: ToWorker, transfer: ArrayBuffer[]): Promise<FromWorker> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      return await new Promise<FromWorker>((resolve, reject) => {
        this.#heard = { resolve, reject };
        timer = setTimeout(() => reject(new Died(`the engine did not answer within ${this.#limit} ms`)), this.#limit);
        this.#port?.hold(true);
        this.#port?.post(message, transfer);
      });
    } finally {
      clearTimeout(timer);
      this.#heard = undefined;
    }
  }

  #drop(reason?: string): void {
    this.#port?.terminate();
    this.#port = undefined;
    if (reason !== undefined) {
      this.#heard?.reject(new Died(reason));
    }
  }
}

function revived(failure: Failure): EngineError {
  return failure.code === "engine.crashed"
    ? new EngineCrash(failure.message, failure)
    : new EngineError(failure.code, failure.message);
}
