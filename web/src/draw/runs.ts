/** Ranks in few words: runs, and what is regular cut in the middle. */

/** `36–39`, `5, 37`, or `33, 37, 41, … 61`. */
export function rankWords(ranks: readonly number[], most = 6): string {
  const runs: [number, number][] = [];
  for (const rank of ranks) {
    const last = runs.at(-1);
    if (last && last[1] === rank - 1) {
      last[1] = rank;
    } else {
      runs.push([rank, rank]);
    }
  }
  const words = runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return words.length <= most ? words.join(", ") : `${words.slice(0, most - 2).join(", ")}, … ${words.at(-1)}`;
}
