// What has no end, or takes long, or is many times the same: looked at within one budget, or refused by a code of ours.
import assert from "node:assert/strict";
import test from "node:test";
import { InputError, load } from "meshwise";
import { decode, encode, MOST_TEXT } from "#dist/encode.js";
import { look } from "#dist/look.js";

const engine = await load();
const { probes } = engine.describe();
const MOST_LOOKS = MOST_TEXT; // more than what fits into a request

/** Counts what is done, and fails once it is more than any look within the limits does: a test must not hang. */
function counter() {
  let count = 0;
  return {
    step: () => assert.ok(++count < MOST_LOOKS, "it goes on and on"),
    get count() {
      return count;
    },
  };
}

/** The engine answers a question about the model, or refuses it with a code. */
function answered(subject) {
  try {
    return engine.check(subject, "tp=2,world_size=8");
  } catch (error) {
    assert.ok(error instanceof InputError, String(error?.stack));
    assert.match(error.code, /^input\./);
    return error;
  }
}

/** An object that has `depth` levels, each twice the one below: 2^depth ways lead to the bottom. */
const twice = (depth, bottom = 1) =>
  Array.from({ length: depth }).reduce((below) => ({ left: below, right: below }), bottom);

function endless(Base, steps) {
  return class extends Base {
    get size() {
      return 2;
    }
    *[Symbol.iterator]() {
      for (;;) {
        steps.step();
        yield [1, 2];
      }
    }
    entries() {
      return this[Symbol.iterator]();
    }
    values() {
      return this[Symbol.iterator]();
    }
  };
}

test("arrays that say they are long, and iterators without end", () => {
  const steps = counter();
  const liar = new Proxy([], {
    get: (of, name) => {
      steps.step();
      return name === "length" ? 2 ** 32 - 1 : of[name];
    },
  });
  class Iterated extends Array {
    *[Symbol.iterator]() {
      for (;;) {
        steps.step();
        yield 1;
      }
    }
    map() {
      return assert.fail("a method of the value was run");
    }
  }
  const list = Iterated.of(1, 2);
  const [set, map] = [new (endless(Set, steps))(), new (endless(Map, steps))()];
  set.add("a");
  map.set("a", 1);
  const sparse = [];
  sparse.length = 2 ** 32 - 1;
  const config = { sparse, liar, list, set, map, num_attention_heads: 8, num_key_value_heads: 4 };
  const { config: seen } = engine.facts(config);
  assert.deepEqual(seen, {
    sparse: { $opaque: "Array" },
    liar: { $opaque: "Array" },
    list: [1, 2],
    set: ["a"],
    map: { a: 1 },
    num_attention_heads: 8,
    num_key_value_heads: 4,
  });
  for (const value of [sparse, liar, list, set, map]) {
    answered({ config: {}, _tp_plan: value, _supports_sdpa: value, _packed_cp_attn_backends: value, generate: value });
  }
  assert.deepEqual(engine.facts(map), { config: { a: 1 } });
  answered(new (endless(Map, steps))());
});

test("a getter is asked once, however many probes and places lead to it", () => {
  const asked = {};
  const count = (name, value) => ({
    enumerable: true,
    configurable: true,
    get: () => {
      asked[name] = (asked[name] ?? 0) + 1;
      return value;
    },
  });
  class Config {}
  const shared = Object.defineProperties(new Config(), { deep: count("deep", 1) });
  const config = Object.defineProperties(new Config(), {
    base_model_tp_plan: count("base_model_tp_plan", { "layers.*": "colwise" }),
    _attn_implementation: count("_attn_implementation", "sdpa"),
    num_attention_heads: count("num_attention_heads", 8),
    one: count("one", shared),
    other: count("other", [shared, shared]),
    toJSON: { ...count("toJSON", undefined), enumerable: false },
  });
  const model = Object.defineProperties(Object.create(class Model {}.prototype), {
    config: count("config", config),
    model: count("model", null),
    language_model: count("language_model", Object.defineProperties({}, { config: count("inner", config) })),
    backend: count("backend", { attn: "te" }),
  });
  const facts = engine.facts(model);
  assert.equal(facts.config.num_attention_heads, 8);
  assert.deepEqual(facts.config.other, [{ deep: 1 }, { deep: 1 }]);
  assert.deepEqual(facts["language_model.config"], facts.config);
  assert.equal(asked.num_attention_heads, 1);
  assert.deepEqual(
    Object.entries(asked).filter(([, times]) => times !== 1),
    [],
  );
});

test("a getter that raises is asked once, too", () => {
  let asked = 0;
  const model = {
    get config() {
      asked++;
      throw new TypeError("not now");
    },
  };
  assert.deepEqual(look(model, probes).config, { $raised: "TypeError" });
  assert.equal(asked, 1);
});

