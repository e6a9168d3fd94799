/** How an answer is printed, and where. */
import { writeFileSync, writeSync } from "node:fs";
import { cause, Failure } from "./failure.js";
import type { Line } from "./line.js";
import { name, printableJSON, quoted } from "./printable.js";
import { type Answer, quote, type Request } from "./request.js";
import { indented } from "./scan.js";

const LEAST_WIDTH = 40;
const MOST_WIDTH = 160;

/** The descriptors that the command reads and writes; a test puts others in their place. */
export const streams = { stdin: 0, stdout: 1, stderr: 2 };

export class Output {
  readonly format: string;
  readonly #color: string;
  readonly #pretty: boolean;
  readonly #file: string;

  /** @param plain The format where none is given. */
  constructor(line: Line, plain = "text") {
    this.format = line.value("format") ?? plain;
    this.#color = line.value("color") ?? "auto";
    this.#pretty = line.has("pretty");
    this.#file = line.value("output") ?? "";
  }

  /**
   * Asks the engine for the format. JSON is the answer itself.
   *
   * @throws {Failure} There is no such format.
   */
  add(request: Request): void {
    if (this.format === "json") {
      return;
    }
    if (this.#pretty) {
      throw new Failure("--pretty needs --format json");
    }
    if (this.format === "text") {
      if (this.#onTerminal && process.stdout.columns > 0) {
        request.add("width", String(Math.min(Math.max(process.stdout.columns, LEAST_WIDTH), MOST_WIDTH)), "");
      }
      if (this.#colored) {
        request.add("format", quote("ansi"), "--color");
        return;
      }
    } else {
      // Colour is a flag of its own here, and JSON no format of the engine's: it is what every answer is.
      const ofEngine: readonly string[] = request.engine.describe().formats;
      const known = ["text", "json", ...ofEngine.filter((one) => one !== "text" && one !== "ansi")];
      if (!known.includes(this.format)) {
        throw new Failure(`--format: expected one of ${known.join(", ")}, got ${quoted(this.format)}`);
      }
    }
    request.add("format", quote(this.format), "--format");
  }

  /** A flag decides it, else NO_COLOR (https://no-color.org), else whether it goes to a terminal that knows colours. */
  get #colored(): boolean {
    if (this.#color !== "auto") {
      return this.#color === "always";
    }
    return !process.env.NO_COLOR && process.env.TERM !== "dumb" && this.#onTerminal;
  }

  get #onTerminal(): boolean {
    return this.#file === "" && process.stdout.isTTY === true;
  }

  /** Prints what the engine rendered, or its own bytes. */
  print(answer: Answer): void {
    if (this.format !== "json") {
      this.write(String(answer.value.rendered));
      return;
    }
    this.printJSON(answer.raw.toString("utf8"));
  }

  /** Prints JSON as it is, or the same value as people and terminals need it. */
  printJSON(json: string): void {
    const text = this.#pretty ? indented(json) : json;
    this.write(this.#onTerminal ? printableJSON(text) : text);
  }

  /**
   * Writes whole lines.
   *
   * @throws {Failure} They cannot be written.
   */
  write(text: string): void {
    const lines = Buffer.from(text === "" || text.endsWith("\n") ? text : `${text}\n`);
    if (this.#file !== "") {
      try {
        writeFileSync(this.#file, lines);
      } catch (error) {
        throw new Failure(`--output: ${name(this.#file)}: ${cause(error)}`);
      }
      return;
    }
    try {
      writeAll(streams.stdout, lines);
    } catch (error) {
      throw new Failure(`the answer cannot be printed: ${cause(error)}`);
    }
  }
}

/** Writes all bytes at once, so that none is lost when the process ends. */
export function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      if ((error as { code?: string }).code !== "EAGAIN") {
        throw error; // a pipe that is full takes more later
      }
    }
  }
}
