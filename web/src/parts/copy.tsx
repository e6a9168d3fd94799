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

interface Props {
  text: string;
  words?: string;
  /** What is copied, where the words do not say it. */
  label?: string;
}

/** A button that copies a text, and says whether it did. */
export function CopyButton({ text, words = "Copy", label }: Props) {
  const done = useSignal("");
  const copy = async () => {
    done.value = (await copyText(text)) ? "Copied" : "Select and copy";
    setTimeout(() => {
      done.value = "";
    }, 2000);
  };
  return (
    <>
      <button type="button" class="plain small" aria-label={label && `Copy: ${label}`} onClick={copy}>
        {done.value || words}
      </button>
      <span class="hidden" role="status">
        {done}
      </span>
    </>
  );
}

/** Lines to paste elsewhere. */
export function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <div class="snippet">
      <pre>{text.trimEnd()}</pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}
