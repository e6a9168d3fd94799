/** The mesh as ranks on nodes, coloured by the groups of one axis. */
import { computed } from "@preact/signals";
import { turnedSlot } from "../state/question.ts";
import { saidOf } from "../state/said.ts";
import { answersOf, axesOf, layout, MOST_DRAWN, tensorGroups } from "../state/solve.ts";
import { axisName } from "../state/table.ts";
import { colourAxis } from "../state/view.ts";
import { count } from "./count.ts";
import { RankDetails } from "./rankdetails.tsx";
import { RanksCanvas } from "./rankscanvas.tsx";
import { Refused, Section } from "./section.tsx";

/** GPUs of a node; 0 where that is no size. */
export const perNode = computed(() => {
  const n = Number(saidOf("gpus_per_node"));
  return Number.isInteger(n) && n > 0 ? n : 0;
});

/** The TP groups whose ranks are on more than one node. */
export const crossing = computed(() => {
  const node = (member: number) => Math.floor(member / perNode.value);
  return perNode.value === 0
    ? []
    : tensorGroups.value.filter((group) => node(group[0] ?? 0) !== node(group.at(-1) ?? 0));
});

export function RanksSection() {
  const answer = layout.value;
  const found = answer?.topology;
  if (!answer || !found) {
    return (
      <Section id="ranks" title="Ranks">
        <Refused violations={answer?.violations}>These sizes make no mesh, so there are no ranks to draw.</Refused>
      </Section>
    );
  }
  const world = found.world_size;
  const groups = answer.groups ?? [];
  const axis = answer.axis ?? "";
  return (
    <Section id="ranks" title="Ranks" aside={<Axes />}>
      {world > MOST_DRAWN ? (
        <p class="hint">
          {world.toLocaleString("en")} ranks are too many to draw; up to {MOST_DRAWN.toLocaleString("en")} are. A rank
          can still be looked up.
        </p>
      ) : (
        <>
          <p class="legend">
            {axisName(axis)}: {count(groups.length, "group")} of {groups[0]?.length ?? 0}
            {groups.length > 8 && ", eight colours in turn"}
            {perNode.value > 0 && `; ${count(Math.ceil(world / perNode.value), "node")} of ${perNode.value}`}. Point at
            a rank, or move through them by the arrow keys.
          </p>
          <Crossing />
          <RanksCanvas groups={groups} world={world} axis={axis} />
        </>
      )}
      <RankDetails world={world} />
    </Section>
  );
}

function Axes() {
  const answer = layout.value;
  return (
    <div class="filters" role="group" aria-label="Coloured by the groups of">
      {axesOf(answer)
        .filter(({ axis, size }) => axis === answer?.axis || size > 1)
        .map(({ axis, size }) => (
          <button
            type="button"
            key={axis}
            class="chip"
            aria-pressed={axis === answer?.axis}
            title={axisName(axis)}
            onClick={() => (colourAxis.value = axis)}
          >
            {axis} <span class="faint">{size}</span>
          </button>
        ))}
    </div>
  );
}

/** What is drawn in red, in words: the engine's own where it warns. */
function Crossing() {
  const cross = crossing.value;
  if (cross.length === 0) {
    return null;
  }
  const warning = answersOf(turnedSlot.value).value.verdict?.warnings.find(({ code }) => code === "tp.crosses_nodes");
  return (
    <p class="notice bad">
      <strong>
        {count(cross.length, "TP group")} {cross.length === 1 ? "crosses" : "cross"} a node
      </strong>{" "}
      (drawn as lines between nodes). {warning?.message}
    </p>
  );
}
