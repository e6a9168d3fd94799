/** What tools read is one document each: the engine renders one answer at a time, and here several are put into one. */
import type { Judged } from "./checker.js";
import { ENGINE, Failure } from "./failure.js";

interface Run {
  readonly tool: { readonly driver: Record<string, unknown> };
  readonly results: Record<string, unknown>[] | null;
  readonly properties?: unknown;
}

/** Makes one run of several logs: tools that take them, take one run of one tool. Each rule is listed once. */
export function mergedSARIF(all: readonly Judged[]): string {
  const rules: { id: string }[] = [];
  const results: Record<string, unknown>[] = [];
  let first: { $schema: string; version: string; run: Run } | undefined;
  for (const { answer } of all) {
    const { $schema, version, runs } = log(String(answer.value.rendered));
    const [run] = runs;
    if (run === undefined || runs.length !== 1) {
      throw new Failure("the engine's SARIF log is not one run", ENGINE);
    }
    first ??= { $schema, version, run };
    const own = (run.tool.driver.rules ?? []) as { id: string }[];
    const moved = own.map((rule) => {
      const known = rules.findIndex(({ id }) => id === rule.id);
      return known < 0 ? rules.push(rule) - 1 : known;
    });
    for (const result of run.results ?? []) {
      const index = moved[Number(result.ruleIndex ?? -1)];
      results.push(sorted({ ...result, ...(index !== undefined && { ruleIndex: index }) }));
    }
  }
  if (first === undefined) {
    return "";
  }
  const { $schema, version, run } = first;
  const driver = sorted({ ...run.tool.driver, ...(rules.length > 0 && { rules }) });
  const merged = { tool: { driver }, results, ...(run.properties !== undefined && { properties: run.properties }) };
  return safe(JSON.stringify({ $schema, version, runs: [merged] }));
}

function log(rendered: string): { $schema: string; version: string; runs: Run[] } {
  try {
    return JSON.parse(rendered);
  } catch {
    throw new Failure("the engine's SARIF log is not one run", ENGINE);
  }
}

/** The members in the order of their names. */
function sorted(of: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON that may stand in a page, as the Go command writes it. */
function safe(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Makes one document of several: their suites one after the other, counted together. */
export function mergedJUnit(all: readonly Judged[]): string {
  const document = /<testsuites [^>]*tests="(\d+)" failures="(\d+)"[^>]*>\n(.*)<\/testsuites>/s;
  let body = "";
  let [tests, failures, id] = [0, 0, 0];
  for (const { answer } of all) {
    const found = document.exec(String(answer.value.rendered));
    if (found === null) {
      continue;
    }
    const suites = found[3] as string;
    tests += Number(found[1]);
    failures += Number(found[2]);
    body += suites.replace(
      /(<testsuite [^>]* id=")\d+(")/g,
      (_, begin: string, end: string) => `${begin}${id++}${end}`,
    );
  }
  const head = `<testsuites name="meshwise" tests="${tests}" failures="${failures}" errors="0">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${body}</testsuites>\n`;
}
