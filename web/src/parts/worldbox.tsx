/** Where it runs: how many GPUs, and how many of them share a node. */
import { saidOf, sayAll } from "../state/said.ts";
import { settingNamed } from "../state/table.ts";
import { SettingField } from "./settingfield.tsx";

interface Preset {
  label: string;
  world: number;
  node: number;
  gpu: string;
}

const PRESETS: Preset[] = [
  { label: "1 × H100", world: 1, node: 1, gpu: "h100" },
  { label: "8 × H100", world: 8, node: 8, gpu: "h100" },
  { label: "2 nodes × 8 H100", world: 16, node: 8, gpu: "h100" },
  { label: "8 nodes × 8 H100", world: 64, node: 8, gpu: "h100" },
  { label: "16 nodes × 8 H100", world: 128, node: 8, gpu: "h100" },
  { label: "128 nodes × 8 H100", world: 1024, node: 8, gpu: "h100" },
  { label: "512 nodes × 8 H100", world: 4096, node: 8, gpu: "h100" },
  { label: "4 × A100", world: 4, node: 4, gpu: "a100" },
  { label: "8 × H200", world: 8, node: 8, gpu: "h200" },
  { label: "8 nodes × 8 B200", world: 64, node: 8, gpu: "b200" },
  { label: "16 nodes × 4 GB200", world: 64, node: 4, gpu: "gb200" },
];

export function WorldBox() {
  const world = settingNamed("world_size");
  const node = settingNamed("gpus_per_node");
  const gpu = settingNamed("gpu");
  const chosen = PRESETS.findIndex(
    (preset) =>
      String(preset.world) === saidOf("world_size") &&
      String(preset.node) === saidOf("gpus_per_node") &&
      preset.gpu === saidOf("gpu"),
  );
  const choose = (index: number) => {
    const preset = PRESETS[index];
    if (preset) {
      sayAll([
        ["world_size", String(preset.world)],
        ["gpus_per_node", String(preset.node)],
        ["gpu", preset.gpu],
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
        {gpu && <SettingField setting={gpu} brief />}
      </div>
    </section>
  );
}
