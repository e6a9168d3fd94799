/** A number with its noun. */
export function count(n: number, word: string): string {
  return `${n.toLocaleString("en")} ${word}${n === 1 ? "" : word.endsWith("sh") ? "es" : "s"}`;
}
