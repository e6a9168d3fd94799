/**
 * The command `meshwise`: the verbs, the words and the exit codes of the Go command. 0 is valid, 1 not valid, 2 wrong usage or
 * a file that cannot be used, 3 a failure of the engine.
 */
import { EngineCrash, EngineError } from "../errors.js";
import { ENGINE, Failure, WrongUsage } from "./failure.js";
import { streams, writeAll } from "./output.js";
import { printable } from "./printable.js";
import { run } from "./verbs.js";

function failed(failure: Failure): number {
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
  try {
    writeAll(streams.stderr, Buffer.from(`${lines.join("\n")}\n`));
  } catch {
    // nobody is left to read it
  }
  return failure.exit;
}

/** Runs a command line and returns its exit code. What goes wrong is printed. */
export async function command(words: readonly string[]): Promise<number> {
  try {
    return await run(words);
  } catch (error) {
    if (error instanceof Failure) {
      return failed(error);
    }
    if (error instanceof EngineError) {
      const detail = error instanceof EngineCrash ? error.stderr : "";
      return failed(new Failure(`${error.message} (${error.code})`, ENGINE, detail));
    }
    throw error;
  }
}
