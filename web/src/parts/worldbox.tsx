/** Where it runs: how many GPUs, and how many of them share a node. */
import { saidOf, sayAll } from "../state/said.ts";
import { settingNamed } from "../state/table.ts";
import { SettingField } from "./settingfield.tsx";

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
  const world = settingNamed("world_size");
  const node = settingNamed("gpus_per_node");
  const chosen = PRESETS.findIndex(
    (preset) => String(preset.world) === saidOf("world_size") && String(preset.node) === saidOf("gpus_per_node"),
  );
  const choose = (index: number) => {
    const preset = PRESETS[index];
    if (preset) {
      sayAll([
        ["world_size", String(preset.world)],
        ["gpus_per_node", String(preset.node)],
      ]);
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
        {world && <SettingField setting={world} brief follows="smallest" steps />}
        {node && <SettingField setting={node} brief steps />}
      </div>
    </section>
  );
}
