// Never run: what a program may write, and what the compiler must refuse.
import { type Engine, fileOf, load, MeshError, type MeshLike, type Reading, repaired, type Verdict } from "meshwise";
import { loadInWorker, type WorkerEngine } from "meshwise/worker";

const engine: Engine = await load(new Uint8Array());
const worker: WorkerEngine = await loadInWorker({ timeLimit: 1000 });
const mesh: MeshLike = { tp: 8, pp_size: 4, world_size: 64, framework: "hf" };

const verdict: Verdict = engine.check({ model_type: "llama" }, mesh, { gpus_per_node: 8 });
const valid: boolean | null = verdict.valid;
for (const violation of verdict.violations) {
  const words: string = violation.message;
  const sizes: readonly (number | string | boolean)[] = Object.values(violation.legal ?? {}).flat();
  void [words, sizes];
}
const total: number = (await worker.meshes("{}", { world_size: 64 })).total;
const answer = engine.call({ op: "topology", mesh: { tp_size: 2 } });
if (answer.kind === "topology") {
  void answer.topology;
} else {
  const path: string = answer.path;
  void path;
}
const file = await fileOf("train.yaml", new Uint8Array());
const reading: Reading = await engine.read([file], { env: { TP: "8" }, open: (path) => path });
const judged = await worker.checkFile([{ name: "a.sh", text: "" }], null, { mesh: { tp: 8 }, trainer: 1 });
const mended = judged.kind === "verdict" ? repaired([file], judged.repair?.edits ?? []) : [];
void [reading.mesh, mended];
// @ts-expect-error there is no such operation
engine.call({ op: "nothing" });
// @ts-expect-error there is no such framework
engine.check({}, { tp: 2, framework: true });
// @ts-expect-error a size is a number
engine.check({}, { tp: "eight" });
// @ts-expect-error a promise is no verdict
worker.check({}).valid;
void [valid, total, MeshError];
