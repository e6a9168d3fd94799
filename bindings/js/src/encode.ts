/** JSON as the engine reads it, which is JSON with the NaN and Infinity that Python writes into configs. */

const MOST_DEPTH = 70; // the engine refuses more than 64 levels, and reads no further

class TooDeep extends Error {}

/**
 * Writes a value as JSON.stringify does, with three differences: numbers that are not finite are kept, a bigint is an
 * integer, and halves of surrogate pairs, which are no UTF-8, become U+FFFD. What lies deeper than any request may go is
 * cut off, and the engine refuses it by its depth: so a value that contains itself is refused as well.
 */
export function encode(value: unknown): string {
  const parts: string[] = [];
  try {
    write(value, parts, 1);
  } catch (error) {
    if (!(error instanceof TooDeep)) {
      throw error;
    }
  }
  return parts.join("");
}

function write(value: unknown, parts: string[], depth: number): void {
  if (depth > MOST_DEPTH) {
    throw new TooDeep();
  }
  const plain = said(value);
  switch (typeof plain) {
    case "string":
      parts.push(JSON.stringify(wellFormed(plain)));
      return;
    case "number":
    case "bigint":
    case "boolean":
      parts.push(String(plain));
      return;
    case "object":
      break;
    default: // undefined, a function, a symbol: nothing in an object, and null in an array
      parts.push("null");
      return;
  }
  if (plain === null) {
    parts.push("null");
  } else if (Array.isArray(plain)) {
    parts.push("[");
    for (let n = 0; n < plain.length; n++) {
      parts.push(n > 0 ? "," : "");
      write(plain[n], parts, depth + 1);
    }
    parts.push("]");
  } else {
    parts.push("{");
    let comma = "";
    for (const name of Object.keys(plain)) {
      const member: unknown = (plain as Record<string, unknown>)[name];
      if (isData(member)) {
        parts.push(comma, JSON.stringify(wellFormed(name)), ":");
        write(member, parts, depth + 1);
        comma = ",";
      }
    }
    parts.push("}");
  }
}

function isData(value: unknown): boolean {
  return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}

function said(value: unknown): unknown {
  if (typeof value === "object" && value !== null) {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") {
      return toJSON.call(value);
    }
    if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      return value.valueOf();
    }
  }
  return value;
}

const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A string without halves of surrogate pairs. */
export function wellFormed(text: string): string {
  return text.replace(HALF, "\ufffd");
}

const CONSTANT = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/**
 * Reads JSON with NaN and Infinity, as Python writes them into configs.
 *
 * @throws {SyntaxError} It is none.
 */
export function decode(text: string): unknown {
  const numbers: Readonly<Record<string, number>> = {
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    "-Infinity": Number.NEGATIVE_INFINITY,
  };
  let mark = "meshwise:";
  while (text.includes(mark)) {
    mark += ":";
  }
  let found = false;
  const replaced = text.replace(CONSTANT, (token) => {
    if (token.startsWith('"')) {
      return token;
    }
    found = true;
    return `"${mark}${token}"`;
  });
  if (!found) {
    return JSON.parse(text);
  }
  return JSON.parse(replaced, (_, value) =>
    typeof value === "string" && value.startsWith(mark) ? numbers[value.slice(mark.length)] : value,
  );
}
