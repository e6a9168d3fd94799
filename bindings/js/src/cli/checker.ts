/** The verb `check` at work: its questions, their answers, and what they come to. */
import { addAccepted, ignored } from "./accept.js";
import { change } from "./change.js";
import { settings } from "./commands.js";
import { Failure, INVALID, VALID } from "./failure.js";
import { slashed } from "./loaded.js";
import { addRead, type Model } from "./model.js";
import { addNamedModel } from "./named.js";
import { printAll } from "./print.js";
import { type Question, questions } from "./question.js";
import { type Answer, number, quote } from "./request.js";
import type { Session } from "./session.js";
import { addMesh } from "./settings.js";
import { told } from "./told.js";

/** The parts of one verdict. What the run needs is told without a card too. */
export const PARTS = ["detail", "effective", "topology", "text", "estimate"];
/** The flags that are about a file of a run or a command. */
const OF_FILES = ["with", "override", "env", "part"];

/** A question with its answer. */
export interface Judged extends Question {
  readonly answer: Answer;
  /** Whether it makes the exit code 1, by the engine's own word. */
  readonly fails: boolean;
}

export class Checker {
  /** What the user says that the argument holds. */
  readonly input: string;
  /** The model that the user names; empty where none is. */
  model: string;
  /** The models that were read, by how they are named. */
  readonly models = new Map<string, Model>();
  readonly #accepted: readonly string[];

  constructor(readonly session: Session) {
    this.input = session.line.value("input") ?? "auto";
    this.model = session.line.value("model") ?? "";
    this.#accepted = ignored(session);
  }

  /** Whether the flags say anything that a model can be held against. */
  get flagsSayRun(): boolean {
    const { command, line } = this.session;
    const flags = [...settings(command, "mesh"), ...settings(command, "run")];
    return line.has("mesh") || flags.some(({ flag }) => line.has(flag));
  }

  /**
   * Asks all questions, prints the answers, and changes the files where that is wanted.
   *
   * @returns The exit code.
   * @throws {Failure} Nothing can be answered.
   */
  async run(): Promise<number> {
    const { line, output } = this.session;
    const { list, failed } = await questions(this);
    let all: Judged[] = [];
    for (const question of list) {
      try {
        all.push(await this.judge(question));
      } catch (error) {
        if (!(error instanceof Failure)) {
          throw error;
        }
        failed.push(error); // it keeps none of the others from being asked
      }
    }
    if (line.has("fix") || line.has("diff")) {
      all = await change(this, all);
    }
    if (!line.has("diff")) {
      printAll(output, all, failed.length > 0);
    }
    const last = failed.pop();
    for (const failure of failed) {
      told(failure);
    }
    if (last !== undefined) {
      throw last;
    }
    return all.some(({ fails }) => fails) ? INVALID : VALID;
  }

  /** @throws {Failure} It cannot be asked. */
  async judge(question: Question): Promise<Judged> {
    const { command, line, output } = this.session;
    const { label, model, material, path, trainer } = question;
    const request = this.session.request("validate_mesh");
    const nearest = line.value("nearest");
    if (nearest !== undefined) {
      request.add("nearest", number(nearest), "--nearest");
    }
    addMesh(request, command, line, material === undefined);
    if (line.values("mesh").length < 2) {
      request.add("want", JSON.stringify(PARTS), "");
    }
    if (path !== "") {
      request.add("file", quote(slashed(path)), label);
    }
    if (material !== undefined) {
      await material.addAsReading(request, trainer);
      addNamedModel(this, request, question);
    } else if (model !== undefined) {
      this.#refuseBeside(label);
      addRead(this.session, request, model);
    }
    output.add(request);
    addAccepted(this.session, request, this.#accepted);
    const answer = request.ask();
    return { ...question, answer, fails: answer.value.fails };
  }

  /** Refuses a model with what is not about one, and a model alone: what is asked of it is not said. */
  #refuseBeside(label: string): void {
    const flag = OF_FILES.find((one) => (one === "part" ? this.session.line.value(one) : this.session.line.has(one)));
    if (flag !== undefined) {
      throw new Failure(`--${flag}: is about a file of a run or a command, and ${label} is a model`);
    }
    if (this.model !== "") {
      throw new Failure(`--model: ${label} is a model itself`);
    }
    if (!this.flagsSayRun) {
      const those = `or ask 'meshwise meshes ${label} --world-size 64' for those that work`;
      throw new Failure(`${label}: no run is said: give sizes, such as --tp 8 --world-size 64, ${those}`);
    }
  }
}
