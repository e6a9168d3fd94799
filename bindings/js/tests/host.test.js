// The host: what it does with traps, other versions, limits, and modules of every kind.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { checkVersion, Engine, EngineCrash, EngineError, InputError, load } from "meshwise";
import { Core, operation } from "#dist/core.js";
import { unpackVersion } from "#dist/version.js";
import { imports, Outside, STDERR_BYTES } from "#dist/wasi.js";
import { ROOT } from "./support/corpus.js";

const QUESTION = '{"op":"validate_mesh","facts":{"config":{"num_attention_heads":64}},"mesh":{"tp_size":2}}';
const bytes = (text) => new TextEncoder().encode(text);
const parse = (answer) => JSON.parse(new TextDecoder().decode(answer));
const faulty = new WebAssembly.Module(readFileSync(new URL("build/meshwise_faults.wasm", ROOT)));
const faults = () => new Core(faulty, "of the twin");
const caught = (run) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return assert.fail("nothing was thrown");
};

test("the version rule", () => {
  const vectors = [
    ["1.0", "1.0", null],
    ["1.2", "1.2", null],
    ["1.7", "1.2", null],
    ["1.65535", "1.0", null],
    ["1.1", "1.2", "abi.minor_too_old"],
    ["1.0", "1.65535", "abi.minor_too_old"],
    ["2.0", "1.0", "abi.major_mismatch"],
    ["0.0", "1.0", "abi.major_mismatch"],
    ["0.9", "1.0", "abi.major_mismatch"],
    ["2.0", "1.5", "abi.major_mismatch"],
  ];
  const version = (text) => ({ major: Number(text.split(".")[0]), minor: Number(text.split(".")[1]) });
  for (const [got, needed, code] of vectors) {
    if (code === null) {
      checkVersion(version(got), version(needed));
    } else {
      const error = caught(() => checkVersion(version(got), version(needed)));
      assert.ok(error instanceof EngineError);
      assert.equal(error.code, code, `${got} ${needed}`);
    }
  }
  assert.deepEqual(unpackVersion(0x0001_fffe), { major: 1, minor: 65534 });
  assert.deepEqual(unpackVersion(0xffff_0000 | 0), { major: 65535, minor: 0 }, "the highest bit is a number, no sign");
});

test("a module of another version, or of something else, is refused", async () => {
  const answering = (packed) => new WebAssembly.Module(tiny({ packed }));
  assert.deepEqual((await load(answering(0x2_0007))).version, { major: 2, minor: 7 });
  await assert.rejects(load(answering(0x1_ffff)), { code: "abi.major_mismatch" });
  await assert.rejects(load(answering(0x3_0000)), { code: "abi.major_mismatch" });
  await assert.rejects(load(answering(0xffff_0000 | 0)), { code: "abi.major_mismatch" });
  await assert.rejects(load(tiny({ packed: 0x2_0001, omit: "meshwise_call" })), {
    code: "engine.bad_module",
    detail: "the module exports no meshwise_call",
  });
  await assert.rejects(load(tiny({ packed: 0x2_0001, trap: true })), {
    code: "engine.bad_module",
    detail: /does not start: unreachable/,
  });
  await assert.rejects(load(bytes("no module")), { code: "engine.bad_module", detail: /does not compile/ });
  await assert.rejects(load(bytes("<!doctype html>")), { code: "engine.bad_module", detail: /optimizeDeps/ });
  await assert.rejects(load(new URL("nowhere.wasm", import.meta.url)), { code: "engine.unavailable" });
  await assert.rejects(load("http://127.0.0.1:1/meshwise.wasm"), { code: "engine.unavailable" });
  await assert.rejects(load({}), { code: "engine.bad_module", detail: /expected the module as an address/ });
  const imported = "AGFzbQEAAAABBAFgAAACCwEDZW52A2ZvbwAA"; // (import "env" "foo" (func))
  await assert.rejects(load(Buffer.from(imported, "base64")), { detail: "the module imports env.foo" });
});

test("an answer that lies outside of the memory is a crash", async () => {
  for (const answer of [0n, (8192n << 32n) | 0n, (65_535n << 32n) | 2n, (0xffff_ffffn << 32n) | 1n, 0xffff_ffffn]) {
    const engine = await load(tiny({ packed: 0x2_0001, answer }));
    assert.throws(
      () => engine.send(QUESTION),
      { code: "engine.crashed", detail: /outside of the memory/ },
      String(answer),
    );
  }
  const engine = await load(tiny({ packed: 0x2_0001, answer: (65_535n << 32n) | 1n }));
  assert.equal(engine.send(QUESTION).length, 1);
});

