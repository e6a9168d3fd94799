/** How the model is spread: the framework, the strategy, and the size of every axis. */
import type { Signal } from "@preact/signals";
import { first } from "../model/source.ts";
import { axisText, described, frameworkNames } from "../state/description.ts";
import {
  attention,
  framework,
  run,
  type SizeName,
  schedule,
  sizes,
  strategy,
  transformers,
} from "../state/question.ts";
import { answersOf } from "../state/solve.ts";
import { NumberField } from "./field.tsx";

const AXES: [string, SizeName, string][] = [
  ["tp", "tp_size", "Tensor"],
  ["pp", "pp_size", "Pipeline"],
  ["cp", "cp_size", "Context"],
  ["ep", "ep_size", "Expert"],
  ["dp_replicate", "dp_replicate_size", "Replicas"],
];

export function SizesBox() {
  const known = described.value;
  const mesh = answersOf(first).value.verdict?.mesh;
  const settled = (name: SizeName) => mesh?.[name]?.toString();
  return (
    <section class="box" aria-labelledby="sizestitle">
      <h2 id="sizestitle">Parallelism</h2>
      <div class="pair">
        <Choice
          label="Framework"
          value={framework}
          options={known?.frameworks ?? []}
          words={(name) => frameworkNames.value[name] ?? name}
        />
        <Choice label="Strategy" value={strategy} options={known?.strategies ?? []} />
      </div>
      <div class="axes">
        {AXES.map(([axis, name, words]) => (
          <NumberField
            key={name}
            name={name}
            value={sizes[name]}
            follows="1"
            steps
            label={
              <span title={axisText(axis)}>
                <code>{axis}</code> {words}
              </span>
            }
          />
        ))}
        <p class="follows" title="What the others leave of the world">
          <span>
            <code>dp</code> Data
          </span>
          <output>{settled("dp_size") ?? "?"}</output>
        </p>
      </div>
      <details>
        <summary>More of the run</summary>
        <div class="pair">
          <NumberField name="dp_size" label="dp_size" value={sizes.dp_size} follows={settled("dp_size")} />
          <NumberField
            name="dp_shard_size"
            label="dp_shard_size"
            value={sizes.dp_shard_size}
            follows={settled("dp_shard_size")}
          />
          <NumberField name="layers_per_stage" label="Layers a stage" value={run.layers_per_stage} />
          <NumberField
            name="expert_tensor_parallel_size"
            label="Expert TP"
            value={run.expert_tensor_parallel_size}
            follows="tp"
          />
        </div>
        <div class="pair">
          <Word name="backend.attn" label="Attention backend" value={attention} placeholder="te, sdpa, flex…" />
          <Word name="transformers_version" label="transformers" value={transformers} placeholder="5.23.0" />
        </div>
        <Choice
          label="Pipeline schedule"
          value={schedule}
          options={["", ...(known?.pipeline_schedules ?? [])]}
          words={(w) => w || "not given"}
        />
      </details>
    </section>
  );
}

interface WordProps {
  name: string;
  label: string;
  value: Signal<string>;
  placeholder: string;
}

function Word({ name, label, value, placeholder }: WordProps) {
  return (
    <div>
      <label for={name}>{label}</label>
      <input
        id={name}
        type="text"
        autoComplete="off"
        autoCapitalize="off"
        spellcheck={false}
        placeholder={placeholder}
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.value)}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: Signal<string>;
  options: readonly string[];
  words?: (option: string) => string;
}

function Choice({ label, value, options, words = (word) => word }: ChoiceProps) {
  const id = label.toLowerCase().replaceAll(" ", "-");
  return (
    <div>
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value.value || options[0]}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          value.value = chosen === options[0] ? "" : chosen;
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {words(option)}
          </option>
        ))}
      </select>
    </div>
  );
}
