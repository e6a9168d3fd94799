/** What a run needs: whether it fits, what the memory holds, how long a step takes, and what was taken for that. */
import type { Estimate } from "../engine/types.ts";
import type { Slot } from "../model/source.ts";
import { settingNamed } from "../state/table.ts";
import { gib, percent, rate, seconds, short, span, words } from "./amounts.ts";
import { StateButton } from "./opensettings.tsx";

type Memory = NonNullable<Estimate["memory"]>;
type Stage = Memory["stages"][number];

const TONES = { fits: "good", tight: "open", cannot_fit: "bad", not_known: "open" } as const;

/** The answer to whether it fits. */
export function Fit({ fits }: { fits: Estimate["fits"] }) {
  return <span class={`fit ${TONES[fits]}`}>{words(fits)}</span>;
}

export function EstimateOf({ estimate, slot }: { estimate: Estimate; slot: Slot }) {
  return (
    <div class="estimate">
      <Amounts estimate={estimate} />
      {[...estimate.unknown, ...estimate.remarks].map(({ what, why, settle }) => (
        <p class="hint" key={what + why}>
          {settle && settingNamed(settle) ? <StateButton setting={settle} words={what} slot={slot} /> : what} {why}
        </p>
      ))}
      <details>
        <summary>What it rests on</summary>
        <Grounds estimate={estimate} />
      </details>
    </div>
  );
}

/** Whether it fits, and how long a step takes. */
export function Amounts({ estimate: { fits, memory, time } }: { estimate: Estimate }) {
  return (
    <>
      <dl class="amounts">
        {memory && (
          <div>
            <dt>{memory.whole ? "memory of the fullest rank" : "model states of the fullest rank"}</dt>
            <dd>
              {span(memory.whole ? memory.device : memory.allocated, gib)}
              {memory.capacity && ` of ${gib(memory.capacity)}`} <Fit fits={fits} />
            </dd>
          </div>
        )}
        {time && (
          <>
            <div>
              <dt>step</dt>
              <dd>{span(time.step, seconds)}</dd>
            </div>
            <div>
              <dt>tokens per second per gpu</dt>
              <dd>{span(time.tokens_per_second_per_gpu, rate)}</dd>
            </div>
            <div>
              <dt>of the peak</dt>
              <dd>
                {percent(time.utilization)} <span class="faint">({rate(time.model_tflops_per_gpu)} TFLOP/s)</span>
              </dd>
            </div>
          </>
        )}
      </dl>
      {memory && <Bar memory={memory} />}
    </>
  );
}

/** The estimate by stage and by part, and what was taken because nothing was said. */
export function Grounds({ estimate: { memory, time, assumed } }: { estimate: Estimate }) {
  return (
    <div class="estimate">
      {memory && <Stages memory={memory} />}
      {time && <Parts parts={time.parts} />}
      {assumed.length > 0 && (
        <p class="hint">
          Assumed:{" "}
          {assumed.map(({ setting, value, other }, index) => (
            <span key={setting}>
              {index > 0 && ", "}
              <code>
                {setting} {value}
              </code>
              {other && ` (or ${other})`}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

/** What is no part of the memory: the count, and the sum. */
const NO_PARTS = ["parameters", "allocated"];

const partsOf = (stage: Stage) =>
  Object.entries(stage).filter(([name, bytes]) => !NO_PARTS.includes(name) && bytes > 0);

/** The parts of the fullest stage, as wide as they are large. */
function Bar({ memory }: { memory: Memory }) {
  const stage = memory.stages[memory.fullest];
  if (!stage) {
    return null;
  }
  const whole = Math.max(memory.capacity ?? 0, stage.allocated);
  return (
    <ul class="memorybar">
      {partsOf(stage).map(([name, bytes], index) => (
        <li
          key={name}
          data-part={index}
          style={{ "--share": `${(100 * bytes) / whole}%` }}
          title={`${words(name)} ${gib(bytes)}`}
        >
          <span>
            {words(name)} {gib(bytes)}
          </span>
        </li>
      ))}
    </ul>
  );
}

const MOST_STAGES = 8;

/** A row for each stage; of many the first, the last and the fullest. */
function Stages({ memory: { stages, fullest } }: { memory: Memory }) {
  const rows = stages
    .map((stage, index) => ({ stage, index }))
    .filter(({ index }) => stages.length <= MOST_STAGES || [0, fullest, stages.length - 1].includes(index));
  const names = Object.keys(rows[0]?.stage ?? {}).filter((name) =>
    rows.some(({ stage }) => stage[name as keyof Stage] > 0),
  );
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Memory of each stage">
      <table class="meshes">
        <thead>
          <tr>
            <th scope="col" class="number">
              stage
            </th>
            {names.map((name) => (
              <th scope="col" class="number" key={name}>
                {words(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ stage, index }) => (
            <tr key={index} class={index === fullest ? "current" : ""}>
              <th scope="row" class="number">
                {index + 1}
              </th>
              {names.map((name) => (
                <td class="number" key={name}>
                  {name === "parameters" ? short(stage.parameters) : gib(stage[name as keyof Stage])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a step is spent on. */
function Parts({ parts }: { parts: NonNullable<Estimate["time"]>["parts"] }) {
  return (
    <dl class="amounts">
      {Object.entries(parts).map(([name, n]) => (
        <div key={name}>
          <dt>{words(name)}</dt>
          <dd>{seconds(n)}</dd>
        </div>
      ))}
    </dl>
  );
}
