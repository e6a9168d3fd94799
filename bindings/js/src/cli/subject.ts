/**
 * The verbs beside `check` take a file of a run as well: it names the model, and what it says of the run is taken for flags that
 * were not given.
 */
import type { Reading } from "../types.js";
import { notText } from "./bytes.js";
import { Checker } from "./checker.js";
import type { Flag } from "./commands.js";
import { Failure } from "./failure.js";
import { kind, type Loaded, load } from "./loaded.js";
import { follow, material } from "./material.js";
import { addModel, addRead, type Model, readModel } from "./model.js";
import { modelOf } from "./named.js";
import { name } from "./printable.js";
import { type Answer, quote, type Request } from "./request.js";
import type { Session } from "./session.js";
import { flagsSaid } from "./settings.js";

/** The sizes that a file says also to a verb that is asked for the others. */
const OF_ANY_MESH = ["world_size", "strategy"];
/** How sure what a file says itself is; the rest its framework fills in. */
const OWN = ["stated", "derived"];

/**
 * Adds the model that the argument names, or the one that a file of a run names. It is called before the flags are added.
 *
 * @param sizes Whether the sizes of a file's axes are taken; a verb that is asked for them leaves them free.
 * @throws {Failure} The file cannot be used, or there is no model.
 */
export async function addSubject(session: Session, request: Request, argument: string, sizes: boolean): Promise<void> {
  const { command, line } = session;
  const wanted = line.value("model") ?? "";
  const file = runFile(session, argument);
  if (file === undefined) {
    if (wanted !== "") {
      throw new Failure(`--model: ${name(argument)} is a model itself`);
    }
    await addModel(session, request, argument);
    return;
  }
  const of = material(line, "", [file], undefined, flagsSaid(command, line));
  const { value } = await follow(session, of);
  takeSettings(session, file, value, sizes);
  request.add("file", quote(file.name), file.label);
  if (wanted !== "") {
    addRead(session, request, await readModel(session, wanted));
    return;
  }
  const question = { label: file.label, path: file.path, material: of, reading: value, trainer: 0, place: "" };
  const found = await modelOf(new Checker(session), question, value.model ?? {});
  addRead(session, request, typeof found === "string" ? stated(file, value, found) : found);
}

/** The numbers of the model that the file states itself. */
function stated(file: Loaded, reading: Reading, why: string): Model {
  const config = reading.model?.config ?? {};
  if (Object.keys(config).length === 0) {
    const instead = "--model names it: a config.json, a folder or an id";
    throw new Failure(`${file.label}: ${why || "it names no model"}; ${instead}`);
  }
  return { label: file.label, path: "", data: Buffer.from(JSON.stringify(config)) };
}

/** Loads an argument that is a file of a run; undefined is anything else, of which is told where the model is read. */
function runFile({ line }: Session, argument: string): Loaded | undefined {
  if (argument === "-" || (line.value("input") ?? "auto") !== "auto" || argument.toLowerCase().endsWith(".json")) {
    return undefined;
  }
  try {
    const file = kind(argument) === "file" ? load(argument) : undefined;
    return file === undefined || file.isObject || notText(file.data) !== "" ? undefined : file;
  } catch (error) {
    if (error instanceof Failure) {
      return undefined;
    }
    throw error;
  }
}

/** Takes what a file says, and tells it. What its framework fills in stays the framework's own. */
function takeSettings({ command, line, notes }: Session, file: Loaded, reading: Answer["value"], sizes: boolean): void {
  const taken: string[] = [];
  const take = (flag: Flag, value: string) => {
    if (!line.has(flag.flag)) {
      line.put(flag.flag, value);
      taken.push(`${flag.flag} ${value}`);
    }
  };
  const flags = command.flags.filter(({ of }) => of !== undefined);
  const framework = flags.find(({ member }) => member === "framework");
  if (framework !== undefined && reading.framework) {
    take(framework, reading.framework);
  }
  for (const flag of flags) {
    const member = flag.member ?? "";
    const free = flag.of === "mesh" && !sizes && !OF_ANY_MESH.includes(member);
    if (free || !OWN.includes(reading.grades?.[`${flag.of}.${member}`] ?? "stated")) {
      continue;
    }
    const value = member.split(".").reduce((at, step) => at?.[step], reading[flag.of as string]);
    if (Array.isArray(value)) {
      take(flag, value.map(written).join(","));
    } else if (value !== undefined && value !== null && typeof value !== "object") {
      take(flag, written(value));
    }
  }
  if (taken.length > 0) {
    notes.add(`${file.label} says ${taken.join(", ")}`);
  }
}

/** A value as a flag has it: a number with all of its digits. */
function written(value: unknown): string {
  const [digits = "", exponent] = String(value).split("e-");
  if (typeof value !== "number" || exponent === undefined) {
    return String(value);
  }
  const sign = value < 0 ? "-" : "";
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${digits.replace(/[-.]/g, "")}`;
}
