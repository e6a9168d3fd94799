// Meshes as people write them.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "meshwise";
import { meshRequest } from "#dist/mesh.js";

const MODEL = { num_attention_heads: 8, num_key_value_heads: 8, num_hidden_layers: 8 };
const engine = await load();

test("sizes, spelled with and without _size", () => {
  for (const [mesh, seen] of [
    [undefined, {}],
    [null, {}],
    ["", {}],
    ["tp=8,pp=4", { tp_size: 8, pp_size: 4 }],
    ["tp=8 strategy=ddp", { tp_size: 8, strategy: "ddp" }],
    [
      { tp: 2, dp_shard_size: 4 },
      { tp_size: 2, dp_shard_size: 4 },
    ],
    [
      { tensor_parallel: 2, data_parallel: 4 },
      { tp_size: 2, dp_size: 4 },
    ],
    [{ tp: null, pp: undefined }, {}],
    [
      { tp: 2, tp_size: 2, world: 8 },
      { tp_size: 2, world_size: 8 },
    ],
    [new Map([["cp", 2]]), { cp_size: 2 }],
    [
      { dp_replicate: 2, ep: 4, cp: 2 },
      { dp_replicate_size: 2, ep_size: 4, cp_size: 2 },
    ],
  ]) {
    assert.deepEqual(meshRequest(mesh).mesh, seen);
  }
});

test("what is known of the run goes where it belongs", () => {
  assert.deepEqual(meshRequest("framework=hf,gpus_per_node=8").run, { framework: "hf", gpus_per_node: 8 });
  assert.deepEqual(meshRequest({ tp: 2, framework: "hf" }, { gpus_per_node: 8 }), {
    mesh: { tp_size: 2 },
    run: { framework: "hf", gpus_per_node: 8 },
  });
  assert.equal(engine.check(MODEL, "tp=16,world=16", { framework: "torchtitan" }).framework, "torchtitan");
  assert.equal(engine.check(MODEL, { tp: 16, framework: "torchtitan" }).framework, "torchtitan");
});

for (const [mesh, code, words] of [
  ["sp=2", "input.unknown_field", /sp/],
  [{ tp: 2, tensor: 2 }, "input.unknown_field", /tensor/],
  ["tp", "input.syntax", /"tp"/],
  ["tp=two", "input.wrong_type", /\/mesh\/tp_size/],
  [{ tp: 2.5 }, "input.not_an_integer", /\/mesh\/tp_size/],
  [{ tp: Number.NaN }, "input.not_finite", /NaN/],
  [{ tp: true }, "input.wrong_type", /\/mesh\/tp_size/],
  [{ tp: 0 }, "input.out_of_range", /\/mesh\/tp_size/],
  [{ tp: -1 }, "input.out_of_range", /\/mesh\/tp_size/],
  ["tp=99999999999999999999", "input.wrong_type", /\/mesh\/tp_size/],
  [{ tp: 2, tp_size: 4 }, "input.contradiction", /tp_size/],
  [3.5, "input.wrong_type", /a number/],
  [[2, 4], "input.wrong_type", /an array/],
  [JSON.parse('{"__proto__": 2}'), "input.unknown_field", /__proto__/],
]) {
  test(`refused by name: ${JSON.stringify(mesh)}`, () => {
    assert.throws(
      () => engine.check(MODEL, mesh),
      (error) => {
        assert.equal(error.name, "InputError");
        assert.equal(error.code, code);
        assert.match(error.message, words);
        return true;
      },
    );
  });
}

test("a list of meshes is answered in its order, and its run is said once", () => {
  const verdicts = engine.checkAll(MODEL, ["tp=2", { tp: 16 }, "tp=4,pp=2"], { framework: "torchtitan" });
  assert.deepEqual(
    verdicts.map((verdict) => [verdict.mesh.tp_size, verdict.valid, verdict.framework]),
    [
      [2, engine.check(MODEL, "tp=2", { framework: "torchtitan" }).valid, "torchtitan"],
      [16, false, "torchtitan"],
      [4, engine.check(MODEL, "tp=4,pp=2", { framework: "torchtitan" }).valid, "torchtitan"],
    ],
  );
  assert.throws(() => engine.checkAll(MODEL, [{ tp: 2, framework: "hf" }]), {
    code: "input.unknown_field",
    path: "/meshes/0/framework",
  });
});

test("validate throws what check answers", () => {
  assert.throws(
    () => engine.validate(MODEL, "tp=16,world=16"),
    (error) => {
      assert.equal(error.name, "MeshError");
      assert.match(error.message, /tp_size=16/);
      assert.deepEqual(
        error.codes,
        error.verdict.violations.map((violation) => violation.code),
      );
      return true;
    },
  );
  assert.equal(engine.validate(MODEL, "tp=2").valid, null, "what is not known does not throw");
});