test("a request over the limit is answered", async () => {
  const engine = await load();
  assert.equal(parse(engine.send(" ".repeat((4 << 20) + 1))).code, "input.too_large");
  assert.equal(parse(engine.send("")).code, "input.empty");
  assert.equal(parse(engine.send(QUESTION)).kind, "verdict");
});

for (const fault of ["trap", "memory", "stack"]) {
  test(`a crash by ${fault} is retried once and reported`, () => {
    const core = faults();
    const crash = caught(() => core.send(bytes(`fault:${fault}`)));
    assert.ok(crash instanceof EngineCrash);
    assert.equal(crash.code, "engine.crashed");
    assert.equal(crash.module, "of the twin");
    assert.doesNotMatch(crash.message, /fault|\n/, "a crash never repeats the request");
    assert.equal(parse(core.send(bytes(QUESTION))).kind, "verdict");
  });
}

test("a panic is an answer", () => {
  for (const fault of ["panic", "nothing"]) {
    assert.equal(parse(faults().send(bytes(`fault:${fault}`))).code, "engine.internal");
  }
});

test("a used instance that traps is replaced, and the question asked once more", () => {
  const core = faults();
  core.send(bytes(QUESTION));
  assert.ok(core.send(bytes("fault:used")).length > 0, "it traps on every instance but a fresh one");
});

test("a crash says what the engine printed, the first 8 KB", () => {
  const crash = caught(() => faults().send(bytes("fault:stderr")));
  assert.match(crash.stderr, /^the engine says something long/);
  assert.equal(crash.stderr.length, STDERR_BYTES);
});

test("an instance that holds much memory is replaced", () => {
  const core = faults();
  for (let n = 0; n < 20; n++) {
    core.send(bytes("fault:keep")); // 8 MiB each: a leak would reach the 64 MiB of the module at the eighth
    assert.ok(core.memoryBytes <= 32 << 20);
  }
});

test("memory stays flat over many calls", async () => {
  const engine = await load();
  const request = bytes(QUESTION);
  for (let n = 0; n < 500; n++) {
    engine.send(request);
  }
  const early = engine.memoryBytes;
  for (let n = 0; n < 9_000; n++) {
    engine.send(request);
    assert.ok(engine.memoryBytes <= early + (1 << 20), `after ${n} calls`);
  }
});

test("more calls than one instance serves", async () => {
  const engine = await load(tiny({ packed: 0x2_0001, answer: (65_535n << 32n) | 1n }));
  for (let n = 0; n < 25_000; n++) {
    assert.equal(engine.send(QUESTION).length, 1);
  }
});

test("the operation of a crash is a plain name, or nothing", () => {
  assert.equal(operation(bytes('{"op": "validate_mesh"}')), "validate_mesh");
  const others = [
    "",
    "[]",
    "null",
    '{"op": 1}',
    '{"op": "secret key=1"}',
    `{"op": "${"x".repeat(65)}"}`,
    "[".repeat(100_000),
  ];
  for (const request of [...others.map(bytes), new Uint8Array([0x7b, 0xff])]) {
    assert.equal(operation(request), "");
  }
});

test("errors of the engine are thrown, by name and place", async () => {
  const engine = await load();
  const error = caught(() => engine.check({ model_type: "llama" }, { tp: "eight" }));
  assert.ok(error instanceof InputError);
  assert.equal(error.path, "/mesh/tp_size");
  assert.match(error.code, /^input\./);
  assert.equal(error.message, `${error.code}: ${error.path}: ${error.detail}`);
  assert.throws(() => engine.explain("tp.no_plann"), { name: "InputError", message: /tp\.no_plan/ });
  assert.equal(engine.call({ op: "explain", code: "tp.no_plann" }).kind, "error", "a raw call throws nothing");
});

test("an engine is loaded from what another one compiled", async () => {
  const engine = await load();
  assert.deepEqual((await load(engine.module)).send(QUESTION), engine.send(QUESTION));
  assert.ok(engine instanceof Engine);
});

test("the module of the package is held to its digest", async () => {
  const { compileOwnBytes } = await import("#dist/source.js");
  const code = new Uint8Array(readFileSync(new URL("build/meshwise.wasm", ROOT)));
  assert.match((await compileOwnBytes(code)).sha256, /^[0-9a-f]{64}$/);
  code[code.length - 1] ^= 1;
  await assert.rejects(compileOwnBytes(code), {
    code: "engine.bad_module",
    detail: /is not the one of this package: sha256/,
  });
});

