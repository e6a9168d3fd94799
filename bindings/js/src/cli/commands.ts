/** The verbs and flags of the command, as the Go command describes itself, and their help. */
import { COMMANDS } from "../generated/commands.js";
import { WrongUsage } from "./failure.js";

/** A flag: `cmd/meshwise/commands_test.go` describes the members. */
export interface Flag {
  readonly flag: string;
  readonly usage: string;
  readonly short?: string;
  readonly value?: string;
  readonly default?: string;
  readonly many?: boolean;
  readonly words?: readonly string[];
  readonly of?: string;
  readonly member?: string;
  readonly kind?: string;
  readonly names?: readonly string[];
  readonly theirs?: readonly string[];
  readonly section?: string;
}

/** A verb, or the command itself. */
export interface Command {
  readonly verb: string;
  readonly use: string;
  readonly short: string;
  readonly example: string;
  readonly flags: readonly Flag[];
  readonly long?: string;
  readonly expected?: string;
  readonly least?: number;
  readonly most?: number;
}

const read = JSON.parse(COMMANDS) as { root: Command; verbs: Command[] };

export const ROOT: Command = read.root;
export const VERBS: ReadonlyMap<string, Command> = new Map(read.verbs.map((command) => [command.verb, command]));

/** A name as flags are compared: dashes for what separates its words. */
export function dashed(word: string): string {
  return word.replaceAll("_", "-").replaceAll(".", "-");
}

/** Whether a word names a setting: as its flag, by another name, as the member, or without `_size`. */
export function called(flag: Flag, word: string): boolean {
  const name = dashed(word);
  const member = dashed(flag.member ?? "");
  return [flag.flag, ...(flag.names ?? []), ...(flag.theirs ?? []), member].includes(name) || `${name}-size` === member;
}

/** The flags of a command that are members of the request's `mesh`, or of its `run`. */
export function settings(command: Command, of: string): Flag[] {
  return command.flags.filter((flag) => flag.of === of);
}

/** A refusal that says where the help of the command is. */
export function wrong(command: Command, text: string): WrongUsage {
  return new WrongUsage(text, command === ROOT ? "meshwise" : `meshwise ${command.verb}`);
}

/** The help of a command, laid out as that of the Go command. */
export function helped(command: Command): string {
  const parts = [long(command), `Usage:\n  ${command.use}${command === ROOT ? "\n  meshwise [command]" : ""}`];
  parts.push(`Examples:\n${command.example}`);
  if (command === ROOT) {
    const width = Math.max(...[...VERBS.keys()].map((verb) => verb.length));
    const rows = [...VERBS.values()].map(({ verb, short }) => `  ${verb.padEnd(width)} ${short}`);
    parts.push(`Available Commands:\n${rows.sort().join("\n")}`);
  }
  for (const title of new Set(command.flags.map((flag) => flag.section ?? ""))) {
    const flags = command.flags.filter((flag) => (flag.section ?? "") === title);
    const left = flags.map(leftOf);
    const width = Math.max(...left.map((text) => text.length)) + 3;
    const rows = flags.map((flag, i) => (left[i] as string).padEnd(width) + rightOf(flag));
    parts.push(`${title === "" ? "Flags" : title.slice(0, 1).toUpperCase() + title.slice(1)}:\n${rows.join("\n")}`);
  }
  if (command === ROOT) {
    parts.push('Use "meshwise [command] --help" for more information about a command.');
  }
  return `${parts.join("\n\n")}\n`;
}

/** The text of a command. Some of it is about choosing an engine, and there is one alone here. */
function long(command: Command): string {
  const lines = (command.long ?? command.short).split("\n");
  return lines.filter((line) => !line.includes("--engine")).join("\n");
}

function leftOf(flag: Flag): string {
  const name = flag.short ? `  -${flag.short}, --${flag.flag}` : `      --${flag.flag}`;
  return flag.value ? `${name} ${flag.value}` : name;
}

function rightOf(flag: Flag): string {
  return flag.default ? `${flag.usage} (default ${flag.default})` : flag.usage;
}
