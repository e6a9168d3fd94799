/** A way out of the page. It opens beside it: what was asked stays. */
import type { ComponentChildren } from "preact";

export function Link({ to, children }: { to: string; children: ComponentChildren }) {
  return (
    <a href={to} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}
