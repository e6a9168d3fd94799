/** An id or an address of a model on the Hub. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { findModel, HUBS, placeWord } from "../model/address.ts";
import { cancel, takeFromHub } from "../model/load.ts";
import type { Slot } from "../model/source.ts";

export function HubField({ slot }: { slot: Slot }) {
  const typed = useSignal("");
  const problem = useSignal("");
  const { hub } = slot;
  const id = `hub${slot.index}`;
  useSignalEffect(() => {
    const source = slot.source.value; // a link or another way in: the field says what is there
    if (source.from === "hub") {
      typed.value = placeWord(source.place);
      hub.value = source.place.endpoint;
    }
  });
  const fetchIt = () => {
    const found = findModel(typed.value, hub.value);
    if ("problem" in found) {
      problem.value = found.problem;
      document.getElementById(id)?.focus();
    } else {
      problem.value = "";
      void takeFromHub(slot, found);
    }
  };
  const loading = slot.progress.value.is === "loading" && slot.source.value.from === "hub";
  return (
    <>
      <label for={id}>Hub id or address</label>
      <div class="row">
        <input
          id={id}
          class="grow"
          type="text"
          inputMode="url"
          placeholder="owner/name"
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          value={typed.value}
          aria-invalid={problem.value !== ""}
          aria-describedby={problem.value ? `${id}problem` : undefined}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            problem.value = "";
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              fetchIt();
            }
          }}
        />
        {loading ? (
          <button type="button" onClick={() => cancel(slot)}>
            Cancel
          </button>
        ) : (
          <button type="button" class="primary" onClick={fetchIt}>
            Fetch
          </button>
        )}
      </div>
      <p class="problem" id={`${id}problem`} role="alert">
        {problem}
      </p>
      {HUBS.length > 1 && (
        <div class="inline">
          <label for={`${id}from`}>from</label>
          <select id={`${id}from`} value={hub.value} onChange={(event) => (hub.value = event.currentTarget.value)}>
            {HUBS.map((address) => (
              <option key={address} value={address}>
                {new URL(address).host}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  );
}
