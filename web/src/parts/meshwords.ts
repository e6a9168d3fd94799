/** A mesh in few words. */
import { settingNamed, sizeOf, TURNED } from "../state/table.ts";

const size = (mesh: object, axis: string) => (mesh as Record<string, unknown>)[sizeOf(axis)];

/** The sizes above 1, and dp: `tp=8 dp=8`. */
export function meshWords(mesh: object): string {
  const words = TURNED.filter((axis) => size(mesh, axis) !== 1).map((axis) => `${axis}=${size(mesh, axis) ?? "?"}`);
  return [...words, `dp=${size(mesh, "dp") ?? "?"}`].join(" ");
}

/** What a listed mesh changes: `tp 16 → 8`. */
export function changeWords(listed: { changes?: readonly string[] | undefined }, from: object): string {
  return (listed.changes ?? []).map((axis) => `${axis} ${size(from, axis) ?? "?"} → ${size(listed, axis)}`).join(", ");
}

/** What has to be said besides: `sequence_parallel true`. */
export function needWords(needs: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(needs ?? {})
    .filter(([name]) => settingNamed(name) !== undefined)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
}
