/** The flags that say what the mesh is, or the meshes, and how it runs. */
import { type Command, called, type Flag, settings } from "./commands.js";
import { Failure } from "./failure.js";
import type { Line } from "./line.js";
import { quoted } from "./printable.js";
import { number, quote, type Request } from "./request.js";

/** A setting that the user gave. A word that names none goes to the engine as it is, which knows the closest that it has. */
export interface Given {
  readonly member: string;
  /** Which member of the request it is one of; a word that names no setting has none. */
  readonly of?: string;
  readonly value: string;
  readonly label: string;
  readonly known: boolean;
}

/**
 * Adds what the flags say to a request. The flags of sizes hold for every `--mesh`.
 *
 * @throws {Failure} A size is given twice, or a `--mesh` cannot be read.
 */
export function addMesh(request: Request, command: Command, line: Line, many: boolean): void {
  const sizes = settings(command, "mesh");
  request.origins.push(["/mesh", "--mesh, or --tp, --pp and the like"]);
  for (const flag of sizes) {
    request.origins.push([`/mesh/${flag.member}`, line.label(flag)]);
  }
  const flags = given(sizes, line);
  const words = line.values("mesh");
  const meshes = words.map((word, i) =>
    object(request, words.length > 1 ? `/meshes/${i}` : "/mesh", [...flags, ...parsed("--mesh", word, sizes)]),
  );
  if (meshes.length > 1 && !many) {
    throw new Failure(`--mesh: expected one mesh, got ${meshes.length}`);
  }
  if (meshes.length > 1) {
    request.add("meshes", `[${meshes.join(",")}]`, "--mesh");
  } else if (meshes[0] !== undefined) {
    request.add("mesh", meshes[0], "--mesh");
  } else if (flags.length > 0) {
    request.add("mesh", object(request, "/mesh", flags), "--mesh");
  }
  const run = given(settings(command, "run"), line);
  if (run.length > 0) {
    request.add("run", object(request, "/run", run), "");
  }
  const defaults = line.value("defaults");
  if (defaults !== undefined) {
    request.add("defaults", quote(defaults), "--defaults");
  }
  const near = line.value("near");
  if (near !== undefined) {
    request.add("near", object(request, "/near", parsed("--near", near, sizes)), "--near");
  }
}

/** The settings that the flags say. */
export function flagsSaid(command: Command, line: Line): Given[] {
  return given([...settings(command, "mesh"), ...settings(command, "run")], line);
}

/** Adds settings that no flags say to a request. */
export function addSaid(request: Request, said: readonly Given[]): void {
  for (const of of ["mesh", "run"]) {
    const list = said.filter((one) => one.of === of);
    if (list.length > 0) {
      request.add(of, object(request, `/${of}`, list), "");
    }
  }
}

/** A value as the engine should see it: a number, a truth, a list of words, or a word. */
export function json(flag: Flag, value: string): string {
  if (flag.kind === "count" || flag.kind === "decimal") {
    return number(value);
  }
  if (flag.kind === "flag" && (value === "true" || value === "false")) {
    return value;
  }
  if (flag.kind === "set" || flag.kind === "names") {
    const words = value.split(",").map((word) => word.trim());
    return `[${words.filter(Boolean).map(quote).join(",")}]`;
  }
  return quote(value);
}

function given(flags: readonly Flag[], line: Line): Given[] {
  return flags.flatMap((flag) => {
    const value = line.value(flag.flag);
    const member = flag.member ?? "";
    return value === undefined ? [] : [{ member, value: json(flag, value), label: line.label(flag), known: true }];
  });
}

/** Reads `tp=8,pp=4`. */
function parsed(option: string, argument: string, sizes: readonly Flag[]): Given[] {
  return argument.split(",").map((part) => {
    const at = part.indexOf("=");
    const word = part.slice(0, Math.max(at, 0)).trim();
    if (word === "") {
      const expected = "expected NAME=SIZE, such as tp=8,pp=4";
      throw new Failure(`${option} ${quoted(argument)}: ${expected}, got ${quoted(part)}`);
    }
    const value = part.slice(at + 1).trim();
    const label = `${option} ${quoted(argument)}: ${word}`;
    const flag = sizes.find((one) => called(one, word));
    return flag === undefined
      ? { member: word, value: number(value), label, known: false }
      : { member: flag.member ?? "", value: json(flag, value), label, known: true };
  });
}

/** Writes settings as a JSON object, the members of a group together, and notes where each is from. */
function object(request: Request, path: string, list: readonly Given[]): string {
  const seen = new Map<string, string>();
  const members = new Map<string, string | Map<string, string>>();
  for (const { member, value, label, known } of list) {
    const before = seen.get(member);
    if (before !== undefined) {
      throw new Failure(`${label}: is given before, by ${before}`);
    }
    seen.set(member, label);
    const dot = known ? member.indexOf(".") : -1;
    const [group, name] = dot < 0 ? ["", member] : [member.slice(0, dot), member.slice(dot + 1)];
    if (group === "") {
      members.set(name, value);
    } else {
      const inside = members.get(group);
      members.set(group, (inside instanceof Map ? inside : new Map<string, string>()).set(name, value));
    }
    const steps = [group, name].filter(Boolean).map((step) => step.replaceAll("~", "~0").replaceAll("/", "~1"));
    request.origins.push([[path, ...steps].join("/"), label]);
  }
  return encoded(members);
}

function encoded(members: ReadonlyMap<string, string | ReadonlyMap<string, string>>): string {
  const parts = [...members].map(
    ([name, value]) => `${quote(name)}:${typeof value === "string" ? value : encoded(value)}`,
  );
  return `{${parts.join(",")}}`;
}
