/**
 * What is accepted: the engine decides what fires, and words it. Here it is sent with each question that it holds for, and
 * remembered over all questions.
 */
import type { Checker } from "./checker.js";
import type { Loaded } from "./loaded.js";
import type { Question } from "./question.js";
import { type Answer, quote, type Request } from "./request.js";

/** A code that the user accepts. */
export interface Acceptance {
  readonly code: string;
  readonly reason: string;
  /** Of a manifest, the runs that it holds for; none: all. */
  readonly runs: readonly string[];
  /** Where it stands, as `meshwise.yaml:12`; empty for a flag. */
  readonly at: string;
  /** The manifest; undefined for a flag, whose acceptances hold for all. */
  readonly of?: Loaded;
}

const FLAG = "--ignore";

/** The acceptances of `--ignore`. */
export function ignored(codes: readonly string[]): Acceptance[] {
  return codes.map((code) => ({ code, reason: FLAG, runs: [], at: "" }));
}

/**
 * Takes acceptances.
 *
 * @throws {Failure} There is no such code. It is refused before anything is asked.
 */
export function acceptAll(k: Checker, list: readonly Acceptance[]): void {
  for (const one of list) {
    explained(k, one).ask();
  }
  k.accept.push(...list);
}

function explained(k: Checker, { code, at }: Acceptance): Request {
  const request = k.session.request("explain");
  request.add("code", quote(code), at || FLAG);
  return request;
}

function holding(k: Checker, question: Question): Acceptance[] {
  return k.accept.filter(
    ({ of, runs }) =>
      of === undefined || (of === question.of && (runs.length === 0 || runs.includes(question.run ?? ""))),
  );
}

/**
 * Adds what fails, and what is accepted: also where nothing of it holds, since of several SARIF logs that are put together all say
 * what is accepted, or none.
 */
export function addAccepted(k: Checker, request: Request, question: Question): void {
  request.add("fail_on", quote(k.session.line.value("fail-on") ?? "violation"), "--fail-on");
  if (k.accept.length === 0) {
    return;
  }
  const list = holding(k, question).map(({ code, reason, at }, i) => {
    request.origins.push([`/accept/${i}`, at || FLAG]);
    const members = [`"code":${quote(code)}`, `"reason":${quote(reason)}`, ...(at === "" ? [] : [`"at":${quote(at)}`])];
    return `{${members.join(",")}}`;
  });
  request.add("accept", `[${list.join(",")}]`, "");
}

/** Remembers which of the acceptances that were sent with a question fired. */
export function heard(k: Checker, question: Question, answer: Answer): void {
  const codes = (answer.value.accepted ?? []).map(({ code }: Acceptance) => code);
  for (const one of holding(k, question)) {
    if (codes.includes(one.code)) {
      k.fired.add(one);
    }
  }
}

/** An acceptance that fired for no question, and what the engine says of it. */
export interface Idle {
  readonly at: string;
  readonly value: Answer["value"];
}

/** The acceptances of a manifest that fired for no question. Where a run could not be asked about, nothing is known of them. */
export function idle(k: Checker): Idle[] {
  const list = k.unasked ? [] : k.accept.filter((one) => one.at !== "" && !k.fired.has(one));
  return list.map((one) => {
    const request = explained(k, one);
    request.add("idle", quote(one.at), one.at);
    if (k.session.output.format === "github") {
      request.add("format", quote("github"), "--format");
    }
    return { at: one.at, value: request.ask().value };
  });
}
