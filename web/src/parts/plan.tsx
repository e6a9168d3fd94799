/** The run to start with on this world, what it needs, and the runs beside it. */
import { signal, useSignal } from "@preact/signals";
import { planner } from "../engine/engine.ts";
import type { Plan, PlannedRun } from "../engine/types.ts";
import { decidedBy, planned, planning, usePlanned } from "../state/planning.ts";
import { apply, turnedSlot } from "../state/question.ts";
import { saidOf } from "../state/said.ts";
import { answersOf } from "../state/solve.ts";
import { settingNamed, sizeOf } from "../state/table.ts";
import { gib, rate, seconds, words } from "./amounts.ts";
import { Amounts, Fit, Grounds } from "./estimate.tsx";
import { meshWords } from "./meshwords.ts";
import { Section } from "./section.tsx";
import { SettingField } from "./settingfield.tsx";

/** Before the ids of the controls that stand here, whose settings have another one elsewhere. */
const HERE = "plan-";
/** The runs that are shown at first. */
const FEW = 4;
const all = signal(false);

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
        <Needed list={plan?.unknown ?? []} />
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

/** The controls that a plan waits for. They stay while they are used: the first digit is already an answer. */
function Needed({ list }: { list: Plan["unknown"] }) {
  const used = useSignal<readonly string[]>([]);
  const names = [...new Set([...used.value, ...list.flatMap(({ settle }) => settle ?? [])])];
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

const AXES = ["pp", "dp", "cp", "tp", "ep", "dp_replicate"] as const;
const size = (run: PlannedRun, axis: string) => run.mesh[sizeOf(axis) as "tp_size"];

/** Whether a run is the one that is asked about. */
function isAsked({ mesh, run }: PlannedRun): boolean {
  const now = answersOf(turnedSlot.value).value.verdict?.mesh;
  return (
    now !== undefined &&
    AXES.every((axis) => mesh[sizeOf(axis) as "tp_size"] === now[sizeOf(axis) as "tp_size"]) &&
    decidedBy(run).every(([name, text]) => saidOf(name) === text)
  );
}

function Use({ run, main = false }: { run: PlannedRun; main?: boolean }) {
  return isAsked(run) ? (
    <span class="tag">in use</span>
  ) : (
    <button
      type="button"
      class={main ? "primary small" : "plain small"}
      aria-label={`Use ${[meshWords(run.mesh), ...decidedWords(run)].join(", ")}`}
      onClick={() => usePlanned(run)}
    >
      Use
    </button>
  );
}

/** What a run is told beside its sizes, each as `recompute.mode full`. */
const decidedWords = ({ run }: PlannedRun) => decidedBy(run).map(([name, text]) => `${name} ${text}`);

function Runs({ runs }: { runs: readonly PlannedRun[] }) {
  const shown = all.value ? runs : runs.slice(0, FEW);
  const axes = AXES.filter((axis) => axis !== "dp_replicate" || runs.some((run) => size(run, axis) !== 1));
  const common = runs.map(decidedWords).reduce((both, list) => both.filter((word) => list.includes(word)));
  return (
    <>
      {common.length > 0 && <p class="hint">All of them with {common.join(", ")}.</p>}
      <div class="scroll" tabIndex={0} role="group" aria-label="Runs of the plan">
        <table class="meshes">
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">take it</span>
              </th>
              <th scope="col">fits</th>
              {axes.map((axis) => (
                <th scope="col" class="number" key={axis}>
                  {axis}
                </th>
              ))}
              <th scope="col" class="number">
                memory
              </th>
              <th scope="col" class="number">
                step
              </th>
              <th scope="col" class="number">
                tokens/s/GPU
              </th>
              <th scope="col">with</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((run, index) => (
              <tr key={index} class={isAsked(run) ? "current" : ""}>
                <td>
                  <Use run={run} />
                </td>
                <td>
                  <Fit fits={run.estimate.fits} />
                </td>
                {axes.map((axis) => (
                  <td key={axis} class={size(run, axis) === 1 ? "number faint" : "number"}>
                    {size(run, axis)}
                  </td>
                ))}
                <td class="number">{run.estimate.memory ? gib(run.estimate.memory.device.middle) : "?"}</td>
                <td class="number">{run.estimate.time ? seconds(run.estimate.time.step.middle) : "?"}</td>
                <td class="number">
                  {run.estimate.time ? rate(run.estimate.time.tokens_per_second_per_gpu.middle) : "?"}
                </td>
                <td class="with">
                  {decidedWords(run)
                    .filter((word) => !common.includes(word))
                    .join(", ")}
                  {run.why.length > 0 && (
                    <details>
                      <summary aria-label={`What the neighbours of ${meshWords(run.mesh)} would change`}>why</summary>
                      <ul>
                        {run.why.map((line) => (
                          <li key={line}>{line}</li>
                        ))}
                      </ul>
                    </details>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {runs.length > FEW && (
        <button type="button" class="plain small" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
          {all.value ? "Show fewer" : `Show all ${runs.length}`}
        </button>
      )}
    </>
  );
}
