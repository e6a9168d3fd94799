/** A manifest says which runs must pass: models, runs and frameworks, each with each. `docs/check-files.md` describes it. */
import { extname } from "node:path";
import { Refused } from "../files/rows.js";
import type { Acceptance } from "./accept.js";
import { type Command, called, type Flag, settings } from "./commands.js";
import { Failure } from "./failure.js";
import { Line } from "./line.js";
import type { Loaded } from "./loaded.js";
import { closest, oneOf } from "./meant.js";
import { Node } from "./node.js";
import { quoted } from "./printable.js";
import { type Given, json } from "./settings.js";
import { shellWords } from "./words.js";

/** The manifest that check looks for where it is told nothing. */
export const MANIFEST = "meshwise.yaml";
/** The key that tells a manifest from any other YAML, with the version of its form. */
const KEY = "meshwise";
const OF_A_RUN = ["name", "models", "frameworks", "file", "command", "with", "override", "env", "part"];
/** Of these, what belongs to a file. */
const OF_FILES = ["with", "override", "env", "part"];

/** One run: what settings say, or a file or a command. */
export interface Run {
  readonly line: number;
  name: string;
  models?: readonly string[];
  frameworks?: readonly string[];
  readonly said: Given[];
  file: string;
  argv?: readonly string[];
  /** The flags that say what belongs to a file. */
  readonly read: Line;
}

export interface Manifest {
  readonly file: Loaded;
  models: readonly string[];
  frameworks: readonly string[];
  readonly runs: Run[];
  readonly accept: Acceptance[];
}

/** Whether a run is what settings say. */
export function isOfSettings({ file, argv }: Run): boolean {
  return file === "" && argv === undefined;
}

/** Whether a file is one. */
export async function isManifest({ name, data }: Loaded): Promise<boolean> {
  if (![".yaml", ".yml"].includes(extname(name).toLowerCase()) || !data.includes(KEY)) {
    return false;
  }
  try {
    const root = await Node.of(data);
    return root?.kind === "map" && root.members.some(([key]) => key.text === KEY);
  } catch (error) {
    if (error instanceof Refused) {
      return false; // what is wrong with it is said where it is read
    }
    throw error;
  }
}

/**
 * Reads a manifest, and refuses what it does not know with its line.
 *
 * @throws {Failure} It is none.
 */
export async function readManifest(file: Loaded, command: Command): Promise<Manifest> {
  let root: Node | undefined;
  try {
    root = await Node.of(file.data);
  } catch (error) {
    if (error instanceof Refused) {
      throw new Failure(`${file.label}: line ${error.line ?? 0}: ${error.message}`);
    }
    throw error;
  }
  if (root === undefined) {
    throw new Failure(`${file.label}: is empty`);
  }
  return new Reader(file, command).manifest(root);
}

/** Reads the nodes. Each method refuses what is not as it should be. */
class Reader {
  readonly #settings: readonly Flag[];

  constructor(
    readonly file: Loaded,
    command: Command,
  ) {
    this.#settings = [...settings(command, "mesh"), ...settings(command, "run")];
  }

  manifest(root: Node): Manifest {
    const found: Manifest = { file: this.file, models: [], frameworks: [], runs: [], accept: [] };
    this.#members(root, (key, at, value) => {
      switch (key) {
        case KEY:
          if (value.text !== "1") {
            throw this.#wrong(value, `meshwise: expected 1, the version of this form, got ${quoted(value.text)}`);
          }
          break;
        case "models":
          found.models = this.#words(value);
          break;
        case "frameworks":
          found.frameworks = this.#words(value);
          break;
        case "runs":
          found.runs.push(...this.#items(value).map((node) => this.#run(node)));
          break;
        case "accept":
          found.accept.push(...this.#items(value).map((node) => this.#acceptance(node)));
          break;
        default:
          throw this.#unknown(key, at, "a manifest", ["models", "frameworks", "runs", "accept"]);
      }
    });
    if (found.runs.length === 0) {
      throw this.#wrong(root, "runs: expected at least one run");
    }
    this.#namesOfRuns(found);
    return found;
  }

