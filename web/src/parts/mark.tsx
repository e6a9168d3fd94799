/** Signs that say the same as their colour. */

export type Truth = boolean | null;

const WORDS = { true: "yes", false: "no", null: "unknown" } as const;
const SIGNS = { true: "✓", false: "✗", null: "?" } as const;
const TONES = { true: "good", false: "bad", null: "open" } as const;

const key = (truth: Truth) => String(truth) as keyof typeof WORDS;

/** The class for a truth's colour. */
export const toneOf = (truth: Truth): string => TONES[key(truth)];

/** ✓, ✗ or ?, read out as a word. */
export function Sign({ truth, word = WORDS[key(truth)] }: { truth: Truth; word?: string }) {
  return (
    <span class={`sign ${toneOf(truth)}`}>
      <span aria-hidden="true">{SIGNS[key(truth)]}</span>
      <span class="hidden">{word}</span>
    </span>
  );
}

/** The sign with its word. */
export function Answer({ truth }: { truth: Truth }) {
  return (
    <span class={`answer ${toneOf(truth)}`}>
      <span aria-hidden="true">{SIGNS[key(truth)]}</span> {WORDS[key(truth)]}
    </span>
  );
}

/** A value as the engine saw it. */
export function Seen({ evidence }: { evidence: object }) {
  const { path, value, entries, opaque, raised, source } = evidence as {
    path: string;
    source?: string;
    value?: unknown;
    entries?: number;
    opaque?: string;
    raised?: string;
  };
  let said = "";
  if (entries !== undefined) {
    said = ` has ${entries} ${entries === 1 ? "entry" : "entries"}`;
  } else if (opaque !== undefined) {
    said = ` is a ${opaque}`;
  } else if (raised !== undefined) {
    said = ` raised ${raised}`;
  } else if (value === null) {
    said = " is not there";
  } else {
    said = ` = ${typeof value === "string" ? JSON.stringify(value) : String(value)}`;
  }
  return (
    <code class="seen">
      {path}
      {said}
      {source && (
        <span class="faint" title={`as in ${source}`}>
          {" "}
          (catalogue)
        </span>
      )}
    </code>
  );
}
