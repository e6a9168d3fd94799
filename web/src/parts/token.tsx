/** The token that a gated model needs: in memory alone, and for one endpoint. */
import { tokens } from "../model/load.ts";
import type { Slot } from "../model/source.ts";

export function Token({ slot }: { slot: Slot }) {
  const progress = slot.progress.value;
  const wanted = (progress.is === "failed" ? progress.problem : slot.instead.value)?.gated === true;
  const id = `token${slot.index}`;
  const endpoint = slot.hub.value;
  const token = tokens.value[endpoint] ?? "";
  return (
    <details class="token" open={wanted || token !== ""}>
      <summary>Token</summary>
      <label for={id}>Token for a gated model</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellcheck={false}
        value={token}
        aria-describedby={`${id}hint`}
        onInput={(event) => (tokens.value = { ...tokens.value, [endpoint]: event.currentTarget.value.trim() })}
      />
      <p class="hint" id={`${id}hint`}>
        Kept in this tab's memory until it closes; sent to {new URL(endpoint).host} alone, and never part of a link.
      </p>
    </details>
  );
}
