/** Where one rank is, and who its peers are, as the engine says. */
import { untracked, useSignal, useSignalEffect } from "@preact/signals";
import { rankWords } from "../draw/runs.ts";
import type { Topology } from "../engine/types.ts";
import { questionOf } from "../state/question.ts";
import { turned } from "../state/said.ts";
import { locate } from "../state/solve.ts";
import { rank } from "../state/view.ts";
import { where } from "./rankscanvas.tsx";

export function RankDetails({ world }: { world: number }) {
  const found = useSignal<Topology | null>(null);
  const asking = useSignal(false);
  useSignalEffect(() => {
    void [rank.value, turned.value, questionOf(turned.value)];
    void follow();
  });
  // The pointer is faster than the answers: only where it came to rest is asked for.
  const follow = async () => {
    if (asking.peek()) {
      return;
    }
    asking.value = true;
    while (rank.peek() >= 0 && (found.peek()?.rank !== rank.peek() || stale(found.peek()))) {
      const [of, about] = [rank.peek(), asked()];
      const answer = of < world ? await locate(of) : null;
      found.value = answer && ({ ...answer, asked: about } as Topology);
      if (answer === null) {
        break;
      }
    }
    asking.value = false;
  };
  const shown = rank.value;
  const answer = found.value?.rank === shown ? found.value : null;
  return (
    <div class="rankdetails">
      <div class="inline">
        <label for="rank">Rank</label>
        <input
          id="rank"
          type="text"
          inputMode="numeric"
          class="short"
          autoComplete="off"
          placeholder="—"
          value={shown < 0 ? "" : String(shown)}
          onInput={(event) => {
            const word = event.currentTarget.value.trim();
            rank.value = /^\d{1,7}$/.test(word) ? Math.min(world - 1, Number(word)) : -1;
          }}
        />
        <span class="faint">{shown < 0 ? `of 0 to ${world - 1}` : where(shown).replace(/^, /, "")}</span>
      </div>
      {answer?.coordinates && (
        <table class="coordinates">
          <thead>
            <tr>
              <th scope="col">axis</th>
              <th scope="col">at</th>
              <th scope="col">group</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(answer.coordinates).map(([axis, at]) => (
              <tr key={axis}>
                <th scope="row">
                  <code>{axis}</code>
                </th>
                <td class="number">{at}</td>
                <td>{rankWords(answer.peers?.[axis] ?? [])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** The question that the ranks are of, without following it. */
const asked = () => untracked(() => questionOf(turned.value));

function stale(answer: Topology | null): boolean {
  return (answer as { asked?: string } | null)?.asked !== asked();
}
