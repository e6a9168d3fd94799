/** What is said on the standard error: what went wrong, and what is to be known beside an answer. */
import { type Failure, WrongUsage } from "./failure.js";
import { streams, writeAll } from "./output.js";
import { printable } from "./printable.js";

/** Says what went wrong, and returns the exit code. */
export function told(failure: Failure): number {
  const lines = [`meshwise: ${printable(failure.message)}`];
  lines.push(
    ...failure.detail
      .split(/\r?\n/)
      .filter(Boolean)
      .map((text) => `  ${printable(text)}`),
  );
  if (failure instanceof WrongUsage) {
    lines.push(`Run '${failure.command} --help' for usage.`);
  }
  say(lines.join("\n"));
  return failure.exit;
}

/** What is to be known beside an answer, each once. It is no failure. */
export class Notes {
  readonly #said = new Set<string>();

  add(text: string): void {
    const line = `meshwise: note: ${printable(text)}`;
    if (!this.#said.has(line)) {
      this.#said.add(line);
      say(line);
    }
  }
}

function say(text: string): void {
  try {
    writeAll(streams.stderr, Buffer.from(`${text}\n`));
  } catch {
    // nobody is left to read it
  }
}
