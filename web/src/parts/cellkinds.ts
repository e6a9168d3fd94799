/** What a cell of the map says: whether the rules pass and, where a card was named, whether it fits. */
import type { Verdicts } from "../engine/types.ts";

export const KINDS = {
  passes: { sign: "✓", tone: "good", words: "legal" },
  fits: { sign: "✓", tone: "good", words: "legal, and fits" },
  tight: { sign: "!", tone: "open", words: "tight" },
  cannot_fit: { sign: "▲", tone: "large", words: "cannot fit" },
  unknown: { sign: "?", tone: "open", words: "not known" },
  refused: { sign: "✗", tone: "bad", words: "does not run" },
} as const;

export type Kind = keyof typeof KINDS;
/** The verdict of a cell. */
export type Listed = Verdicts["verdicts"][number];

/** Of a map with `judged` cells it is known whether some fit: one of which it is not stands out. */
function kindOf({ valid, estimate, violations }: Listed, judged: boolean): Kind {
  if (estimate?.fits === "cannot_fit" && violations.every(({ code }) => code === "memory.cannot_fit")) {
    return "cannot_fit";
  }
  if (valid === false) {
    return "refused";
  }
  if (valid === null || (judged && estimate?.fits === "not_known")) {
    return "unknown";
  }
  return estimate?.fits === "fits" || estimate?.fits === "tight" ? estimate.fits : "passes";
}

/** Whether it is known of a cell that it fits, or may. */
export const isJudged = (verdicts: readonly Listed[]) =>
  verdicts.some(({ estimate }) => estimate?.fits === "fits" || estimate?.fits === "tight");

/** What each cell says. */
export function kindsIn(verdicts: readonly Listed[]): Kind[] {
  const judged = isJudged(verdicts);
  return verdicts.map((verdict) => kindOf(verdict, judged));
}
