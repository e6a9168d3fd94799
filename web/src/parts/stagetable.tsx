/** What each pipeline stage holds at its peak, as a table. */
import type { Estimate } from "../engine/types.ts";
import { gib, short, span } from "./amounts.ts";
import { FittingTable } from "./fitting.tsx";

export type Memory = NonNullable<Estimate["memory"]>;
export type Stage = Memory["stages"][number];
type Part = Stage["at_peak"][number];

/** Between what a stage lies for sure: on the card, or, of model states alone, of the fullest rank. */
export function rangeOf({ whole, allocated, fullest, stages }: Memory, index: number): Memory["allocated"] {
  const stage = stages[index] as Stage;
  if (whole) {
    return stage.device;
  }
  return index === fullest ? allocated : { low: stage.allocated, middle: stage.allocated, high: stage.allocated };
}

/** Stages that are shown at most. */
const MOST = 64;

/** The first stages, the fullest and the last. */
export function pick(stages: readonly Stage[], fullest: number, most = MOST): { stage: Stage; index: number }[] {
  return stages
    .map((stage, index) => ({ stage, index }))
    .filter(
      ({ index }) => stages.length <= most || index < most - 2 || index === fullest || index === stages.length - 1,
    );
}

const PARTS: readonly Part[] = [
  "weights",
  "gradients",
  "optimizer",
  "gathered",
  "activations",
  "recompute",
  "working",
  "logits",
  "placeholders",
];

/** The numbers of the bars. What is not held at the peak is faint. */
export function StageTable({ memory }: { memory: Memory }) {
  const { stages, fullest, whole } = memory;
  const rows = pick(stages, fullest);
  const names = PARTS.filter((part) => rows.some(({ stage }) => stage[part] > 0));
  const heads = ["parameters", ...names, "allocated", ...(whole ? ["on the card"] : [])];
  return (
    <FittingTable class="meshes stages" label="Memory of each stage, as a table">
      <thead>
        <tr>
          <th scope="col" class="number">
            stage
          </th>
          {heads.map((name) => (
            <th scope="col" class="number" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ stage, index }) => (
          <tr key={index} class={index === fullest ? "current" : ""}>
            <th scope="row" class="number" data-name="stage">
              {index + 1}
            </th>
            <td class="number" data-name="parameters">
              {short(stage.parameters)}
            </td>
            {names.map((name) => (
              <td class={stage.at_peak.includes(name) ? "number" : "number faint"} key={name} data-name={name}>
                {gib(stage[name])}
              </td>
            ))}
            <td class="number" data-name="allocated">
              {whole ? gib(stage.allocated) : span(rangeOf(memory, index), gib)}
            </td>
            {whole && (
              <td class="number" data-name="on the card">
                {span(stage.device, gib)}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </FittingTable>
  );
}
