/** A part of the answers, with its heading and what belongs beside it. */
import type { ComponentChildren } from "preact";
import { first } from "../model/source.ts";
import { answersOf } from "../state/solve.ts";

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

/** Why a part is empty. Where the question is none, that is why. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="hint">{answersOf(first).value.error ? "This waits for a question that can be asked." : children}</p>;
}
