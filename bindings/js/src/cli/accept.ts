/**
 * What is accepted stays what it is: the verdict says it, and the user says that it may be. So it is told, and no longer fails
 * the command.
 */
import type { Judged } from "./checker.js";
import { Failure } from "./failure.js";
import { near } from "./meant.js";
import { printable, quoted } from "./printable.js";
import type { Answer } from "./request.js";
import type { Session } from "./session.js";

const REASON = "--ignore";

/**
 * The codes that `--ignore` names.
 *
 * @throws {Failure} There is no such code.
 */
export function ignored({ engine, line }: Session): readonly string[] {
  const codes = line.values("ignore");
  if (codes.length === 0) {
    return codes;
  }
  const { rules, errors, reasons } = engine.describe();
  const known = [rules, errors, reasons].flatMap((list) => list.map(({ code }) => code));
  for (const code of codes) {
    if (!known.includes(code) && !code.startsWith("reading.")) {
      const close = near(code, known);
      const instead = close === "" ? "'meshwise explain' lists them" : `the closest is ${close}`;
      throw new Failure(`--ignore: there is no code ${quoted(code)}; ${instead}`);
    }
  }
  return codes;
}

/** The verdicts of an answer. A file that is read and not judged has none. */
export function verdictsOf({ value }: Answer): Answer["value"][] {
  return value.kind === "verdict" ? [value] : (value.verdicts ?? []);
}

/** Whether an answer fails the command, and what is accepted of it. */
export function judgement(answer: Answer, on: string, codes: readonly string[]): Pick<Judged, "fails" | "accepted"> {
  const accepted: string[] = [];
  // A file that is read and not judged is not known to work.
  let fails = answer.value.kind === "reading" && on !== "violation";
  for (const verdict of verdictsOf(answer)) {
    fails = (codes.length === 0 ? verdictFails(verdict, on) : leftFails(verdict, on, codes, accepted)) || fails;
  }
  return { fails, accepted };
}

function verdictFails({ valid, warnings }: Answer["value"], on: string): boolean {
  return valid === false || (on !== "violation" && valid !== true) || (on === "warning" && (warnings ?? []).length > 0);
}

/** {@link verdictFails} for what is not accepted of a verdict. */
function leftFails(verdict: Answer["value"], on: string, codes: readonly string[], accepted: string[]): boolean {
  const left = (findings: readonly { code: string }[] = []) => {
    const rest = findings.filter(({ code }) => !codes.includes(code));
    for (const { code } of findings) {
      if (codes.includes(code) && !accepted.includes(code)) {
        accepted.push(code);
      }
    }
    return rest.length;
  };
  const { valid, violations = [], remarks = [], unknowns = [], hinges = [], warnings = [] } = verdict;
  const broken = left(violations) + left(remarks.filter(({ refused }: { refused?: boolean }) => refused === true));
  const open = left(unknowns) + hinges.length;
  const warned = left(warnings);
  const nothing = violations.length + unknowns.length + remarks.length === 0;
  return (
    broken > 0 ||
    (nothing && valid === false) ||
    (on !== "violation" && (open > 0 || (nothing && valid === null))) ||
    (on === "warning" && warned > 0)
  );
}

/** What was accepted, a line each. */
export function acceptedText(codes: readonly string[]): string {
  return codes.map((code) => `  accepted    ${printable(code)}\n`).join("");
}

/** Makes notices of the workflow commands about what was accepted. */
export function acceptedCommands(codes: readonly string[], rendered: string): string {
  const title = /^::(?:error|warning) ((?:[^:\n]*,)?)title=([a-z0-9_]+\.[a-z0-9_]+) \([^)\n]*\)::/gm;
  return rendered.replace(title, (whole, place: string, code: string) =>
    codes.includes(code) ? `::notice ${place}title=${code} (accepted)::accepted: ${REASON}%0A` : whole,
  );
}

/** What SARIF has for a result that was accepted. */
export function suppression(codes: readonly string[], code: unknown): object | undefined {
  return codes.includes(String(code)) ? [{ kind: "external", justification: REASON }] : undefined;
}

/** Skips the tests of what was accepted, and counts them as that. */
export function acceptedTests(codes: readonly string[], suite: string): { suite: string; skipped: number } {
  const failed = /(<testcase [^>]*name="([a-z0-9_]+\.[a-z0-9_]+)[^"]*"[^>]*>\s*)<failure .*?<\/failure>/gs;
  const counts = /(<testsuite [^>]*failures=")(\d+)("[^>]*skipped=")(\d+)(")/gs;
  let skipped = 0;
  const kept = suite.replace(failed, (test, head: string, code: string) => {
    if (!codes.includes(code)) {
      return test;
    }
    skipped++;
    return `${head}<skipped message="accepted: ${REASON}"/>`;
  });
  const counted = kept.replace(
    counts,
    (_, begin: string, failures: string, middle: string, before: string, end: string) =>
      `${begin}${Number(failures) - skipped}${middle}${Number(before) + skipped}${end}`,
  );
  return { suite: skipped > 0 ? counted : suite, skipped };
}
