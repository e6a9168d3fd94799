// Requests and answers fit the JSON Schemas from which their types are made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { load } from "meshwise";
import { architectures, bytes, DESCRIBE, difference, explain, launch, Questions, topology } from "#dist/questions.js";
import * as corpus from "./support/corpus.js";

const ajv = new Ajv2020({ strict: false });
for (const name of ["facts", "tables", "request", "answer"]) {
  const schema = JSON.parse(readFileSync(new URL(`wasm/abi/schema/${name}.schema.json`, corpus.ROOT), "utf8"));
  ajv.addSchema({ ...schema, $id: `${name}.schema.json` });
}
const fits = (name, value) => {
  const validate = ajv.getSchema(`${name}.schema.json`);
  return validate(value) ? "" : ajv.errorsText(validate.errors);
};
const engine = await load();
const parse = (text) => JSON.parse(new TextDecoder().decode(typeof text === "string" ? bytes(text) : text));

test("the schemas tell good from bad", () => {
  assert.equal(fits("request", { op: "describe" }), "");
  assert.notEqual(fits("request", { op: "describe", more: 1 }), "");
  assert.notEqual(fits("answer", { kind: "verdict" }), "");
  assert.notEqual(fits("facts", { class: 1 }), "");
});

test("every answer of the corpus fits", () => {
  const wrong = corpus
    .load()
    .map(({ id, request }) => [id, fits("answer", parse(engine.send(request)))])
    .filter(([, problem]) => problem !== "");
  assert.deepEqual(wrong.slice(0, 10), []);
});

test("every request that the package makes fits, and is no error", () => {
  const questions = new Questions(engine.describe().probes);
  const model = { config: { num_attention_heads: 8, num_hidden_layers: 8 }, generate() {} };
  const run = { framework: "megatron", gpus_per_node: 8, layers_per_stage: 2, pipeline_schedule: "1F1B" };
  const rendering = { format: "markdown", file: "config.json" };
  const requests = [
    DESCRIBE,
    questions.check(model),
    questions.check(model, "tp=2,world=8", run, { ...rendering, nearest: 1 }),
    questions.checkAll(model, ["tp=2", { pp: 2 }], run, rendering),
    questions.report(model),
    questions.report(model, { cp: 2 }, rendering),
    questions.meshes(model, { world_size: 8 }, run, { limit: 3, ...rendering }),
    topology("tp=2,pp=2", null, { rank: 1, axis: "tp", format: "text" }),
    topology({ tp: 2 }),
    launch({ tp: 2 }, { gpus_per_node: 8 }, { format: "text" }),
    questions.report(model, { cp: 2, transformers_version: "5" }, { catalogue: false }),
    explain("tp.no_plan", { format: "text" }),
    architectures({ source: "transformers", name: "llama", supports: "tp" }),
    architectures(),
    difference("transformers", "nemo_automodel", { format: "text" }),
  ];
  for (const request of requests) {
    assert.equal(fits("request", JSON.parse(request)), "", request);
    assert.notEqual(parse(engine.send(request)).kind, "error", request);
  }
});