  /** Refuses two runs of one name, and acceptances for a run that there is not. */
  #namesOfRuns({ runs, accept }: Manifest): void {
    const names: string[] = [];
    for (const { name, line } of runs) {
      if (names.includes(name)) {
        const what = `two runs have the name ${quoted(name)}: say name: in one of them`;
        throw new Failure(`${this.file.label}:${line}: ${what}`);
      }
      names.push(name);
    }
    for (const one of accept) {
      const none = one.runs.find((name) => !names.includes(name));
      if (none !== undefined) {
        throw new Failure(`${one.at}: there is no run ${quoted(none)}: expected ${oneOf(none, names)}`);
      }
    }
  }

  #run(node: Node): Run {
    const run: Run = { line: node.line, name: "", said: [], file: "", read: new Line() };
    if (node.kind === "text") {
      run.name = run.file = node.text;
      return run;
    }
    const words: string[] = [];
    this.#members(node, (key, at, value) => this.#memberOfRun(run, words, key, at, value));
    const beside = OF_FILES.find((flag) => run.read.has(flag));
    if (run.file !== "" && run.argv !== undefined) {
      throw this.#wrong(node, "expected a file or a command, got both");
    }
    if (isOfSettings(run) && run.said.length === 0) {
      throw this.#wrong(node, "expected settings such as tp: 8, a file or a command");
    }
    if (isOfSettings(run) && beside !== undefined) {
      throw this.#wrong(node, `${beside} is about a file or a command, and there is none`);
    }
    run.name ||= run.file || (run.argv === undefined ? words.join(",") : shellWords(run.argv));
    return run;
  }

  #memberOfRun(run: Run, words: string[], key: string, at: Node, value: Node): void {
    switch (key) {
      case "name":
      case "file":
        run[key] = value.text;
        return;
      case "models":
      case "model":
        run.models = this.#words(value);
        return;
      case "frameworks":
        run.frameworks = this.#words(value);
        return;
      case "command":
        run.argv = this.#words(value);
        return;
      case "with":
      case "override":
        for (const word of this.#words(value)) {
          run.read.put(key, word);
        }
        return;
      case "part":
        if (value.text !== "") {
          run.read.put(key, value.text);
        }
        return;
      case "env":
        this.#members(value, (name, _, of) => run.read.put(key, `${name}=${of.text}`));
        return;
    }
    this.#setting(run, words, key, at, value);
  }

  /** Reads a setting, by any of its names, or a group of them. */
  #setting(run: Run, words: string[], key: string, at: Node, value: Node): void {
    if (value.kind === "map") {
      this.#members(value, (inner, place, of) => this.#setting(run, words, `${key}.${inner}`, place, of));
      return;
    }
    const flag = this.#settings.find((one) => called(one, key));
    if (flag === undefined) {
      const near = closest(key, [...OF_A_RUN, ...this.#settings.map((one) => one.flag)]);
      throw this.#wrong(at, `${key} is no key of a run${near ? `; did you mean ${near}?` : ", and no setting"}`);
    }
    const { member = "", of } = flag;
    const word = this.#words(value).join(",");
    if (run.said.some((one) => one.member === member)) {
      throw this.#wrong(at, `${key} is given before`);
    }
    const label = `${this.file.label}:${at.line}: ${key}`;
    run.said.push({ member, value: json(flag, word), label, known: true, ...(of !== undefined && { of }) });
    words.push(`${member.replace(/_size$/, "")}=${word}`);
  }

  /** Reads one acceptance. A reason is demanded: whoever reads it later asks for it. */
  #acceptance(node: Node): Acceptance {
    let [code, reason] = ["", ""];
    let runs: readonly string[] = [];
    this.#members(node, (key, at, value) => {
      switch (key) {
        case "code":
          code = value.text;
          break;
        case "reason":
          reason = value.text.trim();
          break;
        case "runs":
          runs = this.#words(value);
          break;
        default:
          throw this.#unknown(key, at, "an acceptance", ["code", "reason", "runs"]);
      }
    });
    if (code === "") {
      throw this.#wrong(node, "expected the code that is accepted");
    }
    if (reason === "") {
      throw this.#wrong(node, `expected the reason why ${code} is accepted`);
    }
    return { code, reason, runs, at: `${this.file.label}:${node.line}`, of: this.file };
  }

  #members(node: Node, visit: (key: string, at: Node, value: Node) => void): void {
    if (node.kind !== "map") {
      throw this.#wrong(node, "expected keys with values");
    }
    const seen = new Set<string>();
    for (const [at, value] of node.members) {
      if (seen.has(at.text)) {
        throw this.#wrong(at, `${at.text} stands here twice`);
      }
      seen.add(at.text);
      visit(at.text, at, value);
    }
  }

  #items(node: Node): readonly Node[] {
    if (node.kind !== "list") {
      throw this.#wrong(node, "expected a list");
    }
    return node.members.map(([, value]) => value);
  }

  /** Reads a word, or a list of them. */
  #words(node: Node): string[] {
    if (node.kind === "text") {
      return [node.text];
    }
    return this.#items(node).map((item) => {
      if (item.kind !== "text") {
        throw this.#wrong(item, "expected a word");
      }
      return item.text;
    });
  }

  #unknown(key: string, at: Node, of: string, known: readonly string[]): Failure {
    return this.#wrong(at, `${key} is no key of ${of}: expected ${oneOf(key, known)}`);
  }

  #wrong({ line, column }: Node, what: string): Failure {
    return new Failure(`${this.file.label}:${line}:${column}: ${what}`);
  }
}
