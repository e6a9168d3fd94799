/** The numbers of the architecture that the rules read, as the engine resolved them. */
import type { Report } from "../engine/types.ts";
import type { Slot } from "../model/source.ts";
import { answersOf } from "../state/solve.ts";

const NUMBERS: [keyof Report["architecture"], string][] = [
  ["num_hidden_layers", "layers"],
  ["num_attention_heads", "heads"],
  ["num_key_value_heads", "KV heads"],
  ["num_experts", "experts"],
  ["num_experts_per_tok", "experts a token"],
  ["intermediate_size", "MLP units"],
  ["vocab_size", "vocabulary"],
];

export function ModelFacts({ slot }: { slot: Slot }) {
  const { report } = answersOf(slot).value;
  if (!report || !slot.read.value) {
    return null;
  }
  const numbers = NUMBERS.map(([name, words]) => {
    const { value, because } = report.architecture[name] as { value: number | null; because?: { path: string }[] };
    return { name, words, value, path: because?.[0]?.path };
  }).filter(({ name, value }) => value !== null && !(value === 0 && name === "num_experts"));
  return (
    <div class="facts">
      <p class="class">{report.model}</p>
      <dl>
        {numbers.map(({ name, words, value, path }) => (
          <div key={name} title={path}>
            <dt>{words}</dt>
            <dd>{value?.toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
