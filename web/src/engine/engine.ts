/** The one place where the page meets the engine: requests as objects and raw JSON in, answers out. */
import { signal } from "@preact/signals";
import { EngineCrash, loadInWorker, type WorkerEngine } from "meshwise/worker";
import { Raw } from "./raw.ts";
import type { Answer, Answers, ErrorAnswer, Op } from "./types.ts";

/** What the page says of the engine: it starts, it answers, or why it does not. */
export type Health = { is: "starting" } | { is: "well" } | { is: "crashed" | "unusable"; why: string };

export const health = signal<Health>({ is: "starting" });

/** Ten times what the slowest question of the page takes on a slow phone. */
const TIME_LIMIT = 8000;

let engine: Promise<WorkerEngine> | undefined;

function running(): Promise<WorkerEngine> {
  engine ??= loadInWorker({ timeLimit: TIME_LIMIT }).catch((error: unknown) => {
    engine = undefined; // the next question tries again
    throw error;
  });
  return engine;
}

/** Starts the engine before there is a question. It is done when the engine runs, or cannot; {@link health} says which. */
export async function warm(): Promise<void> {
  await running().then(well, ill);
}

/**
 * Asks one question. `null` where the engine crashed or cannot be used: {@link health} then says why, and the next
 * question finds a fresh one.
 */
export async function ask<O extends Op>(op: O, members: Record<string, unknown> = {}): Promise<Answers[O] | null> {
  try {
    const bytes = await (await running()).send(request(op, members));
    well();
    return JSON.parse(new TextDecoder().decode(bytes)) as Answers[O];
  } catch (error) {
    ill(error);
    return null;
  }
}

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

function well(): void {
  health.value = { is: "well" };
}

function ill(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  health.value = { is: error instanceof EngineCrash ? "crashed" : "unusable", why };
}
