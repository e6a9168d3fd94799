/** The picture of the ranks, for pointers, for keys, and for those who listen. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { paintRanks } from "../draw/paint.ts";
import { planRanks, rankAt } from "../draw/plan.ts";
import { rankWords } from "../draw/runs.ts";
import { rank, theme } from "../state/view.ts";
import { crossing, perNode } from "./ranks.tsx";

interface Props {
  groups: readonly (readonly number[])[];
  world: number;
  axis: string;
}

export function RanksCanvas({ groups, world, axis }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useSignal(0);
  const dark = useSignal(false);
  const plan = useMemo(() => planRanks(world, perNode.value, width.value), [world, perNode.value, width.value]);

  useSignalEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0);
    });
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const change = () => {
      dark.value = scheme.matches;
    };
    change();
    scheme.addEventListener("change", change);
    if (box.current) {
      watch.observe(box.current);
    }
    return () => {
      watch.disconnect();
      scheme.removeEventListener("change", change);
    };
  });

  // Once for each frame, whatever changed in it.
  const frame = useRef(0);
  void [theme.value, dark.value];
  const shown = rank.value;
  cancelAnimationFrame(frame.current);
  frame.current = requestAnimationFrame(() => {
    if (canvas.current && width.peek() > 0) {
      paintRanks(canvas.current, { plan, groups, rank: shown, crossing: crossing.peek() });
    }
  });

  const look = (event: PointerEvent) => {
    const at = canvas.current?.getBoundingClientRect();
    if (at) {
      rank.value = rankAt(plan, event.clientX - at.left, event.clientY - at.top);
    }
  };
  const leave = (event: PointerEvent) => {
    if (event.pointerType === "mouse") {
      rank.value = -1; // a finger leaves too, and its rank stays
    }
  };
  const move = (event: KeyboardEvent) => {
    const now = Math.max(0, rank.value);
    const steps: Record<string, number> = {
      ArrowRight: now + 1,
      ArrowLeft: now - 1,
      ArrowDown: now + plan.perRow * (plan.perNode > plan.perRow ? 1 : plan.columns),
      ArrowUp: now - plan.perRow * (plan.perNode > plan.perRow ? 1 : plan.columns),
      PageDown: now + plan.perNode,
      PageUp: now - plan.perNode,
      Home: 0,
      End: world - 1,
    };
    const next = event.key === "Escape" ? -1 : steps[event.key];
    if (next !== undefined) {
      event.preventDefault();
      rank.value =
        event.key === "Escape"
          ? -1
          : Math.max(0, Math.min(world - 1, rank.value < 0 && event.key !== "End" ? 0 : next));
    }
  };
  const group = groups.find((members) => members.includes(shown));
  const text =
    shown < 0 ? "no rank" : `rank ${shown}${where(shown)}${group ? `, with ${rankWords(group)} on ${axis}` : ""}`;
  return (
    <div
      ref={box}
      class="ranks"
      role="slider"
      tabIndex={0}
      aria-label={`Ranks, coloured by ${axis}`}
      aria-valuemin={0}
      aria-valuemax={world - 1}
      aria-valuenow={Math.max(0, shown)}
      aria-valuetext={text}
      onKeyDown={move}
      onPointerMove={look}
      onPointerDown={look}
      onPointerLeave={leave}
    >
      <canvas ref={canvas} style={{ width: `${plan.width}px`, height: `${plan.height}px` }} />
    </div>
  );
}

/** `, node 4, GPU 5`. */
export function where(member: number): string {
  const size = perNode.value;
  return size > 0 ? `, node ${Math.floor(member / size)}, GPU ${member % size}` : "";
}
