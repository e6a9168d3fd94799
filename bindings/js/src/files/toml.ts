/** The rows of a TOML file, by smol-toml. It tells no places: the engine finds each key in the text. */
import { parse, TomlError } from "smol-toml";
import { DEEPEST, MOST_ROWS, Refused, type Row } from "./rows.js";

/**
 * The rows, the members of a table in the order of their keys.
 *
 * @throws {Refused} It is no TOML.
 */
export function tomlRows(text: string): Row[] {
  const rows: Row[] = [];
  try {
    put(rows, -1, "", parse(text, { integersAsBigInt: true, useLegacyDate: true, maxDepth: 4 * DEEPEST }), 0);
  } catch (error) {
    if (error instanceof TomlError) {
      throw new Refused(error.message.split("\n")[0] ?? "", error.line, error.column);
    }
    throw new Refused((error as Error).message);
  }
  return rows;
}

function put(rows: Row[], parent: number, key: string, value: unknown, depth: number): void {
  const at = rows.length;
  if (at > MOST_ROWS || depth > DEEPEST) {
    return;
  }
  const row = { parent, key };
  if (Array.isArray(value)) {
    rows.push({ ...row, kind: "l" });
    for (const element of value) {
      put(rows, at, "", element, depth + 1);
    }
  } else if (typeof value === "string") {
    rows.push({ ...row, kind: "q", text: value });
  } else if (typeof value === "bigint") {
    rows.push({ ...row, kind: "i", text: String(value) });
  } else if (typeof value === "boolean") {
    rows.push({ ...row, kind: "t", text: String(value) });
  } else if (typeof value === "number") {
    rows.push({ ...row, kind: "f" });
  } else if (value instanceof Date) {
    rows.push({ ...row, kind: "d" });
  } else {
    rows.push({ ...row, kind: "m" });
    const members = Object.entries(value as object).sort(([a], [b]) => order(a, b));
    for (const [name, member] of members) {
      put(rows, at, name, member, depth + 1);
    }
  }
}

/** The order of two keys by their bytes in UTF-8, which is that of their code points. */
function order(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let n = 0; n < Math.min(left.length, right.length); n++) {
    const difference = (left[n]?.codePointAt(0) ?? 0) - (right[n]?.codePointAt(0) ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return left.length - right.length;
}
