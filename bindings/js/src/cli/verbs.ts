/**
 * What each verb asks of the engine, and what its exit code says. A verb is a row of `VERBS`; its flags, arguments and words
 * are those of the Go command.
 */
import { existsSync } from "node:fs";
import type { Engine } from "../engine.js";
import { PACKAGE_VERSION } from "../generated/module.js";
import { load } from "../node.js";
import { Checker, PARTS } from "./checker.js";
import { type Command, helped, ROOT, VERBS as SAID, wrong } from "./commands.js";
import { Failure, INVALID, VALID } from "./failure.js";
import { Line, parse } from "./line.js";
import { load as loadFile } from "./loaded.js";
import { MANIFEST } from "./manifest.js";
import { follow, material } from "./material.js";
import { unknownVerb } from "./meant.js";
import { Output } from "./output.js";
import { quoted } from "./printable.js";
import { type Answer, number, quote, type Request } from "./request.js";
import { Session } from "./session.js";
import { addMesh, flagsSaid } from "./settings.js";
import { addSubject } from "./subject.js";

/** How a verb becomes a request. */
interface Verb {
  readonly op: string;
  /** Whether its argument is a model, or a file of a run that names one: with the sizes that it says, or without. */
  readonly model?: "with sizes" | "free sizes";
  /** The members that its arguments are, where they are no model, and how errors name them. */
  readonly takes?: readonly (readonly [member: string, label: string])[];
  /** The flags that are members of the request: as numbers, and as text. */
  readonly numbers?: readonly string[];
  readonly texts?: readonly string[];
  /** Whether it asks about a mesh. */
  readonly mesh?: boolean;
  /** The parts of the answer, where it is about one mesh alone. */
  readonly wants?: readonly string[];
  /** What makes the answer fail, where the engine says whether it does. */
  readonly failOn?: string;
  /** Whether an answer makes the exit code 1. */
  readonly fails?: (answer: Answer["value"]) => boolean;
}

/** `plan --explain`: one run, in place of the best. */
const ONE_RUN: Verb = {
  op: "validate_mesh",
  model: "free sizes",
  mesh: true,
  wants: PARTS,
  failOn: "violation",
  fails: ({ fails }) => fails,
};

const VERBS: Readonly<Record<string, Verb>> = {
  plan: { op: "plan", model: "free sizes", mesh: true, numbers: ["limit"], fails: ({ runs }) => runs.length === 0 },
  meshes: { op: "meshes", model: "free sizes", mesh: true, numbers: ["limit"], fails: ({ total }) => total === 0 },
  capabilities: { op: "capabilities", model: "with sizes", mesh: true },
  topology: {
    op: "topology",
    mesh: true,
    numbers: ["rank"],
    texts: ["axis"],
    fails: ({ topology }) => topology === null,
  },
  launch: { op: "launch", mesh: true, fails: ({ nodes }) => nodes === 0 },
  architectures: {
    op: "architectures",
    takes: [["name", "NAME"]],
    texts: ["source", "model-type", "supports"],
    fails: ({ total }) => total === 0,
  },
  diff: {
    op: "difference",
    takes: [
      ["from", "FROM"],
      ["to", "TO"],
    ],
  },
  explain: { op: "explain", takes: [["code", "explain"]] },
  describe: { op: "describe" },
};

/** The verbs that take files of runs and commands. */
const OF_FILES = ["check", "read"];

let engine: Promise<Engine> | undefined;

/** The engine, once for the process. */
function loaded(): Promise<Engine> {
  engine ??= load();
  return engine;
}

/**
 * Runs a command line and returns the exit code.
 *
 * @throws {Failure} There is no answer.
 */
export async function run(words: readonly string[]): Promise<number> {
  const [verb, ...rest] = words;
  if (!verb || verb.startsWith("-")) {
    return withoutVerb(words);
  }
  const command = SAID.get(verb);
  if (command === undefined) {
    throw unknownVerb(verb, ROOT);
  }
  const line = parse(command, rest);
  if (line.has("help")) {
    return help(command);
  }
  if (verb === "help") {
    return helpAbout(command, line.others);
  }
  refuseArguments(command, line);
  if (verb === "version") {
    return version(line);
  }
  const session = new Session(await loaded(), command, line);
  if (verb === "check") {
    return new Checker(session).run();
  }
  if (verb === "read") {
    return read(session);
  }
  const known = VERBS[verb];
  if (known === undefined) {
    throw wrong(command, `${verb}: the command in Go has it, and this one does not yet`);
  }
  const asked = line.has("explain") ? oneRun(command, line) : known;
  const listed = verb === "explain" ? codes(session.request("describe"), line.others[0]) : "";
  if (listed !== "") {
    return list(listed, line);
  }
  const answer = await ask(session, asked);
  return asked.fails?.(answer.value) ? INVALID : VALID;
}

