/** A verdict in a few words. The engine's own words follow; these only count. */
import type { Verdict } from "../engine/types.ts";

export function outcome(verdict: Verdict): string {
  const parts = [verdict.valid === null ? "not known" : verdict.valid ? "runs" : "does not run"];
  if (verdict.violations.length > 0) {
    parts.push(count(verdict.violations.length, "violation"));
  }
  if (verdict.warnings.length > 0) {
    parts.push(count(verdict.warnings.length, "warning"));
  }
  if (verdict.unknowns.length > 0) {
    parts.push(`${verdict.unknowns.length} unknown`);
  }
  return parts.join(" · ");
}

export function count(n: number, word: string): string {
  return `${n.toLocaleString("en")} ${word}${n === 1 ? "" : word.endsWith("sh") ? "es" : "s"}`;
}

/** The head of the engine's text: the headline, the line that names the sizes, and what is noted below it. */
export function headline(text: string): { title: string; layout: string; notes: string } {
  const lines = (text.split("\n\n", 1)[0] ?? "").split("\n").map((line) => line.trim());
  const at = lines.findIndex((line) => /^\d+ ranks?: /.test(line));
  const from = at < 0 ? lines.length : at;
  const end = lines.findIndex((line, index) => index >= from && line.endsWith(")")) + 1 || lines.length;
  return {
    title: lines
      .slice(0, from)
      .join(" ")
      .replace(/^[✓✗?] /, "")
      .replace(/^whether /, "Whether "),
    layout: lines.slice(from, end).join(" "),
    notes: lines.slice(end).join("\n"),
  };
}
