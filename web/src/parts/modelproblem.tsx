/** Why there is no model, or another copy of it, and what can be done. */
import { again } from "../model/load.ts";
import type { Problem, Slot } from "../model/source.ts";

interface Props {
  slot: Slot;
  problem: Problem;
  /** The page's own copy stands for it. */
  mended?: boolean;
}

export function ModelProblem({ slot, problem, mended = false }: Props) {
  return (
    <div class={`notice ${mended ? "open" : "bad"}`}>
      <strong>{problem.title}</strong>
      {mended && <p>This page's own copy of the config is shown instead.</p>}
      <p>{problem.text}</p>
      {(problem.retry || problem.gated) && (
        <button type="button" class="plain small" onClick={() => void again(slot)}>
          Try again
        </button>
      )}
    </div>
  );
}
