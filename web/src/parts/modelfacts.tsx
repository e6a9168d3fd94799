/** The numbers of the architecture that the rules read, as the engine resolved them. */
import type { Slot } from "../model/source.ts";
import { answersOf } from "../state/solve.ts";
import { numbers } from "../state/table.ts";

interface Resolved {
  value: number | null;
  because?: { path: string }[];
}

export function ModelFacts({ slot }: { slot: Slot }) {
  const { report } = answersOf(slot).value;
  if (!report || !slot.read.value) {
    return null;
  }
  const resolved = report.architecture as unknown as Record<string, Resolved | undefined>;
  return (
    <div class="facts">
      <p class="class">{report.model}</p>
      <dl>
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
