/** The verb `check` at work: its questions, their answers, and what they come to. */
import { type Acceptance, acceptAll, addAccepted, heard, idle, ignored } from "./accept.js";
import { change } from "./change.js";
import { Failure, INVALID, VALID } from "./failure.js";
import { slashed } from "./loaded.js";
import { addRead, type Model } from "./model.js";
import { addNamedModel } from "./named.js";
import { printAll } from "./print.js";
import { type Question, questions } from "./question.js";
import { type Answer, number, quote } from "./request.js";
import type { Session } from "./session.js";
import { addMesh, addSaid, flagsSaid } from "./settings.js";
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
  /** What is accepted, and of that, what fired. */
  readonly accept: Acceptance[] = [];
  readonly fired = new Set<Acceptance>();
  /** Whether a question could not be asked. */
  unasked = false;

  constructor(readonly session: Session) {
    this.input = session.line.value("input") ?? "auto";
    this.model = session.line.value("model") ?? "";
  }

  /** Whether the flags say anything that a model can be held against. */
  get flagsSayRun(): boolean {
    const { command, line } = this.session;
    return line.has("mesh") || flagsSaid(command, line).length > 0;
  }

  /** The first flag that is about a file of a run or a command. */
  get flagOfFiles(): string | undefined {
    const { line } = this.session;
    return OF_FILES.find((flag) => (flag === "part" ? line.value(flag) : line.has(flag)));
  }

  /**
   * Asks all questions, prints the answers, and changes the files where that is wanted.
   *
   * @returns The exit code.
   * @throws {Failure} Nothing can be answered.
   */
  async run(): Promise<number> {
    const { line, notes, output } = this.session;
    acceptAll(this, ignored(line.values("ignore")));
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
    this.unasked = failed.length > 0;
    if (line.has("fix") || line.has("diff")) {
      all = await change(this, all);
    }
    const never = idle(this);
    if (!line.has("diff")) {
      printAll(output, all, never, this.unasked);
    }
    for (const { at, value } of never) {
      notes.add(`${at}: ${value.idle}`);
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
    const { label, model, material, path, trainer, run, said } = question;
    const request = this.session.request("validate_mesh");
    const nearest = line.value("nearest");
    if (nearest !== undefined) {
      request.add("nearest", number(nearest), "--nearest");
    }
    if (said === undefined) {
      addMesh(request, command, line, material === undefined);
    } else {
      addSaid(request, said);
    }
    if (line.values("mesh").length < 2) {
      request.add("want", JSON.stringify(PARTS), "");
    }
    if (path !== "") {
      request.add("file", quote(slashed(path)), label);
    }
    if (material !== undefined) {
      await material.addAsReading(request, trainer);
      await addNamedModel(this, request, question);
    } else if (model !== undefined) {
      this.#refuseBeside(question);
      addRead(this.session, request, model);
    }
    output.add(request);
    addAccepted(this, request, question);
    if (run !== undefined) {
      request.add("brief", "true", ""); // what passes needs no page
    }
    const answer = request.ask();
    heard(this, question, answer);
    return { ...question, answer, fails: answer.value.fails };
  }

  /** Refuses a model with what is not about one, and a model alone: what is asked of it is not said. */
  #refuseBeside({ label, said }: Question): void {
    const flag = this.flagOfFiles;
    if (flag !== undefined) {
      throw new Failure(`--${flag}: is about a file of a run or a command, and ${label} is a model`);
    }
    if (this.model !== "") {
      throw new Failure(`--model: ${label} is a model itself`);
    }
    if (!this.flagsSayRun && said === undefined) {
      const those = `or ask 'meshwise meshes ${label} --world-size 64' for those that work`;
      throw new Failure(`${label}: no run is said: give sizes, such as --tp 8 --world-size 64, ${those}`);
    }
  }
}
