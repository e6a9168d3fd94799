/** An engine at work for one command line. */
import type { Engine } from "../engine.js";
import type { Command } from "./commands.js";
import type { Line } from "./line.js";
import { Output } from "./output.js";
import { Request } from "./request.js";
import { Notes } from "./told.js";

export class Session {
  readonly notes = new Notes();
  readonly output: Output;

  constructor(
    readonly engine: Engine,
    readonly command: Command,
    readonly line: Line,
  ) {
    this.output = new Output(line, command.flags.find(({ flag }) => flag === "format")?.default ?? "json");
  }

  request(op: string | undefined, raw?: Buffer): Request {
    return new Request(this.engine, op, raw);
  }
}
