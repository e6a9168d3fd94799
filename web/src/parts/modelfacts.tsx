/** The numbers of the architecture that the rules read, as the engine resolved them. */
import type { Verdict } from "../engine/types.ts";
import type { Slot } from "../model/source.ts";
import { answersOf } from "../state/solve.ts";
import { numbers } from "../state/table.ts";
import { assumedWords, short, words } from "./amounts.ts";
import { Sign } from "./mark.tsx";

interface Resolved {
  value: number | null;
  because?: { path: string }[];
}

/** How many parameters it has, and how many of them a token meets where that is fewer. */
function Parameters({ verdict }: { verdict: Verdict | null }) {
  const { parameters, active_parameters, memory, assumed = [] } = verdict?.estimate ?? {};
  if (parameters === null && memory) {
    // They were estimated, and not counted: the numbers of the model that were assumed for that are named.
    const open = assumed.filter(({ setting }) => numbers.some(({ name }) => name === setting));
    return (
      <div class="counted" title={open.length > 0 ? `Assumed: ${open.map(assumedWords).join(", ")}` : undefined}>
        <dt>parameters</dt>
        <dd>
          <Sign truth={null} word="not known" />
        </dd>
      </div>
    );
  }
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
