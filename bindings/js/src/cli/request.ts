/** A request to the engine, with who wrote what in it. */
import type { Engine } from "../engine.js";
import { ENGINE, Failure, USAGE } from "./failure.js";
import { place } from "./place.js";

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const SYNTAX = ["input.syntax", "input.trailing_data", "input.duplicate_key", "input.lone_surrogate", "input.not_utf8"];

/** A string as JSON. What is not Unicode in it becomes the replacement character. */
export function quote(value: string): string {
  return JSON.stringify(value.replace(/\p{Cs}/gu, "\ufffd"));
}

/** The literal itself if it is a JSON number, and else a string: so the engine refuses "2.0" and "two" by what they are. */
export function number(value: string): string {
  return NUMBER.test(value) ? value : quote(value);
}

/** What the engine said: its bytes, and the value that they are. */
export interface Answer {
  readonly raw: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: each verb knows the kind of its answer
  readonly value: any;
}

/** A file as it was read, and how errors name it. */
export interface Origin {
  readonly label: string;
  readonly data: Buffer;
}

export class Request {
  /** For places, as JSON pointers, what the user wrote: a flag or a file. */
  readonly origins: [place: string, label: string][] = [];
  /** The file that the model is from. */
  file: Origin | undefined;
  readonly #members: [name: string, value: Buffer][] = [];
  #raw: Buffer | undefined;

  constructor(
    readonly engine: Engine,
    op: string | undefined,
    raw?: Buffer,
  ) {
    this.#raw = raw;
    if (op !== undefined) {
      this.#members.push(["op", Buffer.from(quote(op))]);
    }
  }

  add(name: string, value: string | Buffer, label: string): void {
    this.#members.push([name, typeof value === "string" ? Buffer.from(value) : value]);
    this.origins.push([`/${name}`, label]);
  }

  /** @throws {Failure} The engine refuses the request: its words, about what the user wrote. */
  ask(): Answer {
    const raw = Buffer.from(this.engine.send(this.#encoded()));
    const value = JSON.parse(raw.toString("utf8"));
    if (value.kind === "error") {
      throw this.#refused(value.code, value.path, value.message);
    }
    return { raw, value };
  }

  #encoded(): Uint8Array {
    if (this.#raw !== undefined) {
      return this.#raw;
    }
    const parts = this.#members.flatMap(([name, value], i) => [Buffer.from(`${i ? "," : ""}${quote(name)}:`), value]);
    return Buffer.concat([Buffer.from("{"), ...parts, Buffer.from("}")]);
  }

  #refused(code: string, path: string, message: string): Failure {
    if (!code.startsWith("input.")) {
      return new Failure(`${message} (${code})`, ENGINE);
    }
    let [label, rest] = this.#origin(path);
    if (this.file !== undefined && label === this.file.label && SYNTAX.includes(code)) {
      label += place(this.file.data);
    }
    return new Failure([label, rest, `${message} (${code})`].filter(Boolean).join(": "), USAGE, "", code);
  }

  #origin(path: string): [label: string, rest: string] {
    let found: [place: string, label: string] | undefined;
    for (const one of this.origins) {
      if ((path === one[0] || path.startsWith(`${one[0]}/`)) && (!found || one[0].length >= found[0].length)) {
        found = one;
      }
    }
    if (found !== undefined) {
      return [found[1], path.slice(found[0].length)];
    }
    if (this.file !== undefined && path === "") {
      return [this.file.label, ""]; // of all that is in the request, only the file is not made here
    }
    return ["", path];
  }
}
