/** The text that the engine reads, to be changed: what if the model had other heads? */
import { takeText } from "../model/load.ts";
import type { Slot } from "../model/source.ts";

/** A longer text makes a field stutter. */
const MOST = 200_000;

export function ConfigText({ slot }: { slot: Slot }) {
  const read = slot.read.value;
  const text = read?.text ?? slot.draft.value;
  const id = `text${slot.index}`;
  const failed = slot.progress.value.is === "failed" && slot.source.value.from === "text";
  return (
    <details class="config" open={failed || undefined}>
      <summary>{read?.kind === "facts" ? "Facts" : "config.json"}, to paste or change</summary>
      {text.length > MOST ? (
        <p class="hint">It has {text.length.toLocaleString("en")} characters, too many to be changed here.</p>
      ) : (
        <>
          <label for={id} class="hidden">
            Text of the {read?.kind ?? "config"}
            {slot.index === 1 && " of the model beside it"}
          </label>
          <textarea
            id={id}
            rows={12}
            spellcheck={false}
            autoComplete="off"
            placeholder='{"architectures": ["LlamaForCausalLM"], …}'
            value={text}
            onInput={(event) => void takeText(slot, event.currentTarget.value, "as typed")}
          />
        </>
      )}
    </details>
  );
}
