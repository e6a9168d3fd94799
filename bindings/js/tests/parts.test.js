// The module in two parts: the first answers, or traps, and a worker of a browser waits for the rest only where it must.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Core } from "#dist/core.js";
import { Trapped } from "#dist/instance.js";
import { joined } from "#dist/parts.js";
import * as corpus from "./support/corpus.js";
import { pages } from "./support/pages.js";

const file = (name) => new Uint8Array(readFileSync(new URL(`build/${name}`, corpus.ROOT)));
const FIRST = file("meshwise.first.wasm");
const REST = file("meshwise.rest.bin");
const CONFIG = { architectures: ["LlamaForCausalLM"], num_attention_heads: 64, num_key_value_heads: 8 };
const world = pages();
const { inPage } = world;

/** Keeps the rest back until the page asks for it to come. */
const holdRest = (page) =>
  page.route("**/*.rest.bin", async (route) => {
    while (times("/rest-may-come") === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await route.continue();
  });

const times = (name) => world.asked.filter((path) => path.endsWith(name)).length;

test("the parts make the module", () => {
  assert.deepEqual(Buffer.from(joined(FIRST, REST)), corpus.module());
  assert.ok(FIRST.length < 0.75 * corpus.module().length);
  assert.notDeepEqual(Buffer.from(joined(FIRST, REST.subarray(0, -1))), corpus.module());
});

test("the first part gives the answers of the whole, or none", async () => {
  const [first, whole] = [
    new Core(await WebAssembly.compile(FIRST)),
    new Core(new WebAssembly.Module(corpus.module())),
  ];
  let answered = 0;
  let trapped = 0;
  for (const { id, request } of corpus.load()) {
    let answer;
    try {
      answer = first.attempt(request);
    } catch (error) {
      assert.ok(error instanceof Trapped, `${id}: ${error}`);
      trapped++;
      continue;
    }
    answered++;
    assert.deepEqual(Buffer.from(answer), Buffer.from(whole.send(request)), id);
  }
  console.log(`# the first part answered ${answered} of ${answered + trapped} questions`);
  assert.ok(answered > 10 * trapped, "most questions are for the first part: run `make cold`");
  assert.ok(trapped > 0, "what lists, plans and reads is in the rest");
});

test("a verdict waits for no rest, and what needs the rest waits for it", async () => {
  const said = await inPage(
    async (config) => {
      const { loadInWorker } = await import("/dist/worker.js");
      const engine = await loadInWorker();
      const { valid } = await engine.check(config, "tp=16,world_size=64");
      const meshes = engine.meshes(config, { world_size: 64 });
      const first = await Promise.race([
        meshes.then(() => "meshes"),
        new Promise((resolve) => setTimeout(resolve, 500, "nothing")),
      ]);
      await fetch("/rest-may-come");
      const { total } = await meshes;
      const after = await engine.check(config, "tp=8,world_size=64");
      return { valid, first, total, after: after.valid };
    },
    CONFIG,
    {
      answers: (path) => (path === "/rest-may-come" ? { body: "" } : undefined),
      routed: holdRest,
    },
  );
  assert.equal(said.valid, false);
  assert.equal(said.first, "nothing");
  assert.ok(said.total > 0);
  assert.equal(said.after, true);
  assert.equal(times("meshwise.wasm"), 0);
});

for (const [name, answer, code] of [
  ["is not there", { status: 404, body: "no" }, /^engine\.unavailable: .*rest\.bin cannot be fetched: status 404/],
  ["is another", { body: "\0\0\0" }, /^engine\.bad_module: the module is not the one of this package: sha256/],
  ["is a page", { body: "<!doctype html>" }, /^engine\.bad_module: .*a page and no WebAssembly/],
]) {
  test(`a rest that ${name} leaves the verdicts, and is fetched again`, async () => {
    let isWell = false;
    const said = await inPage(
      async (config) => {
        const { loadInWorker } = await import("/dist/worker.js");
        const engine = await loadInWorker();
        const out = [(await engine.check(config, "tp=16")).valid];
        out.push(await engine.meshes(config, { world_size: 64 }).catch((error) => error.message));
        out.push((await engine.check(config, "tp=8")).valid);
        await fetch("/well");
        out.push((await engine.meshes(config, { world_size: 64 })).kind);
        return out;
      },
      CONFIG,
      {
        answers: (path) => {
          if (path === "/well") {
            isWell = true;
            return { body: "" };
          }
          return path.endsWith(".rest.bin") && !isWell ? answer : undefined;
        },
      },
    );
    assert.equal(said[0], false);
    assert.match(said[1], code);
    assert.notEqual(said[2], false);
    assert.equal(said[3], "meshes");
  });
}

test("a first part that was wrong once is fetched anew by the next engine", async () => {
  let isWell = false;
  const said = await inPage(
    async (config) => {
      const { loadInWorker } = await import("/dist/worker.js");
      const wrong = await loadInWorker().catch((error) => error.message);
      await fetch("/well");
      return [wrong, (await (await loadInWorker()).check(config, "tp=16")).valid];
    },
    CONFIG,
    {
      answers: (path) => {
        if (path === "/well") {
          isWell = true;
          return { body: "" };
        }
        return path.endsWith(".wasm") && !isWell ? { file: "../../build/meshwise_faults.wasm" } : undefined;
      },
    },
  );
  assert.match(said[0], /the module is not the one of this package: sha256/);
  assert.equal(said[1], false);
});

test("engines of one page share the module, and each may be closed while it waits", async () => {
  const said = await inPage(async (config) => {
    const { loadInWorker } = await import("/dist/worker.js");
    const [one, two] = await Promise.all([loadInWorker(), loadInWorker()]);
    const waits = one.meshes(config, { world_size: 64 }).catch((error) => error.code);
    const total = two.meshes(config, { world_size: 64 });
    await one.describe();
    one.close();
    return [await waits, (await total).total, (await two.check(config, "tp=16")).valid];
  }, CONFIG);
  assert.ok(said[0] === "engine.closed" || said[0].kind === "meshes");
  assert.ok(said[1] > 0);
  assert.equal(said[2], false);
  assert.deepEqual([times(".first.wasm"), times(".rest.bin")], [1, 1]);
});

test("a page closes an engine that waits for the rest", async () => {
  const said = await inPage(
    async (config) => {
      const { loadInWorker } = await import("/dist/worker.js");
      const engine = await loadInWorker();
      const waits = engine.meshes(config, { world_size: 64 }).catch((error) => error.code);
      await new Promise((resolve) => setTimeout(resolve, 300));
      engine.close();
      await fetch("/rest-may-come");
      return waits;
    },
    CONFIG,
    {
      answers: (path) => (path === "/rest-may-come" ? { body: "" } : undefined),
      routed: holdRest,
    },
  );
  assert.equal(said, "engine.closed");
});
