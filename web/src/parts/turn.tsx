/** Which of two models the sizes below are of: each keeps its own. */
import { first, second } from "../model/source.ts";
import { turned, turnTo } from "../state/said.ts";
import { answersOf } from "../state/solve.ts";
import { comparing } from "../state/view.ts";

export function Turn() {
  if (!comparing.value) {
    return null;
  }
  return (
    <section class="box" aria-labelledby="turntitle">
      <h2 id="turntitle">The run of</h2>
      <div class="filters" role="group" aria-labelledby="turntitle">
        {[first, second].map((slot) => (
          <button
            type="button"
            key={slot.index}
            class="chip"
            aria-pressed={turned.value === slot.index}
            onClick={() => turnTo(slot.index)}
          >
            {answersOf(slot).value.report?.model ?? (slot.index === 0 ? "the model" : "the model beside it")}
          </button>
        ))}
      </div>
      <p class="hint">
        Each model keeps its own sizes. What else is said of the first holds for both, unless it is said of the second.
      </p>
    </section>
  );
}
