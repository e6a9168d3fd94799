/** Writes what was said as the members of a request: each setting by its kind, and the members of a group in one object. */
import { Raw } from "../engine/raw.ts";

/** What has to be known of a setting to write it. */
export interface Row {
  name: string;
  kind: string;
}

const INTEGER = /^-?(0|[1-9]\d*)$/;
const DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A value as the request has it. What is none of its kind goes as text, and the engine refuses it by name. */
export function wired(kind: string, text: string): unknown {
  const word = text.trim();
  switch (kind) {
    case "count":
    case "decimal":
      return (kind === "count" && INTEGER.test(word)) || DECIMAL.test(word) ? new Raw(word) : word;
    case "flag":
      return word === "true" || (word === "false" ? false : word);
    case "set":
    case "names":
      return listOf(word);
    case "layout":
      return isList(word) ? new Raw(word) : word;
    default:
      return word;
  }
}

/** The members of a list as it is typed: `q_proj, v_proj`. */
export const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

function isList(text: string): boolean {
  try {
    return text.startsWith("[") && Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

/** Writes an object with what was said of some settings. `others` stand in place of it; empty ones are not given. */
export function members(
  rows: readonly Row[],
  said: ReadonlyMap<string, string>,
  others: Readonly<Record<string, string | number>> = {},
): Raw {
  const groups = new Map<string, string[]>();
  for (const { name, kind } of rows) {
    const text = String(others[name] ?? said.get(name) ?? "");
    if (text.trim() === "") {
      continue;
    }
    const dot = name.indexOf(".");
    const group = name.slice(0, Math.max(0, dot));
    const value = wired(kind, text);
    const member = `${JSON.stringify(name.slice(dot + 1))}:${value instanceof Raw ? value.text : JSON.stringify(value)}`;
    groups.set(group, [...(groups.get(group) ?? []), member]);
  }
  const own = groups.get("") ?? [];
  groups.delete("");
  const parts = [...own, ...[...groups].map(([group, list]) => `${JSON.stringify(group)}:{${list.join(",")}}`)];
  return new Raw(`{${parts.join(",")}}`);
}
