/** Which model: from the Hub, from a file, from a text, or an example. */

import examples from "virtual:examples";
import { useSignal } from "@preact/signals";
import { takeExample, takeFile } from "../model/load.ts";
import type { Slot } from "../model/source.ts";
import { sourceWords } from "../model/words.ts";
import { ConfigText } from "./configtext.tsx";
import { HubField } from "./hubfield.tsx";
import { ModelFacts } from "./modelfacts.tsx";
import { ModelProblem } from "./modelproblem.tsx";
import { Token } from "./token.tsx";

export function ModelBox({ slot }: { slot: Slot }) {
  const title = slot.index === 0 ? "Model" : "Model beside it";
  const id = `model${slot.index}`;
  return (
    <section class="box" aria-labelledby={id} data-slot={slot.index}>
      <h2 id={id}>{title}</h2>
      <HubField slot={slot} />
      <div class="row or" title="Or drop or paste a config.json anywhere on the page">
        <Examples slot={slot} />
        <FileButton slot={slot} />
      </div>
      <State slot={slot} />
      <ModelFacts slot={slot} />
      <div class="row more">
        <ConfigText slot={slot} />
        <Token slot={slot} />
      </div>
    </section>
  );
}

const GROUPS = [...new Set(examples.flatMap(({ group }) => group ?? []))];

function Examples({ slot }: { slot: Slot }) {
  const source = slot.source.value;
  const choose = (id: string) => id && void takeExample(slot, id);
  const option = ({ id, name }: (typeof examples)[number]) => (
    <option key={id} value={id}>
      {name}
    </option>
  );
  return (
    <div class="grow">
      <select
        aria-label={`Example${slot.index === 1 ? " for the model beside it" : ""}`}
        value={source.from === "example" ? source.id : ""}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">Examples…</option>
        {examples.filter(({ id, group }) => source.from === "example" && id === source.id && !group).map(option)}
        {GROUPS.map((group) => (
          <optgroup key={group} label={group}>
            {examples.filter((example) => example.group === group).map(option)}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

function FileButton({ slot }: { slot: Slot }) {
  const count = useSignal(0); // a fresh input each time: the same file may be chosen again
  const choose = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file) {
      count.value++;
      void takeFile(slot, file);
    }
  };
  return (
    <label class="filebutton">
      <input
        key={count.value}
        type="file"
        accept=".json,application/json"
        aria-label={`Choose a config.json${slot.index === 1 ? " for the model beside it" : ""}`}
        onChange={(event) => choose(event.currentTarget)}
      />
      <span aria-hidden="true">Choose a file</span>
    </label>
  );
}

function State({ slot }: { slot: Slot }) {
  const progress = slot.progress.value;
  return (
    <div role="status" aria-busy={progress.is === "loading"}>
      {progress.is === "loading" && (
        <p class="loading">
          <span class="spinner" aria-hidden="true" /> Fetching {progress.what}…
        </p>
      )}
      {progress.is === "failed" && <ModelProblem slot={slot} problem={progress.problem} />}
      {progress.is === "empty" && slot.index === 1 && <p class="hint">Choose a model to set beside the first.</p>}
      {progress.is === "ready" && <p class="from">{sourceWords(slot)}</p>}
      {progress.is === "ready" && slot.instead.value && (
        <ModelProblem slot={slot} problem={slot.instead.value} mended />
      )}
    </div>
  );
}
