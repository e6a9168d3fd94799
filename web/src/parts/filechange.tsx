/** The text of a file, to be changed: what if it said something else? */
import { change } from "../model/intake.ts";

/** A longer text makes a field stutter. */
const MOST = 200_000;

export function Change({ name, text, open }: { name: string; text: string; open?: boolean }) {
  return (
    <details open={open || undefined}>
      <summary>The text, to be changed here</summary>
      {text.length > MOST ? (
        <p class="hint">It has {text.length.toLocaleString("en")} characters, too many to be changed here.</p>
      ) : (
        <>
          <label for="changefile" class="hidden">
            Text of {name}
          </label>
          <textarea
            id="changefile"
            rows={14}
            spellcheck={false}
            autoComplete="off"
            value={text}
            onInput={(event) => void change(name, event.currentTarget.value)}
          />
        </>
      )}
    </details>
  );
}
