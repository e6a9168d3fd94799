/** A table that becomes a list, each row a block of its own, where its columns do not fit the room that there is. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  /** Of the table. */
  class?: string;
  /** What it is, for those who listen. */
  label: string;
  children: ComponentChildren;
}

/**
 * Measured and not asked by a width of the screen: how wide the columns are is known once they are drawn, with the fonts
 * that there are. A cell says in `data-name` what stands before it in the list.
 */
export function FittingTable({ label, class: name = "", children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const fit = () => {
    const element = box.current;
    if (element) {
      delete element.dataset.list;
      if (element.scrollWidth > element.clientWidth) {
        element.dataset.list = "";
      }
    }
  };
  useLayoutEffect(fit); // whatever was drawn anew
  useLayoutEffect(() => {
    // The measure has no height: the room changes only where the width does, or where it is shown for the first time.
    const watch = new ResizeObserver(fit);
    const [measure] = box.current?.children ?? [];
    if (measure) {
      watch.observe(measure);
    }
    return () => watch.disconnect();
  }, []);
  return (
    <div class="fitting" ref={box}>
      <div class="measure" />
      <table class={name} aria-label={label}>
        {children}
      </table>
    </div>
  );
}
