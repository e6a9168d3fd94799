/** What stands behind a verb on the command line, read as the Go command reads it. */
import { type Command, called, type Flag, wrong } from "./commands.js";
import { ofFlag, oneOf } from "./meant.js";
import { quoted } from "./printable.js";

/** The flags that were given, and the other arguments. */
export class Line {
  readonly others: string[] = [];
  /** What stands behind `--`, where there is one. */
  behind: string[] | undefined;
  readonly #values = new Map<string, string[]>();
  readonly #written = new Map<string, string>();

  /** The arguments before `--`. */
  get before(): readonly string[] {
    return this.others.slice(0, this.others.length - (this.behind?.length ?? 0));
  }

  has(flag: string): boolean {
    return this.#values.has(flag);
  }

  /** The value of a flag, the last where it was given twice. */
  value(flag: string): string | undefined {
    return this.#values.get(flag)?.at(-1);
  }

  values(flag: string): readonly string[] {
    return this.#values.get(flag) ?? [];
  }

  put(flag: string, value: string, written = flag): void {
    this.#values.set(flag, [...this.values(flag), value]);
    if (written !== flag) {
      this.#written.set(flag, written);
    }
  }

  drop(flag: string): string {
    const value = this.value(flag) ?? "";
    this.#values.delete(flag);
    return value;
  }

  /** A flag as the user wrote it. */
  label(flag: Flag): string {
    return `--${this.#written.get(flag.flag) ?? flag.flag}`;
  }
}

/**
 * Reads what stands behind a verb.
 *
 * @throws {WrongUsage} There is no such flag, or it lacks its value.
 */
export function parse(command: Command, words: readonly string[]): Line {
  const line = new Line();
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      line.behind = [...rest];
      line.others.push(...rest);
      break;
    }
    if (word.startsWith("--")) {
      long(command, line, word, rest);
    } else if (word.startsWith("-") && word !== "-") {
      short(command, line, word, rest);
    } else {
      line.others.push(word);
    }
  }
  return line;
}

function long(command: Command, line: Line, word: string, rest: string[]): void {
  const at = word.indexOf("=");
  const written = at < 0 ? word.slice(2) : word.slice(2, at);
  if (written === "" || written.startsWith("-")) {
    throw wrong(command, `bad flag syntax: ${word}`);
  }
  const own = command.flags.find((flag) => flag.of && called(flag, written));
  const flag = own ?? command.flags.find((one) => one.flag === written);
  if (flag === undefined) {
    throw wrong(command, `unknown flag: --${written}${ofFlag(command, written)}`);
  }
  const value = at < 0 ? undefined : word.slice(at + 1);
  set(command, line, flag, written, value ?? implied(flag) ?? rest.shift(), `flag needs an argument: --${written}`);
}

function short(command: Command, line: Line, word: string, rest: string[]): void {
  for (let i = 1; i < word.length; i++) {
    const letter = word[i] as string;
    const flag = command.flags.find((one) => one.short === letter);
    if (flag === undefined) {
      throw wrong(command, `unknown shorthand flag: ${quoted(letter).replaceAll('"', "'")} in -${word.slice(i)}`);
    }
    const said = word.slice(i + 1).replace(/^=/, "");
    const value = implied(flag) ?? (said === "" ? rest.shift() : said);
    set(command, line, flag, flag.flag, value, `flag needs an argument: '${letter}' in -${word.slice(i)}`);
    if (implied(flag) === undefined) {
      return;
    }
  }
}

/** The value of a flag that is given alone. */
function implied(flag: Flag): string | undefined {
  return !flag.value || flag.kind === "flag" ? "true" : undefined;
}

function set(
  command: Command,
  line: Line,
  flag: Flag,
  written: string,
  value: string | undefined,
  lacking: string,
): void {
  if (value === undefined) {
    throw wrong(command, lacking);
  }
  const invalid = (why: string) => {
    const shown = flag.short ? `-${flag.short}, --${flag.flag}` : `--${flag.flag}`;
    return wrong(command, `invalid argument ${quoted(value)} for ${quoted(shown)} flag: ${why}`);
  };
  if (flag.words && !flag.words.includes(value)) {
    const isListed = flag.value?.includes("|"); // help shows the words, and they are few
    throw invalid(`expected ${isListed ? `one of ${flag.words.join(", ")}` : oneOf(value, flag.words)}`);
  }
  if (!flag.value && !flag.of) {
    if (/^(0|f|F|false|False|FALSE)$/.test(value)) {
      return;
    }
    if (!/^(1|t|T|true|True|TRUE)$/.test(value)) {
      throw invalid(`strconv.ParseBool: parsing ${quoted(value)}: invalid syntax`);
    }
  }
  line.put(flag.flag, value, written);
}
