// What is observed of live JavaScript objects, with the real transformers.js.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as transformers from "@huggingface/transformers";
import { load } from "meshwise";
import { InferenceSession } from "onnxruntime-common";
import { look } from "#dist/look.js";
import { ROOT } from "./support/corpus.js";

const engine = await load();
const { probes } = engine.describe();
const LLAMA = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  num_attention_heads: 64,
  num_key_value_heads: 8,
  num_hidden_layers: 80,
};
/** A model as transformers.js makes it, without weights. */
const live = (Class, config, sessions = {}) => new Class(new transformers.PretrainedConfig(config), sessions, {});
const fixture = (name) => readFileSync(new URL(`tests/fixtures/configs/${name}`, ROOT), "utf8");

test("a live model of transformers.js: its config, and that it generates", () => {
  const model = live(transformers.LlamaForCausalLM, LLAMA);
  const facts = engine.facts(model);
  assert.deepEqual(Object.keys(facts).sort(), ["config", "generate"]);
  assert.equal(facts.generate, true);
  for (const [name, value] of Object.entries(LLAMA)) {
    assert.deepEqual(facts.config[name], value, name);
  }
  assert.ok(!("normalized_config" in facts.config), "what transformers.js adds is no part of the config");
  assert.equal(engine.check(model, "tp=16,world_size=64").violations[0].code, "tp.kv_heads_not_divisible");
});

test("nothing is claimed of the Python class", () => {
  const session = Object.create(InferenceSession.prototype, {
    inputNames: { value: ["input_ids", "attention_mask", "position_ids"] },
  });
  const model = live(transformers.LlamaForCausalLM, LLAMA, { model: session });
  const facts = engine.facts(model);
  for (const name of ["class", "registry.tp_plan", "registry.custom_model", "forward", "declared", "_supports_sdpa"]) {
    assert.ok(!(name in facts), name);
  }
  const { derived, effective } = engine.report(model, null, { catalogue: false });
  assert.equal(derived.supports_generate.value, true);
  assert.equal(derived.is_hybrid.value, false, "which the config says");
  const { supports_generate, is_hybrid, ...others } = derived;
  for (const [name, finding] of [...Object.entries(others), ...Object.entries(effective)]) {
    assert.equal(finding.value, null, name);
  }
  const verdict = engine.check(model, { tp: 8, world_size: 8 }, null, { catalogue: false });
  assert.equal(verdict.valid, null, "unknown, since nobody saw a plan");
  const known = engine.check(model, { tp: 8, world_size: 8 });
  assert.equal(known.valid, true, "what the catalogue knows of the class that the config names counts");
  assert.equal(known.catalogue.architecture, "LlamaForCausalLM");
});

test("a live model and its bare config get the same verdict", () => {
  const meshes = ["tp=16,world=64", "tp=8,world=64", "pp=3,world=64", "cp=4,world=64", "ep=8,world=64"];
  for (const [Class, config] of [
    [transformers.LlamaForCausalLM, LLAMA],
    [
      transformers.BertModel,
      { model_type: "bert", architectures: ["BertModel"], num_attention_heads: 12, num_hidden_layers: 12 },
    ],
    [
      transformers.Qwen3ForCausalLM,
      { model_type: "qwen3", num_attention_heads: 32, num_key_value_heads: 8, num_hidden_layers: 36 },
    ],
  ]) {
    const model = live(Class, config);
    for (const mesh of meshes) {
      const codes = (subject) => {
        const { valid, violations, unknowns } = engine.check(subject, mesh);
        return [valid, violations.map((one) => one.code), unknowns.map((one) => one.code)];
      };
      assert.deepEqual(codes(model), codes(config), `${Class.name} ${mesh}`);
    }
  }
});

test("a model that may not generate says nothing about it", () => {
  const bert = live(transformers.BertModel, { model_type: "bert", num_attention_heads: 12 });
  assert.equal(typeof bert.generate, "function");
  assert.ok(!("generate" in engine.facts(bert)));
});

test("a pipeline is its model, and a config of transformers.js is a config", () => {
  const model = live(transformers.LlamaForCausalLM, LLAMA);
  const pipeline = new transformers.TextGenerationPipeline({ task: "text-generation", model, tokenizer: null });
  assert.deepEqual(engine.facts(pipeline), engine.facts(model));
  assert.deepEqual(Object.keys(engine.facts(model.config)), ["config"]);
  assert.equal(engine.facts(model.config).config.num_attention_heads, 64);
});

test("a composite model keeps the config inside of its config", () => {
  const model = live(transformers.PreTrainedModel, {
    model_type: "llava",
    text_config: LLAMA,
    vision_config: { num_attention_heads: 16 },
  });
  const [violation] = engine.check(model, "tp=16").violations;
  assert.deepEqual(violation.because[0], { path: "config.text_config.num_key_value_heads", value: 8 });
});

