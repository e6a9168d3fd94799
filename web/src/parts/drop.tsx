/** Files may be dropped, and any text pasted, anywhere on the page. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { takeAll } from "../model/intake.ts";
import { first, second } from "../model/source.ts";
import { comparing } from "../state/view.ts";

/** The slot that a loose file is for: the first, or the second where only that one is empty. */
const target = () => (comparing.value && first.read.value && !second.read.value ? second : first);

export function DropTarget() {
  const over = useSignal(false);
  useSignalEffect(() => {
    const carries = (event: DragEvent) =>
      event.dataTransfer?.types.some((type) => type === "Files" || type === "text/plain");
    const drag = (event: DragEvent) => {
      if (carries(event)) {
        event.preventDefault();
        over.value = true;
      }
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) {
        over.value = false;
      }
    };
    const drop = (event: DragEvent) => {
      over.value = false;
      if (!event.dataTransfer || !carries(event)) {
        return;
      }
      event.preventDefault();
      const box = (event.target as Element | null)?.closest?.("[data-slot]");
      const slot = box?.getAttribute("data-slot") === "1" ? second : box ? first : target();
      const list = [...event.dataTransfer.files];
      const text = event.dataTransfer.getData("text/plain");
      void takeAll(list.length > 0 ? list : [{ name: "dropped", text }], slot);
    };
    const paste = (event: ClipboardEvent) => {
      const field = (event.target as Element | null)?.closest?.("input, textarea, select");
      const list = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      // A field of one line takes no file: what has more lines is meant for the page.
      const isForField = field && (field.matches("textarea") || !text.trim().includes("\n"));
      if (list.length === 0 && (isForField || text.trim() === "")) {
        return;
      }
      event.preventDefault();
      void takeAll(list.length > 0 ? list : [{ name: "pasted", text }], target());
    };
    addEventListener("dragover", drag);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("dragover", drag);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
      removeEventListener("paste", paste);
    };
  });
  return over.value ? (
    <div class="dropping" aria-hidden="true">
      <p>Drop a recipe, a script, a config</p>
    </div>
  ) : null;
}