test("an object that stands in many places is read once, and says no more than the budget holds", () => {
  const steps = counter();
  const bottom = Object.defineProperty({}, "seen", { enumerable: true, get: () => steps.step() ?? 1 });
  const { config } = engine.facts({ model_type: "x", heads: 8, many: twice(35, bottom), after: "a" });
  assert.equal(steps.count, 1);
  assert.equal(config.heads, 8);
  assert.equal(config.after, "a", "what stands beside is still read");
  assert.ok(encode(config).length < MOST_TEXT);
  answered({ model_type: "x", many: twice(35) });
  answered({ config: { model_type: "x", many: twice(35) }, class: { name: twice(60) } }); // facts, as they stand
  assert.equal(answered({ config: twice(60) }).code, "input.too_large");
  const ring = [{}, {}, {}];
  for (const [n, one] of ring.entries()) {
    one.next = ring[(n + 1) % 3];
    one.all = ring;
  }
  answered({ model_type: "x", ring });
  answered(ring[0]);
});

test("one budget for all that is looked at", () => {
  const words = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`${i}`.repeat(10), "x".repeat(10_000)]));
  const model = { config: {}, _tp_plan: words(10_000), _pp_plan: words(10_000), _ep_plan: words(10_000) };
  model.config = { num_attention_heads: 8, a: words(5000), b: words(5000) };
  const seen = look(model, probes);
  assert.ok(encode(seen).length < MOST_TEXT);
  answered(model);
  const wide = Array.from({ length: 1000 }, () => Array.from({ length: 1000 }, () => 1));
  assert.ok(encode(engine.facts({ model_type: "x", wide, heads: 8 })).length < MOST_TEXT);
  assert.equal(engine.facts({ model_type: "x", wide, heads: 8 }).config.heads, 8);
});

test("objects that refuse, answer to everything, or have no end above them", () => {
  const steps = counter();
  const fail = () => {
    throw new TypeError("no");
  };
  const refuses = new Proxy(
    {},
    { get: fail, ownKeys: fail, getPrototypeOf: fail, has: fail, getOwnPropertyDescriptor: fail },
  );
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const mock = new Proxy(() => {}, { get: (_, name) => (name === Symbol.toPrimitive ? () => "mock" : mock) });
  const mocks = new Proxy({}, { get: () => steps.step() ?? mocks });
  const raisesItself = Object.defineProperty({}, "config", {
    get: () => {
      throw refuses;
    },
  });
  for (const value of [refuses, revoked, mock, mocks, raisesItself]) {
    answered(value);
    answered({ model_type: "x", value, heads: 8 });
    answered({ config: value, _tp_plan: value, _supports_sdpa: value, backend: value, model: value });
    answered(new Map([["a", value]]));
    answered(new Map([[value, 1]]));
  }
  assert.deepEqual(look({ config: {}, backend: mocks, _owns_cp_attention: mocks, _tp_plan: mocks }, probes), {
    config: {},
    _owns_cp_attention: false,
  });
  assert.equal(answered(mocks).code, "input.wrong_type");
  const tower = () => new Proxy(class {}, { getPrototypeOf: () => steps.step() ?? tower() });
  answered({ constructor: tower(), config: {} });
});

/** A proxy of many names, which counts what it is asked for each. */
function manyNames(steps, length = 120_000) {
  return new Proxy(
    {},
    {
      ownKeys: () => Array.from({ length }, (_, n) => `name${n}`),
      getOwnPropertyDescriptor: () => steps.step() ?? { value: 1, enumerable: true, configurable: true },
    },
  );
}

test("the names of an object are counted before any of them is asked for", () => {
  const steps = counter();
  const many = manyNames(steps);
  answered(many);
  answered({ model_type: "x", many });
  answered({ config: many, _tp_plan: many, _owns_cp_attention: many, many });
  assert.equal(look({ config: { many } }, probes).config.many.$opaque, "Object");
  for (const mesh of [many, { tp: many }, { tp: 2, precision: many }]) {
    assert.throws(() => engine.check({ heads: 8 }, mesh), InputError);
  }
  assert.ok(steps.count < 1000, `${steps.count}`);
});

test("meshes and runs that cannot be read are refused by a code", () => {
  const fail = () => {
    throw new TypeError("no");
  };
  const refuses = new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail });
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const endless = new Proxy({}, { ownKeys: () => ({ length: 2 ** 32 - 1 }) });
  const raises = Object.defineProperty({}, "tp", {
    get: () => {
      throw revoked;
    },
    enumerable: true,
  });
  const getter = Object.defineProperty({}, "tp", { get: fail, enumerable: true });
  const model = { num_attention_heads: 8 };
  for (const value of [refuses, revoked, endless, getter, raises]) {
    for (const ask of [
      () => engine.check(model, value),
      () => engine.check(model, { tp: value }),
      () => engine.check(model, "tp=2", value),
      () => engine.check(model, { tp: 2, layers_per_stage: [value] }),
      () => engine.checkAll(model, [value]),
      () => engine.checkAll(model, [{ tp: value }]),
      () => engine.checkAll(model, value === getter || value === raises ? [value] : value),
      () => engine.meshes(model, value),
      () => engine.topology(value),
      () => engine.report(model, value),
    ]) {
      assert.throws(ask, (error) => error instanceof InputError && /^input\./.test(error.code));
    }
  }
});

