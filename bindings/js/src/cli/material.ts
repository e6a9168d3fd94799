/** What a reading is made of: files, a command, and what the flags say beside them. */
import type { Reading } from "../types.js";
import { Failure } from "./failure.js";
import type { Line } from "./line.js";
import { Loaded, load } from "./loaded.js";
import { quoted } from "./printable.js";
import { type Answer, quote, type Request } from "./request.js";
import { beside, type Opened } from "./root.js";
import type { Session } from "./session.js";
import type { Given } from "./settings.js";

/** Files that are added, since files may name files. */
const MOST_ADDED = 16;
const OF_WORLD = ["framework", "world_size", "nodes", "gpus_per_node"];

/** One member of a request to read, with what the user wrote for it. */
type Said = readonly [member: string, json: string, label: string];

export class Material {
  constructor(
    readonly files: Loaded[],
    /** The words of a command; undefined where none was given. */
    readonly argv: readonly string[] | undefined,
    readonly said: readonly Said[],
  ) {}

  /** The name of the file that was asked about; empty for a command. */
  get first(): string {
    return this.files[0]?.name ?? "";
  }

  /** Adds the members of a reading to a request. */
  async addTo(request: Request): Promise<void> {
    this.#label(request, "/files");
    for (const [member, json, label] of await this.#members()) {
      request.add(member, json, label);
    }
  }

  /**
   * Adds them as those of the member `reading`.
   *
   * @param trainer Which of several that a script runs.
   */
  async addAsReading(request: Request, trainer: number): Promise<void> {
    this.#label(request, "/reading/files");
    const members = await this.#members();
    for (const [member, , label] of members) {
      request.origins.push([`/reading/${member}`, label]);
    }
    const parts = members.map(([member, json]) => `${quote(member)}:${json}`);
    request.add("reading", `{${[...parts, ...(trainer > 0 ? [`"trainer":${trainer}`] : [])].join(",")}}`, "");
  }

  #label(request: Request, place: string): void {
    this.files.forEach(({ label }, i) => {
      request.origins.push([`${place}/${i}`, label]);
    });
  }

  async #members(): Promise<Said[]> {
    const made: string[] = [];
    for (const file of this.files) {
      made.push(JSON.stringify(await file.file()));
    }
    return [
      ...(made.length > 0 ? [["files", `[${made.join(",")}]`, ""] as const] : []),
      ...(this.argv === undefined ? [] : [["argv", list(this.argv), "the command"] as const]),
      ...this.said,
    ];
  }
}

/**
 * Puts together what is asked about with what is said beside it.
 *
 * @param line The flags that say what belongs to it.
 * @param input The format that is stated; empty where none is.
 * @param settings Of these, what says the world and whose law holds: a reading is made with it.
 * @param at Where a file that belongs to it lies.
 * @throws {Failure} A file cannot be used, or a variable has no name.
 */
export function material(
  line: Line,
  input: string,
  first: readonly Loaded[],
  argv: readonly string[] | undefined,
  settings: readonly Given[],
  at = (path: string) => path,
): Material {
  const files = [...first, ...line.values("with").map((path) => load(at(path)))];
  const said: Said[] = [];
  if (line.has("override")) {
    said.push(["overrides", list(line.values("override")), "--override"]);
  }
  const env = environment(line);
  if (env.size > 0) {
    const pairs = [...env].map(([name, value]) => `${quote(name)}:${quote(value)}`);
    said.push(["env", `{${pairs.join(",")}}`, "--env"]);
  }
  if (input !== "") {
    said.push(["input", quote(input), "--input"]);
  }
  const part = line.value("part") ?? "";
  if (part !== "") {
    said.push(["part", quote(part), "--part"]);
  }
  for (const { member, value, label } of settings) {
    if (OF_WORLD.includes(member)) {
      said.push([member, value, label]);
    }
  }
  return new Material(files, argv, said);
}

/** The variables: those of the shell where that is asked for, and those that were stated. */
function environment(line: Line): Map<string, string> {
  const found = new Map<string, string>();
  if (line.has("env-from-shell")) {
    for (const name of Object.keys(process.env).sort()) {
      found.set(name, process.env[name] ?? "");
    }
  }
  for (const pair of line.values("env")) {
    const at = pair.indexOf("=");
    if (at <= 0) {
      throw new Failure(`--env: expected NAME=VALUE, such as NNODES=4, got ${quoted(pair)}`);
    }
    found.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return found;
}

function list(words: readonly string[]): string {
  return `[${words.map(quote).join(",")}]`;
}

/**
 * Reads the material, and adds the files that the reading wants and that are there, until it wants no more.
 *
 * @throws {Failure} It cannot be read.
 */
export async function follow(session: Session, of: Material): Promise<Answer> {
  let added = 0;
  const refused = new Set<string>();
  for (;;) {
    const request = session.request("read");
    await of.addTo(request);
    const answer = request.ask();
    const before = added;
    for (const { candidates = [], text } of wanted(answer.value)) {
      for (const candidate of candidates) {
        if (refused.has(candidate) || of.files.some(({ name }) => name === candidate)) {
          break;
        }
        const made = text === undefined ? undefined : new Loaded(candidate, "", Buffer.from(text), true);
        let { file, why }: Opened = made === undefined ? beside(of.first, candidate) : { file: made };
        if (file !== undefined && added === MOST_ADDED) {
          [file, why] = [undefined, `${candidate} is not followed: ${MOST_ADDED} files were`];
        }
        if (why !== undefined) {
          session.notes.add(why);
          refused.add(candidate);
        }
        if (file !== undefined) {
          of.files.push(file);
          added++;
          break;
        }
      }
    }
    if (added === before) {
      return answer;
    }
  }
}

/**
 * Reads the material after a file of it was changed: what a script writes may be another text.
 *
 * @throws {Failure} It cannot be read.
 */
export async function followAgain(session: Session, of: Material): Promise<void> {
  const kept = of.files.filter(({ made }) => !made);
  if (kept.length < of.files.length) {
    of.files.splice(0, of.files.length, ...kept);
    await follow(session, of);
  }
}

/** The files that a reading wants, and those of other trainers. */
function wanted(reading: Reading): Reading["wants"] {
  return [reading, ...(reading.more ?? [])].flatMap(({ wants }) => wants);
}
