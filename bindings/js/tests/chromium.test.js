// The package in a real browser: the corpus with the same bytes, and every way to load the module.
import assert from "node:assert/strict";
import test from "node:test";
import * as corpus from "./support/corpus.js";
import { pages } from "./support/pages.js";

const CONFIG = { num_attention_heads: 64, num_key_value_heads: 8, num_hidden_layers: 80 };
const world = pages();
const { inPage } = world;

test("Chromium answers the whole corpus as expected", async () => {
  let requests;
  world.special = (path) => (path === "/requests" ? { body: Buffer.concat(requests) } : undefined);
  const page = await world.chromium.newPage();
  await page.goto(world.server.url);
  const problems = await corpus.run("chromium", async (asked) => {
    requests = asked;
    const answers = await page.evaluate(
      async (sizes) => {
        const { load } = await import("/dist/index.js");
        const [engine, all] = await Promise.all([
          load(),
          fetch("/requests").then((response) => response.arrayBuffer()),
        ]);
        let at = 0;
        const text = (bytes) => {
          // Byte for byte: an answer is UTF-8, but that is for the comparison to say.
          let characters = "";
          for (let n = 0; n < bytes.length; n += 8192) {
            characters += String.fromCharCode(...bytes.subarray(n, n + 8192));
          }
          return characters;
        };
        return sizes.map((size) => {
          at += size;
          return text(engine.send(new Uint8Array(all, at - size, size)));
        });
      },
      asked.map((request) => request.length),
    );
    return answers.map((answer) => Buffer.from(answer, "latin1"));
  });
  await page.close();
  assert.deepEqual(problems.slice(0, 40), []);
});

for (const entry of ["index", "inline"]) {
  test(`${entry} loads under a strict policy`, async () => {
    const valid = await inPage(
      async ([path, config]) => {
        const { load } = await import(path);
        return (await load()).check(config, "tp=16,world_size=64").valid;
      },
      [`/dist/${entry}.js`, CONFIG],
    );
    assert.equal(valid, false);
  });
}

test("every source loads", async () => {
  const kinds = await inPage(async () => {
    const { load } = await import("/dist/index.js");
    const address = "/dist/meshwise.wasm";
    const bytes = await (await fetch(address)).arrayBuffer();
    const sources = [
      address,
      new URL(address, location.href),
      fetch(address),
      await fetch(address),
      bytes,
      new Uint8Array(bytes),
      await WebAssembly.compile(bytes),
    ];
    return Promise.all(sources.map(async (source) => (await load(source)).describe().kind));
  });
  assert.deepEqual(kinds, Array(7).fill("description"));
});

test("a server that names another type is no obstacle", async () => {
  const answers = (path) =>
    path.endsWith(".wasm") ? { headers: { "content-type": "application/octet-stream" } } : undefined;
  assert.equal(
    await inPage(() => import("/dist/index.js").then(async ({ load }) => (await load()).describe().kind), null, {
      answers,
    }),
    "description",
  );
});

const refused = () =>
  import("/dist/index.js").then(({ load }) =>
    load().then(
      () => "loaded",
      (error) => `${error.name} ${error.message}`,
    ),
  );

for (const [name, options, wanted] of [
  [
    "a page in place of the module",
    {
      answers: (path) =>
        path.endsWith(".wasm") ? { headers: { "content-type": "text/html" }, body: "<!doctype html>" } : undefined,
    },
    /engine\.bad_module: .*a page and no WebAssembly.*optimizeDeps/,
  ],
  [
    "another module",
    { answers: (path) => (path.endsWith(".wasm") ? { body: "\0asm\x01\0\0\0" } : undefined) },
    /engine\.bad_module: the module is not the one of this package: sha256/,
  ],
  [
    "no module",
    { answers: (path) => (path.endsWith(".wasm") ? { status: 404, body: "no" } : undefined) },
    /engine\.unavailable: .*status 404/,
  ],
  [
    "a policy that forbids WebAssembly",
    { csp: "script-src 'self' 'unsafe-inline'" },
    /engine\.bad_module: .*wasm-unsafe-eval/,
  ],
]) {
  test(`${name} is refused with what to do`, async () => {
    assert.match(await inPage(refused, null, options), wanted);
  });
}

test("a worker answers, is replaced when it hangs or dies, and goes on", async () => {
  const said = await inPage(
    async (config) => {
      const { loadInWorker } = await import("/dist/worker.js");
      const out = {};
      const engine = await loadInWorker();
      const verdicts = await Promise.all([1, 2, 8, 16].map((tp) => engine.check(config, { tp, world_size: 64 })));
      out.valid = verdicts.map((verdict) => verdict.valid);
      engine.close();
      out.closed = await engine.explain("tp.no_plan").catch((error) => error.code);
      const faulty = await loadInWorker({ source: "/dist/faults.wasm", timeLimit: 1500 });
      const trap = faulty.send("fault:trap").catch((error) => `${error.name} ${error.code}`);
      const loop = faulty.send("fault:loop").catch((error) => `${error.name} ${error.message}`);
      const next = faulty.explain("tp.no_plan").then((answer) => answer.code);
      out.crashes = await Promise.all([trap, loop, next]);
      return out;
    },
    CONFIG,
    { answers: (path) => (path === "/dist/faults.wasm" ? { file: "../../build/meshwise_faults.wasm" } : undefined) },
  );
  assert.deepEqual(said.valid, [true, null, null, false]);
  assert.equal(said.closed, "engine.closed");
  assert.deepEqual(said.crashes, [
    "EngineCrash engine.crashed",
    "EngineCrash engine.crashed: the engine did not answer within 1500 ms",
    "tp.no_plan",
  ]);
});

test("a module that answers and is not the one of the package is no engine", async () => {
  const answers = (path) => (path.endsWith(".wasm") ? { file: "../../build/meshwise_faults.wasm" } : undefined);
  const said = await inPage(
    async () => {
      const { load } = await import("/dist/index.js");
      const { loadInWorker } = await import("/dist/worker.js");
      return Promise.all([load, loadInWorker].map((start) => start().then(String, (error) => error.message)));
    },
    null,
    { answers },
  );
  for (const message of said) {
    assert.match(message, /engine\.bad_module: the module is not the one of this package: sha256/);
  }
});

test("a worker that cannot start says so", async () => {
  const answers = (path) => (path.endsWith("worker-entry.js") ? { status: 404, body: "no" } : undefined);
  const said = await inPage(
    () =>
      import("/dist/worker.js").then(({ loadInWorker }) =>
        loadInWorker().catch((error) => `${error.name} ${error.code}`),
      ),
    null,
    { answers },
  );
  assert.equal(said, "EngineError engine.unavailable");
});
