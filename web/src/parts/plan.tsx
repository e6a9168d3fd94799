/** The run to start with on this world, what it needs, and the runs beside it. */
import { useSignal } from "@preact/signals";
import { planner } from "../engine/engine.ts";
import type { Plan } from "../engine/types.ts";
import { type Planned, planned, planning } from "../state/planning.ts";
import { apply, turnedSlot } from "../state/question.ts";
import { answersOf } from "../state/solve.ts";
import { settingNamed } from "../state/table.ts";
import { words } from "./amounts.ts";
import { Amounts, Grounds } from "./estimate.tsx";
import { Runs, Use } from "./planruns.tsx";
import { Section } from "./section.tsx";
import { SettingField } from "./settingfield.tsx";

/** Before the ids of the controls that stand here, whose settings have another one elsewhere. */
const HERE = "plan-";

export function PlanSection() {
  if (turnedSlot.value.read.value === null || answersOf(turnedSlot.value).value.unjudged !== null) {
    return null; // which model, and under which law, comes first
  }
  const { plan, error } = planned.value;
  const health = planner.health.value;
  return (
    <Section id="plan" title="Recommended run">
      <div class="plan" aria-busy={planning.value}>
        {plan ? (
          <Head plan={plan} />
        ) : (
          <p class="hint">
            {planning.value ? "One moment…" : (error?.message ?? ("why" in health ? health.why : "One moment…"))}
          </p>
        )}
        <Needed names={neededBy(planned.value)} />
        {plan && <Whole plan={plan} />}
      </div>
    </Section>
  );
}

function Head({ plan: { headline, runs, unknown } }: { plan: Plan }) {
  const [first] = runs;
  return (
    <>
      <p class="recommended">
        {headline} {first && <Use run={first} main />}
      </p>
      {unknown
        .filter(({ settle }) => settle === undefined || settingNamed(settle) === undefined)
        .map(({ what, why }) => (
          <p key={what}>
            {what} {why}
          </p>
        ))}
    </>
  );
}

/** The settings that a plan waits for: those that would settle what is not known, or the one that was asked for. */
function neededBy({ plan, error }: Planned): string[] {
  if (error?.code === "input.missing_field") {
    return [error.path.split("/").at(-1) ?? ""];
  }
  return plan?.unknown.flatMap(({ settle }) => settle ?? []) ?? [];
}

/** The controls that a plan waits for. They stay while they are used: the first digit is already an answer. */
function Needed({ names: wanted }: { names: readonly string[] }) {
  const used = useSignal<readonly string[]>([]);
  const names = [...new Set([...used.value, ...wanted])];
  const found = names.flatMap((name) => settingNamed(name) ?? []);
  return found.length === 0 ? null : (
    <div
      class="settings needed"
      onFocusIn={() => (used.value = names)}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) {
          used.value = [];
        }
      }}
    >
      {found.map((setting) => (
        <SettingField key={setting.name} setting={setting} prefix={HERE} />
      ))}
    </div>
  );
}

function Whole({ plan: { counts, runs, nearest, changes } }: { plan: Plan }) {
  const best = runs[0] ?? nearest;
  return (
    <>
      {best && <Amounts estimate={best.estimate} />}
      {changes.length > 0 && (
        <div class="chips">
          <span class="faint">fits with</span>
          {changes.map(({ setting, value }) => (
            <button type="button" class="chip" key={setting + value} onClick={() => apply({ [setting]: value })}>
              {setting} {value}
            </button>
          ))}
        </div>
      )}
      {best && (
        <details>
          <summary>{runs.length > 0 ? "The runs beside it, and what it rests on" : "What it rests on"}</summary>
          <div class="plan">
            {runs.length > 0 && <Runs runs={runs} />}
            {best.why.length > 0 && (
              <ul class="hint" aria-label="What its neighbours would change">
                {best.why.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
            <Grounds estimate={best.estimate} />
            <dl class="amounts">
              {Object.entries(counts).map(([name, n]) => (
                <div key={name}>
                  <dt>{words(name)}</dt>
                  <dd>{n.toLocaleString("en")}</dd>
                </div>
              ))}
            </dl>
          </div>
        </details>
      )}
    </>
  );
}
