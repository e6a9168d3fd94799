/** The token that a gated model needs: in memory alone. */
import { token } from "../model/load.ts";
import type { Slot } from "../model/source.ts";

export function Token({ slot }: { slot: Slot }) {
  const progress = slot.progress.value;
  const wanted = progress.is === "failed" && progress.problem.gated === true;
  const id = `token${slot.index}`;
  return (
    <details class="token" open={wanted || token.value !== ""}>
      <summary>Token</summary>
      <label for={id}>Token for a gated model</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellcheck={false}
        value={token.value}
        aria-describedby={`${id}hint`}
        onInput={(event) => (token.value = event.currentTarget.value.trim())}
      />
      <p class="hint" id={`${id}hint`}>
        Kept in this tab's memory until it closes; sent to the Hub alone, and never part of a link.
      </p>
    </details>
  );
}
