/** Text to be copied. */
import { useSignal } from "@preact/signals";

/** Puts a text into the clipboard; false where the browser does not let it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Lines to paste elsewhere, with a button that copies them. */
export function Snippet({ text, label }: { text: string; label: string }) {
  const done = useSignal("");
  const copy = async () => {
    done.value = (await copyText(text)) ? "Copied" : "Select and copy";
    setTimeout(() => {
      done.value = "";
    }, 2000);
  };
  return (
    <div class="snippet">
      <pre>{text.trimEnd()}</pre>
      <button type="button" class="plain small" aria-label={`Copy: ${label}`} onClick={copy}>
        {done.value || "Copy"}
      </button>
      <span class="hidden" role="status">
        {done}
      </span>
    </div>
  );
}
