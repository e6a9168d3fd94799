/** The one place where the page meets the engine: requests as objects and raw JSON in, answers out. */
import { type Signal, signal } from "@preact/signals";
import { EngineCrash, loadInWorker, type WorkerEngine } from "meshwise/worker";
import { Raw } from "./raw.ts";
import type { Answer, Answers, ErrorAnswer, Op } from "./types.ts";

/** What the page says of an engine: it starts, it answers, or why it does not, or not everything. */
export type Health = { is: "starting" } | { is: "well" } | { is: "crashed" | "incomplete" | "unusable"; why: string };

/** Whether an engine is ill. */
export const isIll = (health: Health): health is Health & { why: string } => "why" in health;

/** An engine in a worker of its own, started at the first question and after each end. */
class Line {
  readonly health: Signal<Health> = signal<Health>({ is: "starting" });
  #engine: Promise<WorkerEngine> | undefined;
  #hasAnswered = false;

  /** @param timeLimit how long a question may take, in milliseconds */
  constructor(private readonly timeLimit: number) {}

  #running(): Promise<WorkerEngine> {
    this.#engine ??= loadInWorker({ timeLimit: this.timeLimit }).catch((error: unknown) => {
      this.#engine = undefined; // the next question tries again
      throw error;
    });
    return this.#engine;
  }

  /** Starts the engine before there is a question. It is done when the engine runs, or cannot; its health says which. */
  async warm(): Promise<void> {
    await this.#running().then(
      () => this.#well(),
      (error: unknown) => this.#ill(error),
    );
  }

  /**
   * Asks one question. `null` where the engine crashed or cannot be used: its health then says why, and the next question
   * finds a fresh one.
   */
  async ask<O extends Op>(op: O, members: Record<string, unknown> = {}): Promise<Answers[O] | null> {
    try {
      const bytes = await (await this.#running()).send(request(op, members));
      this.#hasAnswered = true;
      this.#well();
      return JSON.parse(new TextDecoder().decode(bytes)) as Answers[O];
    } catch (error) {
      this.#ill(error);
      return null;
    }
  }

  #well(): void {
    this.health.value = { is: "well" };
  }

  #ill(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    // What lists, plans and reads is fetched behind the first answer, and may not arrive.
    const is = this.#hasAnswered ? "incomplete" : "unusable";
    this.health.value = { is: error instanceof EngineCrash ? "crashed" : is, why };
  }
}

/** Ten times what the slowest question of the page takes on a slow phone. */
const line = new Line(8000);
/** Plans of large worlds take seconds: they are made beside the answers, which do not wait for them. */
export const planner = new Line(60_000);

export const health = line.health;
export const warm = (): Promise<void> => line.warm();
export const ask = <O extends Op>(op: O, members?: Record<string, unknown>): Promise<Answers[O] | null> =>
  line.ask(op, members);

/** Writes a request. Members that are undefined are left out. */
export function request(op: string, members: Record<string, unknown>): string {
  const parts = [`"op":${JSON.stringify(op)}`];
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) {
      parts.push(`${JSON.stringify(name)}:${value instanceof Raw ? value.text : JSON.stringify(value)}`);
    }
  }
  return `{${parts.join(",")}}`;
}

/** Whether an answer says that the question was none. */
export function isError(answer: Answer | null): answer is ErrorAnswer {
  return answer?.kind === "error";
}