test("require() takes the package as well", () => {
  const code = 'require("meshwise").load().then((engine) => console.log(engine.describe().kind))';
  const run = () =>
    execFileSync(process.execPath, ["-e", code], { cwd: new URL("../", import.meta.url), encoding: "utf8" });
  if (process.features.require_module) {
    assert.equal(run(), "description\n");
  } else {
    assert.throws(run, /ERR_REQUIRE_ESM/, "an older Node says what to do");
  }
});

test("the functions of WASI deny everything, and fail no one", () => {
  const outside = new Outside();
  const { wasi_snapshot_preview1: wasi } = imports(outside);
  const imported = readFileSync(new URL("wasm/imports.txt", ROOT), "utf8");
  const names = [...imported.matchAll(/wasi_snapshot_preview1[. ](\w+)/g)].map((match) => match[1]);
  assert.deepEqual(Object.keys(wasi).sort(), names.sort());
  assert.equal(wasi.sched_yield(), 21, "there is no memory yet");
  outside.memory = new WebAssembly.Memory({ initial: 1 });
  const view = new DataView(outside.memory.buffer);
  new Uint8Array(outside.memory.buffer).fill(0xaa);

  assert.equal(wasi.args_sizes_get(0, 4), 0);
  assert.deepEqual([view.getUint32(0, true), view.getUint32(4, true)], [0, 0]);
  assert.equal(wasi.environ_sizes_get(8, 12), 0);
  assert.deepEqual([view.getUint32(8, true), view.getUint32(12, true)], [0, 0]);
  assert.equal(wasi.random_get(16, 8), 0);
  assert.equal(view.getBigUint64(16, true), 0n);
  assert.equal(view.getUint8(24), 0xaa, "and no byte more");

  assert.equal(wasi.clock_time_get(1, 1n, 32), 0);
  const first = view.getBigUint64(32, true);
  wasi.clock_time_get(1, 1n, 32);
  assert.ok(view.getBigUint64(32, true) >= first);

  view.setBigUint64(100, 7n, true); // one subscription, of the kind 0
  view.setUint8(108, 0);
  assert.equal(wasi.poll_oneoff(100, 200, 1, 300), 0);
  assert.deepEqual([view.getBigUint64(200, true), view.getUint16(208, true), view.getUint8(210)], [7n, 0, 0]);
  assert.equal(view.getUint32(300, true), 1);

  new Uint8Array(outside.memory.buffer).set(bytes("hello"), 400);
  view.setUint32(500, 400, true);
  view.setUint32(504, 5, true);
  assert.equal(wasi.fd_write(2, 500, 1, 600), 0);
  assert.equal(view.getUint32(600, true), 5);
  assert.equal(outside.stderr, "hello");
  assert.equal(wasi.fd_write(3, 500, 1, 600), 8, "no other file is there");
  view.setUint32(504, 1 << 30, true);
  assert.equal(wasi.fd_write(2, 500, 1, 600), 21, "what lies outside of the memory is a fault");
  assert.equal(wasi.random_get(-1, 8), 21);
  assert.equal(wasi.clock_time_get(1, 1n, 65_535), 21);
  assert.throws(() => wasi.proc_exit(2), /status 2/);
});

/** A module of a few bytes with the exports of the engine, for what the real one never does. */
function tiny({ packed, answer = 0n, omit = "", trap = false }) {
  const leb = (value) => {
    const out = [];
    for (let rest = BigInt(value); ; ) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
        return [...out, low];
      }
      out.push(low | 0x80);
    }
  };
  const unsigned = (value) => (value < 128 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >> 7)]);
  const sized = (body) => [...unsigned(body.length), ...body];
  const section = (id, body) => [id, ...sized(body)];
  const names = ["_initialize", "meshwise_abi_version", "meshwise_input", "meshwise_call", "memory"];
  const exported = names
    .map((name, n) => [name, [...sized([...bytes(name)]), name === "memory" ? 2 : 0, name === "memory" ? 0 : n]])
    .filter(([name]) => name !== omit);
  const bodies = [
    trap ? [0x00] : [],
    [0x41, ...leb(packed)],
    [0x41, ...leb(1024)],
    [0x42, ...leb(BigInt.asIntN(64, answer))],
  ];
  return new Uint8Array([
    ...bytes("\0asm"),
    ...[1, 0, 0, 0],
    ...section(1, [4, 0x60, 0, 0, 0x60, 0, 1, 0x7f, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 1, 0x7f, 1, 0x7e]),
    ...section(3, [4, 0, 1, 2, 3]),
    ...section(5, [1, 1, 1, 1]),
    ...section(7, [exported.length, ...exported.flatMap(([, entry]) => entry)]),
    ...section(10, [4, ...bodies.flatMap((body) => sized([0, ...body, 0x0b]))]),
  ]);
}
