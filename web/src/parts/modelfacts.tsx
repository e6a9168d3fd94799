/** The numbers of the architecture that the rules read, as the engine resolved them. */
import type { Verdict } from "../engine/types.ts";
import type { Slot } from "../model/source.ts";
import { answersOf } from "../state/solve.ts";
import { numbers } from "../state/table.ts";
import { short, words } from "./amounts.ts";

interface Resolved {
  value: number | null;
  because?: { path: string }[];
}

/** How many parameters it has, and how many of them a token meets where that is fewer. */
function Parameters({ verdict }: { verdict: Verdict | null }) {
  const { parameters, active_parameters } = verdict?.estimate ?? {};
  const counts = { parameters, active_parameters: active_parameters === parameters ? null : active_parameters };
  return (
    <>
      {Object.entries(counts).map(([name, n]) =>
        n ? (
          <div key={name} class="counted" title={n.toLocaleString("en")}>
            <dt>{words(name)}</dt>
            <dd>{short(n)}</dd>
          </div>
        ) : null,
      )}
    </>
  );
}

export function ModelFacts({ slot }: { slot: Slot }) {
  const { report, verdict } = answersOf(slot).value;
  if (!report || !slot.read.value) {
    return null;
  }
  const resolved = report.architecture as unknown as Record<string, Resolved | undefined>;
  return (
    <div class="facts">
      <p class="class">{report.model}</p>
      <dl>
        <Parameters verdict={verdict} />
        {numbers.map(({ name, text }) => {
          const { value = null, because } = resolved[name] ?? {};
          return value ? ( // 0 says that the model has none
            <div key={name} title={`${text}${because?.[0] ? ` (${because[0].path})` : ""}`}>
              <dt>{name.replace(/^num_/, "").replaceAll("_", " ")}</dt>
              <dd>{value.toLocaleString("en")}</dd>
            </div>
          ) : null;
        })}
      </dl>
    </div>
  );
}
