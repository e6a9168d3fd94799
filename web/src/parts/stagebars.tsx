/** What each pipeline stage holds at its peak, as a bar against the line of the card; the same as a table below. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { gib, words } from "./amounts.ts";
import { type Memory, pick, rangeOf, type Stage, StageTable } from "./stagetable.tsx";

type Range = Memory["allocated"];

/** Stages that are shown at first. */
const FEW = 8;

export function StageBars({ memory }: { memory: Memory }) {
  const all = useSignal(false);
  const hatch = useId();
  const { stages, capacity, fullest, whole } = memory;
  const shown = pick(stages, fullest, all.value ? undefined : FEW);
  const ranges = stages.map((_, index) => rangeOf(memory, index));
  const end = 1.03 * Math.max(capacity ?? 0, ...ranges.map(({ high }) => high));
  const at = (bytes: number) => `${((100 * bytes) / end).toFixed(3)}%`;
  const spread = ranges.some(({ low, high }) => low < high);
  const parts = [...new Set(shown.flatMap(({ stage }) => stage.at_peak))];
  return (
    <figure class="stagebars" aria-label="Memory of each stage">
      <Hatch id={hatch} />
      {capacity && (
        <div class="stagerow cardrow" aria-hidden="true">
          <svg height="16" role="presentation">
            <text x={at(capacity)} y="12" text-anchor={capacity > end / 2 ? "end" : "start"}>
              the card: {gib(capacity)}
            </text>
          </svg>
        </div>
      )}
      {shown.map(({ stage, index }) => (
        <div class={index === fullest ? "stagerow fullest" : "stagerow"} key={index} aria-hidden="true">
          <span class="name">{stages.length === 1 ? "each rank" : `stage ${index + 1}`}</span>
          <Bar stage={stage} range={ranges[index] as Range} {...{ whole, capacity, at, hatch }} />
          <span class="amount">{gib(whole ? stage.device.middle : stage.allocated)}</span>
        </div>
      ))}
      <figcaption class="parts">
        {parts.map((part) => (
          <span key={part}>
            <i class="swatch" data-part={part} /> {words(part)}
          </span>
        ))}
        {whole && (
          <span>
            <i class="swatch" data-part="reserved" /> reserved, and context
          </span>
        )}
        {spread && (
          <span>
            <i class="swatch" data-part="open" /> between the low and the high end
            {!whole && stages.length > 1 && " of the fullest"}
          </span>
        )}
      </figcaption>
      {stages.length > FEW && (
        <button type="button" class="plain small" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
          {all.value ? "Show fewer stages" : `Show all ${stages.length} stages`}
        </button>
      )}
      <details>
        <summary>As a table</summary>
        <StageTable memory={memory} />
      </details>
    </figure>
  );
}

function Hatch({ id }: { id: string }) {
  return (
    <svg class="hatch" width="0" height="0" role="presentation" aria-hidden="true">
      {["high", "low"].map((side) => (
        <pattern
          key={side}
          id={`${id}${side}`}
          class={side}
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line x1="1" x2="1" y1="0" y2="6" />
        </pattern>
      ))}
    </svg>
  );
}

interface BarProps {
  stage: Stage;
  range: Range;
  whole: boolean;
  capacity: number | null;
  at: (bytes: number) => string;
  hatch: string;
}

function Bar({ stage, range: { low, middle, high }, whole, capacity, at, hatch }: BarProps) {
  let from = 0;
  return (
    <svg height="22" role="presentation">
      {stage.at_peak.map((part) => {
        const start = from;
        from += stage[part];
        return (
          <rect key={part} data-part={part} x={at(start)} y="2" width={at(stage[part])} height="18">
            <title>{`${words(part)} ${gib(stage[part])}`}</title>
          </rect>
        );
      })}
      {whole && (
        <rect data-part="reserved" x={at(stage.allocated)} y="2" width={at(middle - stage.allocated)} height="18">
          <title>{`reserved, and context ${gib(middle - stage.allocated)}`}</title>
        </rect>
      )}
      {low < high && (
        <>
          <rect class="low" x={at(low)} y="2" width={at(middle - low)} height="18" fill={`url(#${hatch}low)`} />
          <rect class="high" x={at(middle)} y="2" width={at(high - middle)} height="18" fill={`url(#${hatch}high)`}>
            <title>{`${gib(low)} to ${gib(high)}`}</title>
          </rect>
        </>
      )}
      {capacity && <line class="card" x1={at(capacity)} x2={at(capacity)} y1="0" y2="22" />}
    </svg>
  );
}
