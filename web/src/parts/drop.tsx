/** A file may be dropped, and a config pasted, anywhere on the page. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { takeFile, takeText } from "../model/load.ts";
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
      const file = event.dataTransfer.files[0];
      void (file ? takeFile(slot, file) : takeText(slot, event.dataTransfer.getData("text/plain"), "dropped"));
    };
    const paste = (event: ClipboardEvent) => {
      const inField = (event.target as Element | null)?.closest?.("input, textarea, select");
      const file = event.clipboardData?.files[0];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (inField || (!file && !text.trim().startsWith("{"))) {
        return;
      }
      event.preventDefault();
      void (file ? takeFile(target(), file) : takeText(target(), text, "pasted"));
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
      <p>Drop the config.json</p>
    </div>
  ) : null;
}
