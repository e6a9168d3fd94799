/** Which sizes the map tries: that is a matter of drawing. What is true of them, the engine says. */

/** The cells of a map, row by row. */
export interface Grid {
  across: string;
  down: string;
  columns: number[];
  rows: number[];
  /** The two sizes of each cell, by the names of a request. */
  sizes: Record<string, number>[];
}

const MOST = 14; // rows or columns

/** The cells around a mesh. A world that nobody gave is no bound: each cell is then asked in the smallest that holds it. */
export function grid([across, down]: [string, string], of: object, worldGiven: boolean): Grid {
  const mesh = of as Record<string, unknown>;
  const world = worldGiven && typeof mesh.world_size === "number" ? mesh.world_size : 64;
  const columns = candidates(world, mesh[`${across}_size`]);
  const rows = candidates(world, mesh[`${down}_size`]);
  const sizes = rows.flatMap((row) => columns.map((column) => ({ [`${down}_size`]: row, [`${across}_size`]: column })));
  return { across, down, columns, rows, sizes };
}

/** The smallest divisors of a world, and the size that is asked about. */
function candidates(world: number, asked: unknown): number[] {
  const list: number[] = [];
  for (let n = 1; n <= world && list.length < MOST; n++) {
    if (world % n === 0) {
      list.push(n);
    }
  }
  if (typeof asked === "number" && !list.includes(asked)) {
    list.push(asked);
  }
  return list.sort((a, b) => a - b);
}
