/** Where it runs: how many GPUs, and how many of them share a node. */
import { run, sizes } from "../state/question.ts";
import { NumberField } from "./field.tsx";

interface Preset {
  label: string;
  world: number;
  node: number;
}

const PRESETS: Preset[] = [
  { label: "8×H100", world: 8, node: 8 },
  { label: "2 nodes × 8", world: 16, node: 8 },
  { label: "8 nodes × 8", world: 64, node: 8 },
  { label: "16 nodes × 8", world: 128, node: 8 },
  { label: "128 nodes × 8", world: 1024, node: 8 },
  { label: "512 nodes × 8", world: 4096, node: 8 },
  { label: "4×A100", world: 4, node: 4 },
  { label: "16 nodes × 4 (GB200)", world: 64, node: 4 },
  { label: "1 GPU", world: 1, node: 1 },
];

export function WorldBox() {
  const world = sizes.world_size;
  const node = run.gpus_per_node;
  const chosen = PRESETS.findIndex((p) => String(p.world) === world.value && String(p.node) === node.value);
  const choose = (index: number) => {
    const preset = PRESETS[index];
    if (preset) {
      world.value = String(preset.world);
      node.value = String(preset.node);
    }
  };
  return (
    <section class="box" aria-labelledby="worldtitle">
      <div class="row">
        <h2 id="worldtitle">GPUs</h2>
        <div class="grow">
          <select
            aria-label="A usual cluster"
            value={String(chosen)}
            onChange={(event) => choose(Number(event.currentTarget.value))}
          >
            <option value="-1">As typed</option>
            {PRESETS.map(({ label }, index) => (
              <option key={label} value={String(index)}>
                {label}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div class="pair">
        <NumberField name="world_size" label="World size" value={world} follows="smallest" steps />
        <NumberField name="gpus_per_node" label="GPUs a node" value={node} steps />
      </div>
    </section>
  );
}
