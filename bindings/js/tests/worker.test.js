// The engine in a worker of Node. The worker of a browser is in chromium.test.js.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { load } from "meshwise";
import { wasm } from "meshwise/inline";
import { loadInWorker } from "meshwise/worker";
import { ROOT } from "./support/corpus.js";

const MODEL = { architectures: ["LlamaForCausalLM"], num_attention_heads: 64, num_key_value_heads: 8 };
const faults = new URL("build/meshwise_faults.wasm", ROOT);
const inside = async (options, use) => {
  const engine = await loadInWorker(options);
  try {
    return await use(engine);
  } finally {
    engine.close();
  }
};

test("a worker answers as the engine in this thread does", async () => {
  const here = await load();
  await inside({}, async (engine) => {
    const asked = [
      (e) => e.describe(),
      (e) => e.facts(MODEL),
      (e) => e.check(MODEL, { tp: 16, world_size: 64 }, { gpus_per_node: 8 }, { format: "text" }),
      (e) => e.checkAll(MODEL, ["tp=2", "tp=16"]),
      (e) => e.report({ config: MODEL, generate() {} }),
      (e) => e.meshes(MODEL, { world_size: 64 }, null, { limit: 5 }),
      (e) => e.topology("tp=2,pp=2", { rank: 3 }),
      (e) => e.launch("tp=8,world=64", { gpus_per_node: 8 }),
      (e) => e.explain("tp.no_plan"),
      (e) => e.architectures({ name: "llama" }),
      (e) => e.difference("transformers", "nemo_automodel"),
      (e) => e.call({ op: "nothing" }),
      (e) => e.send('{"op":"describe"}'),
      (e) => e.validate(MODEL, "tp=2"),
    ];
    const answers = await Promise.all(asked.map((ask) => ask(engine)));
    assert.deepEqual(
      answers,
      asked.map((ask) => ask(here)),
    );
    await assert.rejects(engine.check(MODEL, { tq: 2 }), { name: "InputError", path: "/mesh/tq" });
    await assert.rejects(engine.validate(MODEL, "tp=16"), { name: "MeshError", codes: ["tp.kv_heads_not_divisible"] });
  });
});

test("every source goes to the worker", async () => {
  const bytes = await wasm();
  const module = await WebAssembly.compile(bytes);
  for (const source of [
    faults.href,
    faults,
    bytes,
    bytes.buffer,
    module,
    new Response(bytes),
    Promise.resolve(new Response(bytes)),
  ]) {
    await inside({ source }, async (engine) => assert.equal((await engine.describe()).kind, "description"));
  }
  assert.equal(bytes.length > 0, true, "the caller's bytes are still there");
  await assert.rejects(loadInWorker({ source: new Uint8Array(8) }), { name: "EngineError", code: "engine.bad_module" });
  await assert.rejects(loadInWorker({ source: "file:///nowhere.wasm" }), {
    name: "EngineError",
    code: "engine.unavailable",
  });
});

test("a crash is reported, and the worker goes on", async () => {
  await inside({ source: faults }, async (engine) => {
    const crash = await engine.send("fault:stderr").catch((error) => error);
    assert.equal(crash.name, "EngineCrash");
    assert.match(crash.stderr, /^the engine says something long/);
    assert.equal((await engine.check(MODEL, "tp=16")).valid, false);
  });
});

test("a hang is ended, asked once more, and reported; who waits behind it is answered", async () => {
  await inside({ source: faults, timeLimit: 1000 }, async (engine) => {
    const hung = engine.send("fault:loop").catch((error) => error);
    const behind = engine.check(MODEL, "tp=16");
    assert.equal((await hung).name, "EngineCrash");
    assert.equal((await hung).op, "");
    assert.match((await hung).message, /did not answer within 1000 ms/);
    assert.equal((await behind).valid, false);
  });
});

test("a closed engine refuses, also what it had not answered", async () => {
  const engine = await loadInWorker({ source: faults });
  const asked = [engine.send("fault:loop"), engine.explain("tp.no_plan")].map((one) =>
    one.catch((error) => error.code),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  engine.close();
  engine.close();
  assert.deepEqual(await Promise.all(asked), ["engine.closed", "engine.closed"]);
  await assert.rejects(engine.describe(), { code: "engine.closed" });
});

test("an idle worker keeps no process alive", () => {
  const code = `
    import { loadInWorker } from "meshwise/worker";
    const engine = await loadInWorker();
    console.log((await engine.explain("tp.no_plan")).code);
  `;
  const cwd = new URL("../", import.meta.url);
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd,
    encoding: "utf8",
    timeout: 120_000,
  });
  assert.equal(out, "tp.no_plan\n");
  assert.ok(readFileSync(faults).length > 0);
});