function refuseArguments(command: Command, line: Line): void {
  const { expected = "", least = 0, most = 0 } = command;
  const got = line.others.length;
  if (OF_FILES.includes(command.verb)) {
    const isSaid = line.behind !== undefined || line.has("manifest") || existsSync(MANIFEST);
    if (got === 0 && (command.verb === "read" || !isSaid)) {
      throw wrong(command, `expected ${expected}`);
    }
    return;
  }
  if (expected !== "" && (got < least || got > most)) {
    throw wrong(command, `expected ${expected}, got ${got} arguments`);
  }
  if (expected === "" && got > 0) {
    throw wrong(command, `expected no argument, got ${quoted(line.others[0] as string)}`);
  }
}

/** Says what files or a command say of a run. */
async function read(session: Session): Promise<number> {
  const { command, line, output } = session;
  const files = line.before.map(loadFile);
  const input = line.value("input") ?? "auto";
  const of = material(line, input === "auto" ? "" : input, files, line.behind, flagsSaid(command, line));
  await follow(session, of);
  const request = session.request("read");
  await of.addTo(request);
  output.add(request);
  output.print(request.ask());
  return VALID;
}

/** Turns the question for a plan into one about a single run of it. */
function oneRun(command: Command, line: Line): Verb {
  if (line.has("limit")) {
    const group = "if any flags in the group [limit explain] are set none of the others can be";
    throw wrong(command, `${group}; [explain limit] were all set`);
  }
  line.put("mesh", line.drop("explain"));
  return ONE_RUN;
}

async function ask(session: Session, verb: Verb): Promise<Answer> {
  const { command, line, output } = session;
  const request = session.request(verb.op);
  verb.takes?.forEach(([member, label], i) => {
    const value = line.others[i];
    if (value !== undefined) {
      request.add(member, quote(value), label);
    }
  });
  for (const [flags, encode] of [[verb.numbers, number] as const, [verb.texts, quote] as const]) {
    for (const flag of flags ?? []) {
      const value = line.value(flag);
      if (value !== undefined) {
        request.add(flag.replaceAll("-", "_"), encode(value), `--${flag}`);
      }
    }
  }
  if (verb.model !== undefined) {
    await addSubject(session, request, line.others[0] as string, verb.model === "with sizes");
  }
  if (verb.mesh) {
    addMesh(request, command, line, false);
  }
  if (verb.wants !== undefined) {
    request.add("want", JSON.stringify(verb.wants), "");
  }
  if (verb.failOn !== undefined) {
    request.add("fail_on", quote(verb.failOn), "");
  }
  output.add(request);
  const answer = request.ask();
  output.print(answer);
  return answer;
}

/** The lists of codes in the engine's description, each with the member that says what a code of it is. */
const CODES = [
  ["rules", "title"],
  ["reasons", "text"],
  ["errors", "text"],
] as const;

/** The codes that begin with a word, in a table; empty where none does, or the word is a code: the engine knows the closest. */
function codes(description: Request, beginning: string | undefined): string {
  if (beginning?.includes(".")) {
    return "";
  }
  const about = description.ask().value;
  const tables = CODES.map(([group, text]) => {
    const rows: Answer["value"][] = about[group];
    const kept = rows.filter(({ code }) => beginning === undefined || code.startsWith(`${beginning}.`));
    return kept.length > 0
      ? `${[group, ...kept.map((one) => `  ${one.code.padEnd(38)} ${one[text]}`)].join("\n")}\n`
      : "";
  });
  return tables.filter(Boolean).join("\n");
}

function list(text: string, line: Line): number {
  const format = line.value("format") ?? "text";
  if (format !== "text") {
    throw new Failure(`explain: expected a CODE for --format ${format}; 'meshwise describe' lists all codes as JSON`);
  }
  new Output(line).write(text);
  return VALID;
}

function withoutVerb(words: readonly string[]): number {
  const line = parse(ROOT, words);
  if (line.has("help")) {
    return help(ROOT);
  }
  if (line.others[0] !== undefined) {
    throw unknownVerb(line.others[0], ROOT);
  }
  if (!line.has("version")) {
    return help(ROOT);
  }
  new Output(line).write(`meshwise ${PACKAGE_VERSION}`);
  return VALID;
}

function helpAbout(command: Command, about: readonly string[]): number {
  const [verb, more] = about;
  const named = verb === undefined ? ROOT : SAID.get(verb);
  if (named === undefined) {
    throw unknownVerb(verb as string, command);
  }
  if (more !== undefined) {
    throw unknownVerb(more, command);
  }
  return help(named);
}

function help(command: Command): number {
  new Output(new Line()).write(helped(command));
  return VALID;
}

async function version(line: Line): Promise<number> {
  const engine = await loaded();
  const { major, minor } = engine.version;
  const about = {
    meshwise: PACKAGE_VERSION,
    engine: "node",
    engine_version: engine.describe().version,
    abi: `${major}.${minor}`,
    module_sha256: engine.sha256,
    node: process.versions.node,
    platform: `${process.platform}/${process.arch}`,
  };
  const rows = Object.entries(about).map(([what, value]) => `${what.padEnd(14)} ${value}\n`);
  new Output(line).write(line.value("format") === "json" ? JSON.stringify(about) : rows.join(""));
  return VALID;
}
