/** Where each rank is drawn: cells in rows, rows in nodes, nodes in lines, as large as they fit. */

export interface Plan {
  world: number;
  perNode: number;
  framed: boolean; // nodes are known, and not only rows
  cell: number;
  gap: number;
  pad: number;
  label: number; // room for the number of a node
  perRow: number; // cells in a row of a node
  columns: number; // nodes in a line
  nodeWidth: number;
  nodeHeight: number;
  between: number;
  width: number;
  height: number;
}

const CELLS = [34, 30, 26, 22, 19, 16, 14, 12, 10, 8, 7, 6, 5, 4];

/** Plans a picture of a width. `perNode` is 0 where the nodes are not known. */
export function planRanks(world: number, perNode: number, width: number): Plan {
  const framed = perNode > 0;
  const most = world > 512 ? 760 : 480;
  let plan = sized(world, framed, Math.min(perNode || 8, world), width, CELLS[CELLS.length - 1] ?? 4);
  for (const cell of CELLS) {
    const larger = sized(world, framed, Math.min(perNode || 8, world), width, cell);
    if (larger.nodeWidth <= width && larger.height <= most) {
      plan = larger;
      break;
    }
  }
  return plan;
}

function sized(world: number, framed: boolean, perNode: number, width: number, cell: number): Plan {
  const gap = cell >= 14 ? 3 : 1;
  const pad = framed ? (cell >= 14 ? 7 : cell >= 8 ? 3 : 2) : 0;
  const label = framed && cell >= 19 ? 15 : 0;
  const between = cell >= 14 ? 12 : cell >= 8 ? 6 : 3;
  const room = Math.max(1, Math.floor((width - 2 * pad + gap) / (cell + gap)));
  const perRow = Math.min(perNode, 8, room);
  const rows = Math.ceil(perNode / perRow);
  const nodeWidth = perRow * (cell + gap) - gap + 2 * pad;
  const nodeHeight = rows * (cell + gap) - gap + 2 * pad + label;
  const nodes = Math.ceil(world / perNode);
  const columns = Math.max(1, Math.min(nodes, Math.floor((width + between) / (nodeWidth + between))));
  const lines = Math.ceil(nodes / columns);
  return {
    world,
    perNode,
    framed,
    cell,
    gap,
    pad,
    label,
    perRow,
    columns,
    nodeWidth,
    nodeHeight,
    between,
    width: columns * (nodeWidth + between) - between,
    height: lines * (nodeHeight + between) - between,
  };
}

/** The corner of a node. */
export function nodeAt(plan: Plan, node: number): { x: number; y: number } {
  return {
    x: (node % plan.columns) * (plan.nodeWidth + plan.between),
    y: Math.floor(node / plan.columns) * (plan.nodeHeight + plan.between),
  };
}

/** The corner of a rank's cell. */
export function cellAt(plan: Plan, rank: number): { x: number; y: number } {
  const { x, y } = nodeAt(plan, Math.floor(rank / plan.perNode));
  const inside = rank % plan.perNode;
  const step = plan.cell + plan.gap;
  return {
    x: x + plan.pad + (inside % plan.perRow) * step,
    y: y + plan.pad + plan.label + Math.floor(inside / plan.perRow) * step,
  };
}

/** The rank at a point, the gap behind a cell included; -1 where there is none. */
export function rankAt(plan: Plan, x: number, y: number): number {
  const column = Math.floor(x / (plan.nodeWidth + plan.between));
  const line = Math.floor(y / (plan.nodeHeight + plan.between));
  if (x < 0 || y < 0 || column >= plan.columns) {
    return -1;
  }
  const node = line * plan.columns + column;
  const corner = nodeAt(plan, node);
  const step = plan.cell + plan.gap;
  const across = Math.floor((x - corner.x - plan.pad) / step);
  const down = Math.floor((y - corner.y - plan.pad - plan.label) / step);
  const inside = down * plan.perRow + across;
  if (across < 0 || down < 0 || across >= plan.perRow || inside >= plan.perNode) {
    return -1;
  }
  const rank = node * plan.perNode + inside;
  return rank < plan.world ? rank : -1;
}
