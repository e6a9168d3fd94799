/** A mesh in few words. */

const AXES = ["tp", "pp", "cp", "ep", "dp_replicate"];

const size = (mesh: object, axis: string) => (mesh as Record<string, unknown>)[`${axis}_size`];

/** The sizes above 1, and dp: `tp=8 dp=8`. */
export function meshWords(mesh: object): string {
  const words = AXES.filter((axis) => size(mesh, axis) !== 1).map((axis) => `${axis}=${size(mesh, axis) ?? "?"}`);
  return [...words, `dp=${size(mesh, "dp") ?? "?"}`].join(" ");
}

/** What a listed mesh changes: `tp 16 → 8`. */
export function changeWords(listed: { changes?: readonly string[] | undefined }, from: object): string {
  return (listed.changes ?? []).map((axis) => `${axis} ${size(from, axis) ?? "?"} → ${size(listed, axis)}`).join(", ");
}
