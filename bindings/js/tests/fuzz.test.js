// Whatever goes in, an answer or an error of ours comes out, and the next question is answered as ever.
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { load, MeshwiseError } from "meshwise";
import { decode, encode } from "#dist/encode.js";

const RUNS = { numRuns: Number(process.env.MESHWISE_FUZZ_RUNS ?? 300) };
const engine = await load();
const ORDINARY = '{"op":"validate_mesh","facts":{"config":{"num_attention_heads":64}},"mesh":{"tp_size":2}}';
const usual = engine.send(ORDINARY);
const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

/** Only our own errors may come out. */
function asked(run) {
  try {
    return run();
  } catch (error) {
    assert.ok(error instanceof MeshwiseError, String(error?.stack));
    return undefined;
  }
}

const json = () => fc.jsonValue({ maxDepth: 6 });
const anything = () =>
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withTypedArray: true,
  });

test("bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      assert.ok(JSON.parse(text(engine.send(bytes))).kind);
    }),
    RUNS,
  );
});

test("any JSON as a request", () => {
  const request = fc.oneof(
    json(),
    fc.record(
      {
        op: fc.constantFrom("describe", "capabilities", "validate_mesh", "meshes", "topology", "explain"),
        facts: json(),
        mesh: json(),
        run: json(),
      },
      { requiredKeys: ["op"] },
    ),
  );
  fc.assert(
    fc.property(request, (value) => {
      const answer = engine.call(value);
      assert.equal(typeof answer.kind, "string");
      assert.deepEqual(answer, JSON.parse(text(engine.send(JSON.stringify(value)))), "as any writer of JSON asks");
    }),
    RUNS,
  );
  assert.deepEqual(engine.send(ORDINARY), usual);
});

test("any value as a request, a model, or a mesh", () => {
  fc.assert(
    fc.property(anything(), anything(), (one, other) => {
      asked(() => engine.call(one));
      asked(() => engine.facts(one));
      asked(() => engine.check(one, other));
      asked(() => engine.check({ model_type: "llama", one, config: other }, { tp: 2 }));
      asked(() => engine.topology(one));
    }),
    RUNS,
  );
  assert.deepEqual(engine.send(ORDINARY), usual);
});

test("any text as a config or a mesh", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    json().map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      asked(() => engine.check(one, other));
      asked(() => engine.explain(one));
    }),
    RUNS,
  );
});

test("a text cannot reach out of the config", () => {
  fc.assert(
    fc.property(json(), json(), fc.constantFrom("", " ", ",", "}", "}}", "]", '"'), (config, mesh, between) => {
      const injected = `${JSON.stringify(config)}${between},"mesh":${JSON.stringify(mesh)}`;
      assert.throws(() => engine.check(injected, "tp=2"), { name: "InputError", path: "/facts" });
    }),
    RUNS,
  );
});

test("what is encoded is what JSON.stringify writes, where that loses nothing", () => {
  fc.assert(
    fc.property(json(), (value) => {
      assert.deepEqual(JSON.parse(encode(value)), JSON.parse(JSON.stringify(value)));
      assert.deepEqual(decode(encode(value)), JSON.parse(encode(value)));
    }),
    RUNS,
  );
  const odd = {
    nan: Number.NaN,
    infinite: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    text: 'a "NaN" Infinity \\',
  };
  assert.deepEqual(decode(encode(odd)), odd);
  assert.throws(() => decode("[NaNs]"), SyntaxError);
  assert.throws(() => decode("[--Infinity]"), SyntaxError);
});

test("what contains itself, or is too deep, is refused by its depth", () => {
  const itself = { op: "describe" };
  itself.a = itself;
  itself.b = itself;
  let deep = [];
  for (let n = 0; n < 100_000; n++) {
    deep = [deep];
  }
  for (const request of [itself, deep, { op: "describe", deep }]) {
    assert.match(engine.call(request).code, /^input\.(too_deep|unknown_field)$/);
  }
});
