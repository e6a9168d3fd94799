/** A part of the answers, with its heading and what belongs beside it. */
import type { ComponentChildren } from "preact";

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
