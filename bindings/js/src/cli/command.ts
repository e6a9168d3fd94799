/**
 * The command `meshwise`: the verbs, the words and the exit codes of the Go command. 0 is valid, 1 not valid, 2 wrong usage or
 * a file that cannot be used, 3 a failure of the engine.
 */
import { EngineCrash, EngineError } from "../errors.js";
import { ENGINE, Failure } from "./failure.js";
import { told } from "./told.js";
import { run } from "./verbs.js";

/** Runs a command line and returns its exit code. What goes wrong is printed. */
export async function command(words: readonly string[]): Promise<number> {
  try {
    return await run(words);
  } catch (error) {
    if (error instanceof Failure) {
      return told(error);
    }
    if (error instanceof EngineError) {
      const detail = error instanceof EngineCrash ? error.stderr : "";
      return told(new Failure(`${error.message} (${error.code})`, ENGINE, detail));
    }
    throw error;
  }
}
