/**
 * A look at a file that goes into a request as it is. Decoding and encoding would change it: configs of real models hold
 * Infinity, and numbers that no float holds.
 */

/**
 * The names of the members, or undefined unless the text begins and ends as one JSON object does.
 *
 * A file such as `{}, "mesh": {}` must not add members to the request. In JSON that is valid every bracket outside of a
 * string closes the last that is open, so counting finds the end of the object that the engine finds too; and of a request
 * that is not valid nothing comes but an error.
 */
export function membersOfOneObject(text: string): string[] | undefined {
  if (!text.replace(/^[ \t\r\n]+/, "").startsWith("{")) {
    return undefined;
  }
  const names: string[] = [];
  let depth = 0;
  // A string, whole or cut off; or a bracket. What stands between them does not matter here.
  for (const token of text.matchAll(/"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|[{}[\]]/g)) {
    const found = token[0];
    const end = token.index + found.length;
    if (found.startsWith('"')) {
      if (depth === 1 && /^[ \t\r\n]*:/.test(text.slice(end, end + 64))) {
        names.push(unquoted(found));
      }
    } else if (found === "{" || found === "[") {
      depth++;
    } else if (--depth === 0) {
      return /^[ \t\r\n]*$/.test(text.slice(end)) ? names : undefined;
    }
  }
  return undefined;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return ""; // what is no string the engine refuses
  }
}

/** JSON that is known to be valid, for people: every literal stays as it is written. */
export function indented(text: string): string {
  let out = "";
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  parts.forEach((part, i) => {
    if (part === "{" || part === "[") {
      const empty = /^[}\]]$/.test(parts[i + 1] ?? "");
      depth += empty ? 0 : 1;
      out += empty ? part : part + line();
    } else if (part === "}" || part === "]") {
      const empty = /^[{[]$/.test(parts[i - 1] ?? "");
      depth -= empty ? 0 : 1;
      out += empty ? part : line() + part;
    } else if (part === ",") {
      out += part + line();
    } else {
      out += part === ":" ? ": " : part;
    }
  });
  return out;
}
