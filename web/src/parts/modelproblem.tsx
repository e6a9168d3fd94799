/** Why there is no model, and what can be done. */
import { again } from "../model/load.ts";
import type { Problem, Slot } from "../model/source.ts";

export function ModelProblem({ slot, problem }: { slot: Slot; problem: Problem }) {
  return (
    <div class="notice bad">
      <strong>{problem.title}</strong>
      <p>{problem.text}</p>
      {(problem.retry || problem.gated) && (
        <button type="button" class="plain small" onClick={() => void again(slot)}>
          Try again
        </button>
      )}
    </div>
  );
}
