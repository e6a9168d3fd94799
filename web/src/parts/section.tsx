/** A part of the answers, with its heading and what belongs beside it. */
import type { ComponentChildren } from "preact";
import { health, isIll } from "../engine/engine.ts";
import { first, type Slot } from "../model/source.ts";
import { turnedSlot } from "../state/question.ts";
import { answersOf, busy } from "../state/solve.ts";

interface Props {
  id: string;
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}

export function Section({ id, title, aside, children }: Props) {
  return (
    <section class="part" aria-labelledby={id}>
      <div class="parthead">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

interface Refusal {
  violations: readonly { code: string; message?: string | undefined }[] | undefined;
  children: ComponentChildren;
}

/** A part that is empty because its mesh is refused, and by what. */
export function Refused({ violations = [], children }: Refusal) {
  return (
    <>
      <Empty slot={turnedSlot.value}>{children}</Empty>
      {violations.map(({ code, message }) => (
        <p class="hint" key={code}>
          {message}
        </p>
      ))}
    </>
  );
}

/** Why a part is empty: it waits, or the question is none, or as is said here. */
export function Empty({ slot = first, children }: { slot?: Slot; children: ComponentChildren }) {
  const waits = slot.progress.value.is === "loading" || busy.value;
  return (
    <p class="hint">
      {waits
        ? "One moment…"
        : isIll(health.value)
          ? "This waits for the engine."
          : answersOf(slot).value.error
            ? "This waits for a question that can be asked."
            : (answersOf(slot).value.unjudged ?? children)}
    </p>
  );
}
