/** What a run needs: whether it fits, what the memory holds, how long a step takes, and what was taken for that. */
import type { Estimate } from "../engine/types.ts";
import type { Slot } from "../model/source.ts";
import { settingNamed } from "../state/table.ts";
import { gib, percent, rate, seconds, span, words } from "./amounts.ts";
import { StateButton } from "./opensettings.tsx";
import { Sliders } from "./sliders.tsx";
import { StageBars } from "./stagebars.tsx";

const TONES = { fits: "good", tight: "open", cannot_fit: "bad", not_known: "open" } as const;

/** The answer to whether it fits. */
export function Fit({ fits }: { fits: Estimate["fits"] }) {
  return <span class={`fit ${TONES[fits]}`}>{words(fits)}</span>;
}

export function EstimateOf({ estimate, slot }: { estimate: Estimate; slot: Slot }) {
  return (
    <div class="estimate">
      <Amounts estimate={estimate} />
      {estimate.memory && <Sliders slot={slot} />}
      <Missing list={[...estimate.unknown, ...estimate.remarks]} slot={slot} />
      <details>
        <summary>What it rests on</summary>
        <Grounds estimate={estimate} />
      </details>
    </div>
  );
}

/** What is not known, why, and the setting that would settle it, to be stated by one press. */
export function Missing({ list, slot }: { list: Estimate["unknown"]; slot: Slot }) {
  return (
    <>
      {list.map(({ what, why, settle }) => (
        <p class="hint" key={what + why}>
          {settle && settingNamed(settle) ? <StateButton setting={settle} words={what} slot={slot} /> : what} {why}
        </p>
      ))}
    </>
  );
}

/** Whether it fits, and how long a step takes: what is of the time keeps together where a line is not enough. */
export function Amounts({ estimate: { fits, memory, time }, bars = true }: { estimate: Estimate; bars?: boolean }) {
  return (
    <>
      <div class="fitandtime">
        {memory && (
          <dl class="amounts">
            <div>
              <dt>{memory.whole ? "memory of the fullest rank" : "model states of the fullest rank"}</dt>
              <dd>
                {span(memory.whole ? memory.device : memory.allocated, gib)}
                {memory.capacity && ` of ${gib(memory.capacity)}`} <Fit fits={fits} />
              </dd>
            </div>
          </dl>
        )}
        {time && (
          <dl class="amounts time">
            <div>
              <dt>step</dt>
              <dd>{span(time.step, seconds)}</dd>
            </div>
            <div>
              <dt>tokens/s/GPU</dt>
              <dd>{span(time.tokens_per_second_per_gpu, rate)}</dd>
            </div>
            <div>
              <dt>of the peak</dt>
              <dd>
                {percent(time.utilization)} <span class="faint">({rate(time.model_tflops_per_gpu)} TFLOP/s)</span>
              </dd>
            </div>
          </dl>
        )}
      </div>
      {bars && memory && <StageBars memory={memory} />}
    </>
  );
}

/** What a step is spent on, and what was taken because nothing was said. */
export function Grounds({ estimate: { time, assumed } }: { estimate: Estimate }) {
  return (
    <div class="estimate">
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
