/** How the answers of `check` are printed: one as it is, several together. */
import type { Idle } from "./accept.js";
import type { Judged } from "./checker.js";
import { slashed } from "./loaded.js";
import { mergedJUnit, mergedSARIF } from "./merge.js";
import type { Output } from "./output.js";
import { printable } from "./printable.js";
import { heading, type Question } from "./question.js";
import { quote } from "./request.js";

/**
 * Prints the answers.
 *
 * @param idle What the engine says of the acceptances that fired for none of them.
 * @param unasked Whether a question could not be asked.
 */
export function printAll(output: Output, all: readonly Judged[], idle: readonly Idle[], unasked: boolean): void {
  const [first] = all;
  if (first === undefined) {
    if (output.format === "json" && !unasked) {
      output.printJSON(allJSON(all));
    }
    return;
  }
  const bare = first.answer.value.accepted === undefined || output.format === "json";
  if (all.length === 1 && first.run === undefined && bare) {
    output.print(first.answer);
    return;
  }
  switch (output.format) {
    case "json":
      output.printJSON(allJSON(all));
      return;
    case "sarif":
      output.write(mergedSARIF(all));
      return;
    case "junit":
      output.write(mergedJUnit(all));
      return;
    case "github":
    case "refusal":
      output.write(oneAfterTheOther(all, () => "", "") + idle.map(({ value }) => value.rendered ?? "").join(""));
      return;
    case "markdown":
      output.write(oneAfterTheOther(all, (one) => `## \`${printable(heading(one)).replaceAll("`", "'")}\`\n\n`, "\n"));
      return;
  }
  const text = oneAfterTheOther(all, (one) => `${printable(heading(one))}\n`, "\n");
  output.write(all.length > 1 ? `${text}\n${tally(all)}\n` : text);
}

/** What the engine rendered, each below its heading. */
function oneAfterTheOther(all: readonly Judged[], head: (one: Judged) => string, between: string): string {
  return all.map((one) => `${head(one)}${String(one.answer.value.rendered).replace(/\n+$/, "")}\n`).join(between);
}

/** Counts the answers, each by the engine's own word of whether it is valid. */
function tally(all: readonly Judged[]): string {
  const standings = all.map(standing);
  const parts = ["valid", "not valid", "not known", "read and not judged"].flatMap((word) => {
    const n = standings.filter((one) => one === word).length;
    return n > 0 ? [`${n} ${word}`] : [];
  });
  const accepted = all.filter(({ fails }, i) => !fails && standings[i] === "not valid").length;
  return [`${all.length} checked`, ...parts].join(", ") + (accepted > 0 ? ` (${accepted} accepted)` : "");
}

function standing({ answer: { value } }: Judged): string {
  if (value.kind === "reading") {
    return "read and not judged";
  }
  const words = (value.verdicts ?? [value]).map(({ valid }: { valid: boolean | null }) => valid);
  return words.includes(false) ? "not valid" : words.includes(null) ? "not known" : "valid";
}

/** The answers, each with the name of what it is about. */
function allJSON(all: readonly Judged[]): string {
  const checks = all.map((one) => {
    const { accepted } = one.answer.value;
    const members = [
      `"name":${quote(heading(one))}`,
      ...(fileOf(one) === "" ? [] : [`"file":${quote(fileOf(one))}`]),
      `"passes":${!one.fails}`,
      ...(accepted === undefined ? [] : [`"accepted":${JSON.stringify(accepted)}`]),
      `"answer":${one.answer.raw.toString("utf8")}`,
    ];
    return `{${members.join(",")}}`;
  });
  return `{"kind":"checks","checks":[${checks.join(",")}]}`;
}

/** The file that a question is about, as answers name it. */
function fileOf({ material, path }: Question): string {
  return material === undefined ? slashed(path) : material.first;
}