test("toJSON that goes on and on", () => {
  const steps = counter();
  const more = () => ({ toJSON: () => steps.step() ?? [more(), more()] });
  const chain = () => ({ toJSON: () => steps.step() ?? chain() });
  assert.equal(engine.facts({ model_type: "x", more: more(), chain: chain(), heads: 8 }).config.heads, 8);
  const { count } = steps;
  assert.ok(count > 40, `${count}`);
});

test("what is written as it stands ends where the engine would not read on", () => {
  const steps = counter();
  const sparse = [];
  sparse.length = 2 ** 32 - 1;
  for (const [value, code] of [
    [twice(60), "input.too_large"],
    [sparse, "input.too_large"],
    ["x".repeat(50 << 20), "input.too_large"],
    [{ ["k".repeat(10 << 20)]: 1 }, "input.too_large"],
    [7n ** 3_000_000n, "input.number_too_long"],
    [2n ** 250n, "input.number_too_long"],
  ]) {
    assert.ok(encode(value).length < 2 * MOST_TEXT);
    assert.equal(engine.call({ op: "validate_mesh", facts: { config: { value } }, mesh: {} }).code, code);
    assert.throws(() => engine.check({ config: { value } }, "tp=2"), { code });
  }
  const meshes = new Proxy([], { get: (of, name) => (name === "length" ? 2 ** 32 - 1 : of[name]) });
  assert.throws(() => engine.checkAll({}, meshes), { name: "InputError" });
  const map = new (endless(Map, steps))([["tp", 2]]);
  assert.equal(engine.check({ num_attention_heads: 8 }, map).mesh.tp_size, 2);
  assert.throws(() => engine.check({}, "tp=2,".repeat(2 << 20)), { code: "input.too_large", path: "/mesh" });
});

test("texts are measured before they are read", () => {
  const long = `{"model_type":"${"x".repeat(MOST_TEXT)}"}`;
  for (const ask of [() => engine.check(long, "tp=2"), () => engine.facts(long), () => engine.report(long)]) {
    assert.throws(ask, { name: "InputError", code: "input.too_large", path: "/facts" });
  }
  const deep = "[".repeat(MOST_TEXT / 4);
  for (const text of [`{"a":${deep}`, `{"b":NaN,"a":${deep}${"]".repeat(deep.length)}}`]) {
    assert.ok(answered(text) instanceof InputError);
  }
});

test("texts within the limit are read in one pass, whatever stands in them", () => {
  const quotes = '\\"'.repeat(MOST_TEXT / 2 - 100);
  assert.ok(answered(`{"a":"${quotes}`) instanceof InputError, "a string that does not end, full of quotation marks");
  const config = (a) => `{"num_attention_heads":8,"x":NaN,"a":"${a}"}`;
  const { a, x } = decode(config(`meshwise:${":".repeat(1 << 20)}`));
  assert.equal(a.length, 9 + (1 << 20));
  assert.ok(Number.isNaN(x));
  assert.deepEqual(decode('{"a":"meshwise\\u003aNaN","b":[NaN,-Infinity,"Infinity"],"c":"\\"NaN\\""}'), {
    a: "meshwise:NaN",
    b: [Number.NaN, Number.NEGATIVE_INFINITY, "Infinity"],
    c: '"NaN"',
  });
  assert.equal(decode(config(quotes.slice(0, -100))).num_attention_heads, 8);
});

test("an object that has one above it without end", () => {
  const steps = counter();
  const above = () => {
    steps.step();
    return endlessly();
  };
  const endlessly = () => new Proxy({}, { getPrototypeOf: above });
  const config = { num_attention_heads: 8 };
  for (const subject of [
    endlessly(),
    { ...config, extra: endlessly() },
    { config, _tp_plan: endlessly(), backend: { attn: endlessly() }, _owns_cp_attention: endlessly() },
  ]) {
    answered(subject);
  }
  for (const mesh of [endlessly(), { tp: endlessly() }, { tp: 2, precision: endlessly() }]) {
    try {
      engine.check(config, mesh);
    } catch (error) {
      assert.match(error.code, /^input\./);
    }
  }
  assert.ok(steps.count < 200_000, `${steps.count} steps`);
});

test("a message names a value, and not all of it", () => {
  for (const long of ["x".repeat(1e6), new Array(1e6).fill(1)]) {
    assert.throws(
      () => engine.check({ num_attention_heads: 8 }, "tp=2", { tp: long }),
      (error) => error.code === "input.contradiction" && error.message.length < 1000,
    );
  }
});
