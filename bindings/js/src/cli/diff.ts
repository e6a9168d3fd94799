/**
 * A unified diff, which patch -p1 and git apply take. It is anchored: lines that stand once in both texts, in the same order,
 * hold it together, and what is equal around them is not changed. The Go command's library does the same.
 */

/** Lines that stay, around what changes. */
const CONTEXT = 3;

type Pair = readonly [x: number, y: number];

/** The diff; empty where nothing changes. */
export function unified(oldName: string, old: string, newName: string, now: string): string {
  if (old === now) {
    return "";
  }
  const [x, y] = [linesOf(old), linesOf(now)];
  let out = `--- ${oldName}\n+++ ${newName}\n`;
  let begin: Pair = [0, 0]; // where the hunk begins
  let done: Pair = [0, 0]; // what is in hunks already
  let hunk: string[] = [];
  for (const anchor of [[0, 0] as Pair, ...anchors(x, y), [x.length, y.length] as Pair]) {
    if (anchor[0] < done[0]) {
      continue; // it is within what was equal behind an earlier one
    }
    const [start, end] = equalAround(x, y, anchor, done);
    hunk.push(...x.slice(done[0], start[0]).map((line) => `-${line}`));
    hunk.push(...y.slice(done[1], start[1]).map((line) => `+${line}`));
    const same = x.slice(start[0], end[0]);
    const atEnd = end[0] === x.length && end[1] === y.length;
    if (!atEnd && (same.length < CONTEXT || (hunk.length > 0 && same.length < 2 * CONTEXT))) {
      hunk.push(...same.map((line) => ` ${line}`)); // too little is equal to end the hunk
      done = end;
      continue;
    }
    if (hunk.length > 0) {
      hunk.push(...same.slice(0, CONTEXT).map((line) => ` ${line}`));
      out += written(begin, hunk);
    }
    if (atEnd) {
      break;
    }
    begin = [end[0] - CONTEXT, end[1] - CONTEXT];
    hunk = same.slice(-CONTEXT).map((line) => ` ${line}`);
    done = end;
  }
  return out;
}

function written([x, y]: Pair, hunk: readonly string[]): string {
  const removed = hunk.filter((line) => !line.startsWith("+")).length;
  const added = hunk.filter((line) => !line.startsWith("-")).length;
  // A side without lines is named by the line before it.
  const [from, to] = [x + (removed > 0 ? 1 : 0), y + (added > 0 ? 1 : 0)];
  return `@@ -${from},${removed} +${to},${added} @@\n${hunk.join("")}`;
}

/** How far two texts are equal before and behind a pair of lines. */
function equalAround(x: readonly string[], y: readonly string[], anchor: Pair, done: Pair): [start: Pair, end: Pair] {
  let [i, j] = anchor;
  while (i > done[0] && j > done[1] && x[i - 1] === y[j - 1]) {
    [i, j] = [i - 1, j - 1];
  }
  let [k, l] = anchor;
  while (k < x.length && l < y.length && x[k] === y[l]) {
    [k, l] = [k + 1, l + 1];
  }
  return [
    [i, j],
    [k, l],
  ];
}

/** The lines with their ends. One that has none says so. */
function linesOf(text: string): string[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.map((line) => (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`));
}

/** The longest chain of lines that stand once in both texts, in the order of both. */
function anchors(x: readonly string[], y: readonly string[]): Pair[] {
  const inY = once(y);
  const pairs: Pair[] = [];
  for (const [line, i] of once(x)) {
    const j = inY.get(line);
    if (j !== undefined) {
      pairs.push([i, j]);
    }
  }
  pairs.sort(([a], [b]) => a - b);
  // Of the chains of each length the one whose last line stands first, and what stands before each line in its chain.
  const last: number[] = [];
  const before: number[] = [];
  pairs.forEach(([, j], n) => {
    let [at, end] = [0, last.length];
    while (at < end) {
      const middle = (at + end) >> 1;
      if ((pairs[last[middle] as number] as Pair)[1] < j) {
        at = middle + 1;
      } else {
        end = middle;
      }
    }
    before[n] = at > 0 ? (last[at - 1] as number) : -1;
    last[at] = n;
  });
  const chain: Pair[] = [];
  for (let n = last.at(-1) ?? -1; n >= 0; n = before[n] as number) {
    chain.unshift(pairs[n] as Pair);
  }
  return chain;
}

/** The lines that stand once, with their places. */
function once(lines: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  const twice = new Set<string>();
  lines.forEach((line, i) => {
    if (found.has(line)) {
      twice.add(line);
    }
    found.set(line, i);
  });
  return new Map([...found].filter(([line]) => !twice.has(line)));
}
