/** Paints the ranks on a canvas. */
import { cellAt, nodeAt, type Plan } from "./plan.ts";

/** Fills that people with any colour vision tell apart, and that carry dark text (Paul Tol's light scheme). */
export const FILLS = ["#77aadd", "#ee8866", "#eedd88", "#44bb99", "#ffaabb", "#99ddff", "#bbcc33", "#aaaa00"];

export interface Painted {
  plan: Plan;
  groups: readonly (readonly number[])[];
  rank: number; // that is looked at; -1 for none
  crossing: readonly (readonly number[])[]; // TP groups that span nodes
}

interface Colours {
  ink: string;
  line: string;
  surface: string;
  muted: string;
  bad: string;
}

function colours(canvas: HTMLCanvasElement): Colours {
  const style = getComputedStyle(canvas);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: read("--ink"),
    line: read("--line"),
    surface: read("--raised"),
    muted: read("--muted"),
    bad: read("--bad"),
  };
}

export function paintRanks(canvas: HTMLCanvasElement, { plan, groups, rank, crossing }: Painted): void {
  const ratio = Math.min(devicePixelRatio || 1, 3);
  canvas.width = Math.ceil(plan.width * ratio);
  canvas.height = Math.ceil(plan.height * ratio);
  const context = canvas.getContext("2d");
  if (!context) {
    return;
  }
  context.scale(ratio, ratio);
  const look = colours(canvas);
  const crossed = new Set(crossing.flatMap((group) => group.map((member) => Math.floor(member / plan.perNode))));
  if (plan.framed) {
    frames(context, plan, look, crossed);
  }
  cells(context, plan, groups, rank, look);
  hops(context, plan, crossing, look);
  if (rank >= 0 && rank < plan.world) {
    const { x, y } = cellAt(plan, rank);
    context.lineWidth = plan.cell >= 10 ? 2.5 : 1.5;
    context.strokeStyle = look.ink;
    context.strokeRect(x - 0.5, y - 0.5, plan.cell + 1, plan.cell + 1);
  }
}

function frames(context: CanvasRenderingContext2D, plan: Plan, look: Colours, crossed: Set<number>): void {
  const nodes = Math.ceil(plan.world / plan.perNode);
  context.font = "10px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (let node = 0; node < nodes; node++) {
    const { x, y } = nodeAt(plan, node);
    context.beginPath();
    context.roundRect(x + 0.5, y + 0.5, plan.nodeWidth - 1, plan.nodeHeight - 1, plan.cell >= 14 ? 6 : 2);
    context.fillStyle = look.surface;
    context.fill();
    context.lineWidth = crossed.has(node) ? 1.5 : 1;
    context.strokeStyle = crossed.has(node) ? look.bad : look.line;
    context.stroke();
    if (plan.label > 0) {
      context.fillStyle = crossed.has(node) ? look.bad : look.muted;
      context.fillText(crossed.has(node) ? `node ${node} ⚠` : `node ${node}`, x + plan.pad, y + 12);
    }
  }
}

function cells(
  context: CanvasRenderingContext2D,
  plan: Plan,
  groups: Painted["groups"],
  rank: number,
  look: Colours,
): void {
  const mine = groups.findIndex((group) => group.includes(rank));
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = `${plan.cell >= 26 ? 11 : 9}px system-ui, sans-serif`;
  const drawn = new Uint8Array(plan.world);
  groups.forEach((group, index) => {
    context.globalAlpha = mine < 0 || index === mine ? 1 : 0.28;
    for (const member of group) {
      const { x, y } = cellAt(plan, member);
      context.fillStyle = FILLS[index % FILLS.length] ?? look.muted;
      square(context, x, y, plan.cell);
      drawn[member] = 1;
      if (plan.cell >= 19 && member < 10_000) {
        context.fillStyle = "#16181c";
        context.fillText(String(member), x + plan.cell / 2, y + plan.cell / 2 + 0.5);
      }
    }
  });
  context.globalAlpha = 1;
  context.fillStyle = look.line;
  for (let member = 0; member < plan.world; member++) {
    if (!drawn[member]) {
      const { x, y } = cellAt(plan, member);
      square(context, x, y, plan.cell);
    }
  }
}

function square(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  if (size < 12) {
    context.fillRect(x, y, size, size);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, size, size, 3);
  context.fill();
}

/** Draws where a TP group leaves its node: a line to the next one, or its two ends where that is on another line. */
function hops(context: CanvasRenderingContext2D, plan: Plan, crossing: Painted["crossing"], look: Colours): void {
  context.strokeStyle = look.bad;
  context.lineWidth = plan.cell >= 14 ? 3 : 1.5;
  context.lineCap = "round";
  const half = plan.cell / 2;
  const reach = plan.between / 2 + plan.pad;
  context.beginPath();
  for (const group of crossing) {
    group.forEach((member, index) => {
      const next = group[index + 1];
      if (next === undefined || Math.floor(member / plan.perNode) === Math.floor(next / plan.perNode)) {
        return;
      }
      const from = cellAt(plan, member);
      const to = cellAt(plan, next);
      context.moveTo(from.x + plan.cell, from.y + half);
      if (from.y === to.y && to.x > from.x) {
        context.lineTo(to.x, to.y + half);
      } else {
        context.lineTo(from.x + plan.cell + reach, from.y + half);
        context.moveTo(to.x, to.y + half);
        context.lineTo(to.x - reach, to.y + half);
      }
    });
  }
  context.stroke();
}
