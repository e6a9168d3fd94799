/** What is accepted: the engine decides what fires, and words it. Here it is sent with each question. */
import { quote, type Request } from "./request.js";
import type { Session } from "./session.js";

const FLAG = "--ignore";

/**
 * The codes that `--ignore` names.
 *
 * @throws {Failure} There is no such code. It is refused before anything is asked.
 */
export function ignored(session: Session): readonly string[] {
  const codes = session.line.values("ignore");
  for (const code of codes) {
    const request = session.request("explain");
    request.add("code", quote(code), FLAG);
    request.ask();
  }
  return codes;
}

/** Adds what fails, and what is accepted. */
export function addAccepted({ line }: Session, request: Request, codes: readonly string[]): void {
  request.add("fail_on", quote(line.value("fail-on") ?? "violation"), "--fail-on");
  if (codes.length > 0) {
    const list = codes.map((code) => `{"code":${quote(code)},"reason":${quote(FLAG)}}`);
    request.add("accept", `[${list.join(",")}]`, FLAG);
  }
}
