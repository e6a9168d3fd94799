/** What a word that names nothing may have been meant for: what the Go command says of it. */
import { existsSync } from "node:fs";
import { type Command, called, dashed, type Flag, VERBS, wrong } from "./commands.js";
import type { WrongUsage } from "./failure.js";
import { isId } from "./hub.js";
import { quoted } from "./printable.js";

/** The refusal of a verb that there is not. */
export function unknownVerb(word: string, command: Command): WrongUsage {
  const lower = word.toLowerCase();
  const near = [...VERBS.keys()].sort().find((verb) => distance(lower, verb) <= 2 || verb.startsWith(lower));
  let meant = near === undefined ? "" : `; did you mean ${near}?`;
  if (meant === "" && (existsSync(word) || (word.includes("/") && isId(word)))) {
    meant = `; did you mean 'meshwise check ${word}'?`;
  }
  return wrong(command, `unknown command ${quoted(word)}${meant}`);
}

/** What to say of a flag that there is not: the closest, or the verb that has it; empty where nothing is near. */
export function ofFlag(command: Command, word: string): string {
  const names = command.flags.flatMap((flag) => [flag.flag, ...(flag.theirs ?? [])]);
  const meant = closest(dashed(word), names);
  if (meant !== "") {
    return `; did you mean --${meant}?`;
  }
  for (const [verb, other] of VERBS) {
    if (other !== command && other.flags.some((flag) => has(flag, word))) {
      return `; 'meshwise ${verb}' has it`;
    }
  }
  return "";
}

function has(flag: Flag, word: string): boolean {
  return flag.of ? called(flag, word) : flag.flag === word;
}

/** Of names that are equally close the one that begins alike; empty where as much is different as is the same. */
export function closest(word: string, names: readonly string[]): string {
  const best = near(
    word,
    [...names].sort().sort((a, b) => alike(b, word) - alike(a, word)),
  );
  const tooFar = distance(word, best) > Math.floor((best.length + 2) / 3);
  return best.length > 2 && tooFar && !best.startsWith(word) ? "" : best;
}

/** Names the words that are known, the likely one first. */
export function oneOf(word: string, words: readonly string[]): string {
  const best = near(word, words);
  const all = words.join(", ");
  return best === "" ? `one of ${all}` : `${quoted(best)} (of ${all})`;
}

/** The first of the words that are closest, one that was begun before one that only looks alike; empty where none is near. */
function near(word: string, words: readonly string[]): string {
  const size = Buffer.byteLength(word);
  if (size < 2 || size > 64) {
    return "";
  }
  const got = word.toLowerCase();
  let best = "";
  let least = Math.floor(size / 2) + 1;
  for (const one of words) {
    const lower = one.toLowerCase();
    const far = lower.startsWith(got) ? 0 : distance(got, lower);
    if (far < least) {
      [best, least] = [one, far];
    }
  }
  return best;
}

function alike(a: string, b: string): number {
  let n = 0;
  while (n < Math.min(a.length, b.length) && a[n] === b[n]) {
    n++;
  }
  return n;
}

/** Levenshtein's: how many bytes are put in, left out or replaced to make one word of the other. */
function distance(from: string, to: string): number {
  const [a, b] = [Buffer.from(from), Buffer.from(to)];
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    let diagonal = row[0] as number;
    row[0] = i + 1;
    for (let j = 0; j < b.length; j++) {
      const above = row[j + 1] as number;
      row[j + 1] = Math.min(above + 1, (row[j] as number) + 1, diagonal + (a[i] === b[j] ? 0 : 1));
      diagonal = above;
    }
  }
  return row[b.length] as number;
}
