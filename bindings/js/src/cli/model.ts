/** The file that says what the model is. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { cause, Failure } from "./failure.js";
import type { Line } from "./line.js";
import { streams } from "./output.js";
import { name } from "./printable.js";
import { type Origin, quote, Request } from "./request.js";
import { membersOfOneObject } from "./scan.js";

const MOST = 4 << 20; // bytes of a request

const NOT_JSON: readonly [begins: string, is: string][] = [
  ["\xef\xbb\xbf", "begins with a byte order mark, which is no JSON: save it as UTF-8 without one"],
  ["\xff\xfe", "is UTF-16, and JSON is UTF-8"],
  ["\xfe\xff", "is UTF-16, and JSON is UTF-8"],
  ["<", "is HTML or XML and no JSON: was a web page saved instead of the file?"],
  ["version https://git-lfs", "is a Git LFS pointer: fetch the file itself with `git lfs pull`"],
  ["GGUF", "is a GGUF file of weights: pass the model's config.json"],
  ["PK\x03\x04", "is a zip archive, such as a checkpoint of weights: pass the model's config.json"],
  ["\x1f\x8b", "is compressed: unpack it first"],
  ["\x80", "is a pickle, such as a checkpoint of weights: pass the model's config.json"],
];
const RUNS = [".yaml", ".yml", ".toml", ".sh", ".bash"];

/** A file, exactly as it was read. `path` is how annotations name it; empty for the standard input. */
export interface Model extends Origin {
  readonly path: string;
}

/**
 * Reads a file, a folder's `config.json`, or the standard input.
 *
 * @throws {Failure} There is no such file, or it is something else than JSON.
 */
export function read(argument: string): Model {
  if (argument === "-") {
    return checked({ label: "standard input", path: "", data: content(streams.stdin) });
  }
  const path = openable(argument);
  if (RUNS.includes(extname(path).toLowerCase())) {
    throw new Failure(
      `${name(path)}: may say a run, and is no model: the command in Go, and in Python meshwise.check_file, say whether ` +
        "that may start",
    );
  }
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw new Failure(`${name(path)}: ${cause(error)}`);
  }
  try {
    return checked({ label: name(path), path, data: content(file) });
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${name(path)}: ${cause(error)}`);
  } finally {
    closeSync(file);
  }
}

/** What a descriptor holds, as much of it as the engine takes and a byte more. */
function content(file: number): Buffer {
  const chunks: Buffer[] = [];
  for (let left = MOST + 1; left > 0; ) {
    const chunk = Buffer.alloc(Math.min(left, 1 << 16));
    let size: number;
    try {
      size = readSync(file, chunk);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "EAGAIN") {
        continue; // a terminal or a pipe that has nothing yet
      }
      if (code === "EOF") {
        break; // how Windows ends a pipe
      }
      throw error;
    }
    if (size === 0) {
      break;
    }
    chunks.push(chunk.subarray(0, size));
    left -= size;
  }
  return Buffer.concat(chunks);
}

function kind(path: string): "file" | "folder" | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && (found.isDirectory() ? "folder" : "file");
}

function openable(argument: string): string {
  const what = kind(argument);
  if (what === undefined) {
    throw new Failure(`${name(argument)}: there is no such file or folder${hubHint(argument)}`);
  }
  if (what === "file") {
    return argument;
  }
  const path = join(argument, "config.json");
  switch (kind(path)) {
    case undefined:
      throw new Failure(`${name(argument)}: the folder holds no config.json`);
    case "folder":
      throw new Failure(`${name(path)}: is a folder, and a file is needed`);
  }
  return path;
}

/**
 * Refuses a folder that holds no model: the files in it may say runs, for which it is not gone through here.
 *
 * @throws {Failure} It is such a folder.
 */
export function refuseFolderOfRuns(argument: string): void {
  if (kind(argument) === "folder" && kind(join(argument, "config.json")) === undefined) {
    const hint = "files in it that say a run the command in Go finds, not yet this";
    throw new Failure(`${name(argument)}: the folder holds no config.json; ${hint}`);
  }
}

/** What to do with the name of a model on the Hugging Face Hub, which is looked up neither there nor in its cache. */
function hubHint(argument: string): string {
  return /^[^./\\][^/\\]*\/[^/\\]+$/.test(argument) && !argument.endsWith(".json")
    ? "; a model on the Hugging Face Hub the command in Go looks up, not yet this: fetch its config.json first"
    : "";
}

function checked(model: Model): Model {
  const large = "is larger than 4 MiB, the most that the engine reads; a config.json has a few KiB";
  const what = notJSON(model.data) || (model.data.length > MOST ? large : "");
  if (what) {
    throw new Failure(`${model.label}: ${what}`);
  }
  return model;
}

/** Recognises what people pass by mistake. What is wrong with all that may be JSON the engine says. */
function notJSON(data: Buffer): string {
  if (data.length > 9 && data[8] === 0x7b && !data[5] && !data[6] && !data[7]) {
    return "is a safetensors file of weights: pass the config.json beside it";
  }
  const text = data.toString("latin1").replace(/^[ \t\r\n]+/, "");
  for (const [begins, is] of NOT_JSON) {
    if (text.startsWith(begins)) {
      return is;
    }
  }
  if (text === "") {
    return "is empty";
  }
  return data.includes(0) ? "is a binary file and no JSON" : "";
}

/**
 * Adds the model to a request, as it is.
 *
 * @throws {Failure} The file cannot be used.
 */
export function addModel(request: Request, argument: string, line: Line): void {
  const model = read(argument);
  request.file = model;
  const names = membersOfOneObject(model.data.toString("latin1"));
  if (names === undefined) {
    // The file alone is the request, so that nothing is spliced: the engine says what is wrong with it.
    const alone = new Request(request.engine, undefined, model.data);
    alone.file = model;
    alone.origins.push(["", model.label]);
    alone.ask();
    throw new Failure(`${model.label}: is not one JSON object`);
  }
  const said = line.value("input") ?? "auto";
  if ((said === "auto" ? guessed(request, names) : said) === "facts") {
    request.add("facts", model.data, model.label);
  } else {
    request.add("facts", Buffer.concat([Buffer.from('{"config":'), model.data, Buffer.from("}")]), model.label);
    request.origins.push(["/facts/config", model.label]);
  }
  if (line.has("no-catalogue")) {
    request.add("catalogue", "false", "--no-catalogue");
  }
  if (model.path !== "") {
    request.add("file", quote(model.path.replaceAll(sep, "/")), model.label);
  }
}

/** Tells facts from a config by the names of the members. */
function guessed(request: Request, names: readonly string[]): "config" | "facts" {
  if (names.includes("model_type") || names.includes("architectures")) {
    return "config";
  }
  return request.engine.describe().probes.some(({ fact }) => names.includes(fact)) ? "facts" : "config";
}
