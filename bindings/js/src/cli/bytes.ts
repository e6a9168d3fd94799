/** The bytes that people hand over, and what they are where they are no text. */
import { closeSync, openSync, readSync } from "node:fs";
import { cause, Failure } from "./failure.js";
import { name } from "./printable.js";

/** The bytes of the largest request. */
export const MOST = 4 << 20;

const LARGE = "is larger than 4 MiB, the most that the engine reads; a config.json has a few KiB";
const BYTE_ORDER_MARK = "begins with a byte order mark, which is no JSON: save it as UTF-8 without one";
const NOT_JSON: readonly [begins: string, is: string][] = [
  ["\xef\xbb\xbf", BYTE_ORDER_MARK],
  ["\xff\xfe", "is UTF-16, and JSON is UTF-8"],
  ["\xfe\xff", "is UTF-16, and JSON is UTF-8"],
  ["<", "is HTML or XML and no JSON: was a web page saved instead of the file?"],
  ["version https://git-lfs", "is a Git LFS pointer: fetch the file itself with `git lfs pull`"],
  ["GGUF", "is a GGUF file of weights: pass the model's config.json"],
  ["PK\x03\x04", "is a zip archive, such as a checkpoint of weights: pass the model's config.json"],
  ["\x1f\x8b", "is compressed: unpack it first"],
  ["\x80", "is a pickle, such as a checkpoint of weights: pass the model's config.json"],
];

/**
 * What a file holds, as much of it as the engine takes.
 *
 * @param wrong What its bytes are where they cannot be used; it is said before their number.
 * @throws {Failure} It cannot be read, or not used.
 */
export function bytesOf(path: string, label: string, wrong: (data: Buffer) => string): Buffer {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw new Failure(`${name(path)}: ${cause(error)}`);
  }
  try {
    return used(content(file), label, wrong);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${label}: ${cause(error)}`);
  } finally {
    closeSync(file);
  }
}

/**
 * Bytes that may be used.
 *
 * @throws {Failure} They are something else, or too many.
 */
export function used(data: Buffer, label: string, wrong: (data: Buffer) => string): Buffer {
  const what = wrong(data) || (data.length > MOST ? LARGE : "");
  if (what) {
    throw new Failure(`${label}: ${what}`);
  }
  return data;
}

/** What a descriptor holds, as much of it as the engine takes and a byte more. */
export function content(file: number): Buffer {
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

/** Recognises what people pass by mistake. What is wrong with all that may be JSON the engine says. */
export function notJSON(data: Buffer): string {
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

/** {@link notJSON} for a file that may be any text: YAML has a byte order mark now and then. */
export function notText(data: Buffer): string {
  const what = notJSON(data);
  return what === BYTE_ORDER_MARK ? "" : what;
}

/** The offset of the first byte that is no UTF-8; undefined where all are. */
export function invalidUTF8(data: Buffer): number | undefined {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const reads = (from: number, to: number) => {
    try {
      decoder.decode(data.subarray(from, to));
      return true;
    } catch {
      return false;
    }
  };
  if (reads(0, data.length)) {
    return undefined;
  }
  for (let at = 0; at < data.length; ) {
    const first = data[at] as number;
    const size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (size > 1 && !reads(at, at + size)) {
      return at;
    }
    at += size;
  }
  return undefined;
}

/** The place of a byte, as `:line:column`. */
export function lineAndColumn(data: Buffer, at: number): string {
  const before = data.subarray(0, at);
  const line = before.reduce((n, byte) => n + (byte === 0x0a ? 1 : 0), 1);
  const column = before.subarray(before.lastIndexOf(0x0a) + 1).toString("utf8");
  return `:${line}:${Array.from(column).length + 1}`;
}