test("configs: as an object, as a Map, as text, and as facts", () => {
  const wanted = { config: LLAMA };
  for (const subject of [
    LLAMA,
    new Map(Object.entries(LLAMA)),
    JSON.stringify(LLAMA),
    wanted,
    JSON.stringify(wanted),
  ]) {
    assert.deepEqual(engine.facts(subject), wanted);
  }
  assert.deepEqual(
    engine.facts({ ...LLAMA, config: {} }),
    { config: { ...LLAMA, config: {} } },
    "what names a model type is a config",
  );
  assert.deepEqual(engine.facts("{}"), { config: {} });
  assert.deepEqual(engine.facts({}), { config: {} });
});

test("a text goes to the engine as it was written", () => {
  const text = fixture("nvidia--Nemotron-H-8B-Reasoning-128K.json");
  assert.match(text, /Infinity/, "Python writes what JSON does not have");
  assert.throws(() => JSON.parse(text));
  const direct = engine.send(`{"op":"validate_mesh","facts":{"config":${text}},"mesh":{"tp_size":8}}`);
  assert.deepEqual(engine.check(text, "tp=8"), JSON.parse(new TextDecoder().decode(direct)));
  assert.equal(engine.facts(text).config.time_step_limit[1], Number.POSITIVE_INFINITY);
  const heads = (number) => engine.report(`{"num_attention_heads": ${number}}`).architecture.num_attention_heads.value;
  assert.equal(heads("64"), 64);
  assert.equal(heads("64.0"), null, "2.0 is no integer");
});

test("an infinity in an object is written as Python writes it", () => {
  const config = { ...LLAMA, time_step_limit: [0, Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY] };
  assert.equal(engine.check(config, "tp=16").valid, false);
});

test("what is no model is refused by name", () => {
  for (const subject of [
    null,
    undefined,
    1,
    true,
    [],
    "",
    "[]",
    "1",
    "{",
    '{"a":1} {"b":2}',
    '{"a":1}},"mesh":{"tp_size":2',
    () => 1,
    Symbol.iterator,
  ]) {
    assert.throws(() => engine.check(subject, "tp=2"), { name: "InputError", path: "/facts" }, String(subject));
  }
});

test("what is there is observed as it is", () => {
  class Model {
    static supports_gradient_checkpointing = true;
    config = { num_attention_heads: 8, nested: { list: [1, "a", null, true] }, method() {}, nothing: undefined };
    _tp_plan = { "layers.*": "colwise" };
    _pp_plan = new Map([["layers", [["a"], ["b"]]]]);
    _supports_sdpa = false;
    _owns_cp_attention = [];
    backend = { attn: "te" };
    _packed_cp_attn_backends = new Set(["te", "magi"]);
    generate() {}
    forward(_input_ids, _seq_lens) {}
  }
  class Derived extends Model {}
  assert.deepEqual(look(new Derived(), probes), {
    _tp_plan: { "layers.*": "colwise" },
    _pp_plan: { layers: [["a"], ["b"]] },
    _supports_sdpa: false,
    backend: true,
    "backend.attn": "te",
    _owns_cp_attention: false,
    _packed_cp_attn_backends: ["te", "magi"],
    generate: true,
    supports_gradient_checkpointing: true,
    config: { num_attention_heads: 8, nested: { list: [1, "a", null, true] } },
  });
  assert.deepEqual(look({ config: {}, generate: "no function", _tp_plan: null, backend: null }, probes), {
    config: {},
  });
});

test("hostile objects are observed within the limits", () => {
  const itself = { num_attention_heads: 8 };
  itself.itself = itself;
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, n]));
  const deep = Array.from({ length: 10_000 }).reduce((inner) => ({ inner }), {});
  const model = {
    get config() {
      throw new TypeError("not now");
    },
    generate() {},
    _tp_plan: many,
  };
  const seen = look(model, probes);
  assert.deepEqual(seen.config, { $raised: "TypeError" });
  assert.ok(!("_tp_plan" in seen), "what is too much to be read is not looked at, and no no");
  assert.equal(engine.check(model, "tp=2").valid, null);
  for (const [name, value] of Object.entries({
    itself,
    many,
    deep,
    half: "\ud800",
    big: 2n ** 80n,
    integer: 5n,
    long: "x".repeat(100_000),
    bytes: new Uint8Array(8),
    date: new Date(0),
    __proto__: null,
    proto: JSON.parse('{"__proto__": {"num_attention_heads": 4}}'),
    raises: Object.defineProperty({}, "x", { enumerable: true, get: () => assert.fail("no") }),
    wide: Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 1)),
    proxy: new Proxy({}, { ownKeys: () => assert.fail("no") }),
  })) {
    const config = { num_attention_heads: 8, [name]: value };
    assert.equal(engine.report(config).architecture.num_attention_heads.value, 8, name);
  }
  assert.equal(engine.facts({ a: 5n }).config.a, 5n);
});
