/** Where a file is chosen or pasted by those who do not drop it. */
import { useSignal } from "@preact/signals";
import { takeAll } from "../model/intake.ts";

export function FileBox() {
  const count = useSignal(0); // a fresh input each time: the same file may be chosen again
  const text = useSignal("");
  const choose = (input: HTMLInputElement) => {
    const list = [...(input.files ?? [])];
    if (list.length > 0) {
      count.value++;
      void takeAll(list);
    }
  };
  const check = () => {
    if (text.value.trim() !== "") {
      void takeAll([{ name: "pasted", text: text.value }]);
      text.value = "";
    }
  };
  return (
    <section class="box" aria-labelledby="filebox">
      <div class="row">
        <h2 id="filebox" class="grow">
          Check a file
        </h2>
        <label class="filebutton">
          <input
            key={count.value}
            type="file"
            multiple
            aria-label="Choose files that start a run"
            onChange={(event) => choose(event.currentTarget)}
          />
          <span aria-hidden="true">Choose files</span>
        </label>
      </div>
      <p class="hint">
        A recipe, a launch script, a config, a command or a Hub id: drop or paste it anywhere. Nothing leaves the tab.
      </p>
      <details>
        <summary>Paste it here</summary>
        <label for="pastefile" class="hidden">
          Text of the file or the command
        </label>
        <textarea
          id="pastefile"
          rows={6}
          spellcheck={false}
          autoComplete="off"
          placeholder="torchrun --nproc-per-node 8 pretrain_gpt.py …"
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
        <button type="button" class="primary small" onClick={check}>
          Check it
        </button>
      </details>
    </section>
  );
}
