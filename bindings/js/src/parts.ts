/** The module in two parts, for what is fetched: the first answers most questions while the rest is on its way. */
import { FIRST, REST, WHOLE } from "./generated/module.js";
import { type Compiled, compileBytes, compileFile, fetchFile } from "./source.js";

/** The first part, and how to get the whole. */
export type Part = Compiled & Required<Pick<Compiled, "checked" | "whole">>;

/**
 * Compiles the first part as it arrives. A question that it has no code for traps in it, and is one for the whole: the rest is
 * fetched, and the whole compiled, when it is asked for.
 */
export async function compileParts(first: URL, rest: URL): Promise<Part> {
  const { bytes, ...part } = await compileFile(first, FIRST);
  const whole = kept(async () => {
    const [begun, changes] = await Promise.all([bytes, fetchFile(rest, REST), part.checked]);
    return { module: await compileBytes(joined(new Uint8Array(begun), changes)), sha256: WHOLE.sha256 };
  });
  return { ...part, whole };
}

/** Keeps what a function came to, unless it failed. */
function kept<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/**
 * Makes the whole of the first part by the changes in the rest, front to back. Each is three numbers in LEB128, how many bytes
 * stay, how many then go, and how many come in their place; then these. What is behind the last change stays.
 */
export function joined(first: Uint8Array, rest: Uint8Array): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  let [from, at] = [0, 0];
  const number = () => {
    let [value, shift] = [0, 0];
    for (let byte = 0x80; byte >= 0x80; shift += 7) {
      byte = rest[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
    }
    return value;
  };
  while (at < rest.length) {
    const [stay, gone, come] = [number(), number(), number()];
    pieces.push(first.subarray(from, from + stay), rest.subarray(at, at + come));
    from += stay + gone;
    at += come;
  }
  pieces.push(first.subarray(from));
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let to = 0;
  for (const piece of pieces) {
    whole.set(piece, to);
    to += piece.length;
  }
  return whole;
}
