/** The plan of the world: asked of an engine of its own, so that no answer waits for it. */
import { effect, signal } from "@preact/signals";
import { isError, planner } from "../engine/engine.ts";
import type { ErrorAnswer, Plan, PlannedRun } from "../engine/types.ts";
import { applyMesh, planWith, turnedSlot } from "./question.ts";
import { fromPlan } from "./said.ts";
import { answersOf, factsOf } from "./solve.ts";
import { settings } from "./table.ts";

/** The plan that is shown, or why there is none. */
export interface Planned {
  plan: Plan | null;
  error: ErrorAnswer | null;
}

const nothing: Planned = { plan: null, error: null };
export const planned = signal<Planned>(nothing);

/** A plan is being made, and what is shown is of an earlier question. */
export const planning = signal(false);

const MOST_RUNS = 12;

/** What a plan is asked by: the sizes are left free, and so is what an earlier plan decided. */
function question(): { index: number; text: string; members: Record<string, unknown> } | null {
  const slot = turnedSlot.value;
  const read = slot.read.value;
  const { verdict, error } = answersOf(slot).value;
  if (read === null || (verdict ?? error) === null) {
    return null; // the first verdict comes first: a second engine that starts would slow it down
  }
  const { mesh, run } = planWith(slot.index);
  const facts = factsOf(read);
  return {
    index: slot.index,
    text: `${facts.text}\n${mesh.text}\n${run.text}`,
    members: { facts, mesh, run, limit: MOST_RUNS },
  };
}

/** Plans, now and at every change. */
export function startPlanning(): void {
  let asked = "";
  let running = false;
  const loop = async () => {
    running = true;
    for (let next = question(); (next?.text ?? "") !== asked; next = question()) {
      asked = next?.text ?? "";
      planning.value = next !== null;
      const answer = next && (await planner.ask("plan", next.members));
      planned.value =
        answer?.kind === "plan"
          ? { plan: answer, error: null }
          : isError(answer)
            ? { plan: null, error: answer }
            : nothing;
    }
    planning.value = false;
    running = false;
  };
  effect(() => {
    question(); // whatever is asked about; the loop reads the same again
    if (!running) {
      void loop();
    }
  });
}

/** What a run of a plan says beside its sizes, by the names of the settings, as it is typed. */
export function decidedBy(run: PlannedRun["run"]): [name: string, text: string][] {
  return settings.flatMap(({ name }) => {
    const value = name.split(".").reduce<unknown>((inside, part) => (inside as Record<string, unknown>)?.[part], run);
    return value === undefined ? [] : [[name, String(value)]];
  });
}

/** Takes a run of a plan: its sizes, and what it decides beside them, which stays free for the next plan. */
export function usePlanned({ mesh, run }: PlannedRun): void {
  const { index } = turnedSlot.peek();
  const before = [...fromPlan.peek()].filter((name) => name.startsWith(`${index}.`)).map((name) => name.slice(2));
  const values = Object.fromEntries([...before.map((name) => [name, ""]), ...decidedBy(run)]);
  applyMesh(
    { ...mesh, needs: values },
    index,
    decidedBy(run).map(([name]) => name),
  );
}
