/** The runs of a plan, the best first: a row each, with a column for every size and setting in which they differ. */
import { signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { PlannedRun } from "../engine/types.ts";
import { decidedBy, usePlanned } from "../state/planning.ts";
import { turnedSlot } from "../state/question.ts";
import { saidOf } from "../state/said.ts";
import { answersOf } from "../state/solve.ts";
import { sizeOf } from "../state/table.ts";
import { gib, rate, seconds } from "./amounts.ts";
import { Fit } from "./estimate.tsx";
import { FittingTable } from "./fitting.tsx";
import { meshWords } from "./meshwords.ts";
import { Name } from "./settingfield.tsx";

/** The runs that are shown at first. */
const FEW = 4;
const all = signal(false);

const AXES = ["pp", "dp", "cp", "tp", "ep", "dp_replicate"] as const;
const size = (run: PlannedRun, axis: string) => run.mesh[sizeOf(axis) as "tp_size"];

/** What a run is told beside its sizes, each as `recompute.mode full`. */
const decidedWords = ({ run }: PlannedRun) => decidedBy(run).map(([name, text]) => `${name} ${text}`);

export function Runs({ runs }: { runs: readonly PlannedRun[] }) {
  const shown = all.value ? runs : runs.slice(0, FEW);
  const axes = AXES.filter((axis) => runs.some((run) => size(run, axis) !== 1));
  const common = runs.map(decidedWords).reduce((both, list) => both.filter((word) => list.includes(word)));
  const decided = runs
    .flatMap(({ run }) => decidedBy(run))
    .filter(([name, text]) => !common.includes(`${name} ${text}`));
  const settings = [...new Set(decided.map(([name]) => name))];
  return (
    <>
      {common.length > 0 && <p class="hint">All of them with {common.join(", ")}.</p>}
      <FittingTable class="meshes runs" label="Runs of the plan">
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden">place</span>
            </th>
            {axes.map((axis) => (
              <th scope="col" class="number" key={axis}>
                <Name name={axis} />
              </th>
            ))}
            {settings.map((name) => (
              <th scope="col" key={name}>
                <Name name={name} />
              </th>
            ))}
            <th scope="col" class="number">
              memory
            </th>
            <th scope="col" class="number">
              step
            </th>
            <th scope="col" class="number">
              tokens/s
              <wbr />
              /GPU
            </th>
            <th scope="col">fits</th>
            <th scope="col" class="act">
              <span class="hidden">why, and take it</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((run, index) => (
            <Run key={index} run={run} place={index + 1} axes={axes} settings={settings} />
          ))}
        </tbody>
      </FittingTable>
      {runs.length > FEW && (
        <button
          type="button"
          class="plain small more"
          aria-expanded={all.value}
          onClick={() => (all.value = !all.value)}
        >
          {all.value ? "Show fewer" : `Show all ${runs.length}`}
        </button>
      )}
    </>
  );
}

interface RunProps {
  run: PlannedRun;
  place: number;
  axes: readonly string[];
  settings: readonly string[];
}

function Run({ run, place, axes, settings }: RunProps) {
  const why = useSignal(false);
  const id = useId();
  const { memory, time, fits } = run.estimate;
  const decided = new Map(decidedBy(run.run));
  return (
    <>
      <tr class={isAsked(run) ? "current" : ""}>
        <th scope="row" class="number faint">
          {place}
        </th>
        {axes.map((axis) => (
          <td key={axis} data-name={axis} class={size(run, axis) === 1 ? "number faint" : "number"}>
            {size(run, axis)}
          </td>
        ))}
        {settings.map((name) => (
          <td key={name} data-name={name}>
            {decided.get(name)}
          </td>
        ))}
        <td class="number" data-name="memory">
          {memory ? gib(memory.device.middle) : "?"}
        </td>
        <td class="number" data-name="step">
          {time ? seconds(time.step.middle) : "?"}
        </td>
        <td class="number" data-name="tokens/s/GPU">
          {time ? rate(time.tokens_per_second_per_gpu.middle) : "?"}
        </td>
        <td data-name="fits">
          <Fit fits={fits} />
        </td>
        <td class="act">
          {run.why.length > 0 && (
            <button
              type="button"
              class="plain small"
              aria-label={`why ${meshWords(run.mesh)}: what its neighbours would change`}
              aria-expanded={why.value}
              aria-controls={id}
              onClick={() => (why.value = !why.value)}
            >
              why
            </button>
          )}{" "}
          <Use run={run} />
        </td>
      </tr>
      {why.value && (
        <tr class="reasons" id={id}>
          <td colSpan={axes.length + settings.length + 6}>
            <ul>
              {run.why.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </td>
        </tr>
      )}
    </>
  );
}

/** Whether a run is the one that is asked about. */
function isAsked({ mesh, run }: PlannedRun): boolean {
  const now = answersOf(turnedSlot.value).value.verdict?.mesh;
  return (
    now !== undefined &&
    AXES.every((axis) => mesh[sizeOf(axis) as "tp_size"] === now[sizeOf(axis) as "tp_size"]) &&
    decidedBy(run).every(([name, text]) => saidOf(name) === text)
  );
}

export function Use({ run, main = false }: { run: PlannedRun; main?: boolean }) {
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
