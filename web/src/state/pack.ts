/** A config in a link: deflated, in the alphabet of addresses. */

const MOST_UNPACKED = 1 << 20; // a link is short, and what it unfolds to is bounded as well

export async function pack(text: string): Promise<string> {
  const bytes = await through(new Blob([text]), new CompressionStream("deflate-raw"), Number.POSITIVE_INFINITY);
  let word = "";
  for (const byte of bytes ?? []) {
    word += String.fromCharCode(byte);
  }
  return btoa(word).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The text again; null where the word is damaged, or unfolds to too much. */
export async function unpack(word: string): Promise<string | null> {
  try {
    const bytes = Uint8Array.from(atob(word.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    const found = await through(new Blob([bytes]), new DecompressionStream("deflate-raw"), MOST_UNPACKED);
    return found && new TextDecoder("utf-8", { fatal: true }).decode(found);
  } catch {
    return null;
  }
}

async function through(blob: Blob, stream: GenericTransformStream, most: number): Promise<Uint8Array | null> {
  const reader = blob
    .stream()
    .pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>)
    .getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  while (true) {
    const { done, value } = await reader.read();
    if (done) {
      return new Uint8Array(await new Blob(parts).arrayBuffer());
    }
    size += value.length;
    if (size > most) {
      await reader.cancel();
      return null;
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
}
