// Files that people have: trees as every host makes them, readings, verdicts that point into them, and their repair.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileOf, InputError, load, repaired, repairedWords } from "meshwise";
import { loadInWorker } from "meshwise/worker";
import { Refused, written } from "#dist/files/rows.js";
import { tomlRows } from "#dist/files/toml.js";
import { yamlRows } from "#dist/files/yaml.js";
import { ROOT } from "./support/corpus.js";

const PUBLIC = new URL("reading/testdata/public/", ROOT);
const engine = await load();

const RECIPE = `model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_pretrained
  pretrained_model_name_or_path: meta-llama/Llama-3.1-8B
distributed:
  strategy: fsdp2
  tp_size: 16   # über
  pp_size: 1
step_scheduler:
  global_batch_size: 32
  local_batch_size: 1
`;
const LLAMA = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  num_attention_heads: 32,
  num_key_value_heads: 8,
  num_hidden_layers: 32,
};

test("the rows of every file are those of the Go host", () => {
  const cases = JSON.parse(readFileSync(new URL("reading/hosttree/testdata/rows.json", ROOT), "utf8"));
  assert.ok(cases.length > 35);
  for (const { name, file, text = readFileSync(new URL(file, PUBLIC), "utf8"), rows = "", refused } of cases) {
    const read = name.endsWith(".toml") ? tomlRows : yamlRows;
    if (refused === undefined) {
      assert.equal(written(read(text)), rows, name);
    } else {
      assert.throws(
        () => read(text),
        (error) => error instanceof Refused && error.line === refused,
        name,
      );
    }
  }
});

test("the rows of public files are those of the Go host", () => {
  const list = join(mkdtempSync(join(tmpdir(), "meshwise-trees-")), "trees.txt");
  execFileSync("go", ["run", "./tests/trees", "-o", list], { cwd: ROOT });
  const files = readFileSync(list, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));
  assert.ok(files.length > 300, "the modules of Go could not be fetched");
  const digest = (path) => {
    try {
      return createHash("sha256")
        .update(written(yamlRows(readFileSync(path, "utf8"))))
        .digest("hex");
    } catch (error) {
      assert.ok(error instanceof Refused, path);
      return "refused";
    }
  };
  assert.deepEqual(
    files.filter(([path, wanted]) => digest(path) !== wanted),
    [],
  );
});

/** A file below a folder, as a host opens it that works there. */
const below = (folder) => (path) => {
  try {
    return readFileSync(new URL(path, folder), "utf8");
  } catch {
    return undefined;
  }
};

for (const id of readdirSync(PUBLIC, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? one.name : []))) {
  test(`what a person reads in ${id} is read`, async () => {
    const folder = new URL(`${id}/`, PUBLIC);
    const { source, reading } = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8"));
    const open = below(folder);
    const found = await engine.read([{ name: source.path, text: open(source.path) }], { open });
    assert.equal(found.dialect, reading.dialect);
    assert.equal(found.framework, reading.framework ?? null);
    assert.equal(found.world.world_size, reading.world?.world_size ?? null);
    for (const part of ["mesh", "run", "model"]) {
      within(found[part], reading[part] ?? {}, part);
    }
    for (const [field, { line, file = source.path }] of Object.entries(reading.positions ?? {})) {
      assert.deepEqual([found.positions[field]?.line, found.positions[field]?.file], [line, file], field);
    }
  });
}

function within(found, wanted, path) {
  for (const [name, value] of Object.entries(wanted)) {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      within(found?.[name], value, `${path}.${name}`);
    } else if (value !== null) {
      assert.deepEqual(found?.[name], value, `${path}.${name}`);
    }
  }
}

test("a text that has no name is YAML, TOML, or neither", async () => {
  const syntaxOf = async (text) => (await fileOf("pasted", text)).syntax;
  assert.equal(await syntaxOf("a:\n  b: 1\n"), "yaml");
  assert.equal(await syntaxOf("# c\na:\n  b: [1\n"), "yaml", "a mistake further down is one in YAML");
  assert.equal(await syntaxOf("[a]\nb = 1\n"), "toml");
  assert.equal(await syntaxOf('{"a": 1}'), undefined);
  assert.equal(await syntaxOf("#!/bin/bash\nTP=8\n"), undefined);
  assert.equal(await syntaxOf("torchrun --nproc-per-node 8 train.py --tp 8\n"), undefined);
  assert.equal((await fileOf("a.sh", "a: 1\n")).syntax, undefined);
});

test("what cannot be read has a code, the name of the file, and the line", async () => {
  for (const [name, content, code, message] of [
    ["a.yaml", "ok: 1\na: b: c\n", "input.syntax", /^a\.yaml:2:1: expected YAML/],
    ["a.toml", "a = 1\nb = \n", "input.syntax", /^a\.toml:2:1: expected TOML/],
    ["a.yaml", "a: {{ b }}\n", "input.template", /a\.yaml:1/],
    ["a.yaml", "[".repeat(5000) + "]".repeat(5000), "input.too_deep", /a\.yaml/],
    ["a.yaml", "- 1\n".repeat(150_000), "input.too_large", /a\.yaml/],
    ["a.yaml", `a: 1\n${"# x\n".repeat(600_000)}`, "input.too_large", /a\.yaml/],
    ["a.txt", "nothing of a run", "input.no_format", /a\.txt/],
  ]) {
    await assert.rejects(engine.read([{ name, text: content }]), (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.equal(error.code, code);
      assert.match(error.detail, message);
      return true;
    });
  }
  await assert.rejects(
    fileOf("a.bin", Uint8Array.of(0x61, 0xff)),
    (error) => error instanceof InputError && error.code === "input.not_utf8",
  );
});

test("a key twice is said, and the later one holds", async () => {
  const twice = RECIPE.replace("  pp_size: 1\n", "  pp_size: 1\n  tp_size: 4\n");
  const found = await engine.read([{ name: "r.yaml", text: twice }]);
  assert.equal(found.mesh.tp_size, 4);
  const note = found.notes.find(({ code }) => code === "reading.key_twice");
  assert.deepEqual([note.line, note.also.line], [8, 6]);
});

test("a file is held against its model, here and in a worker, and its repair is made", async () => {
  const file = { name: "recipe.yaml", text: RECIPE };
  const options = { mesh: { world_size: 32 } };
  const verdict = await engine.checkFile([file], LLAMA, options);
  assert.equal(verdict.valid, false);
  const refused = verdict.violations.find(({ code }) => code === "tp.kv_heads_not_divisible");
  assert.deepEqual([refused.at[0].line, refused.at[0].key], [6, "distributed.tp_size"]);
  const [made] = repaired([file], verdict.repair.edits);
  assert.equal(made.text, RECIPE.replace("tp_size: 16", "tp_size: 8"));
  assert.notEqual((await engine.checkFile([made], LLAMA, options)).valid, false);
  for (const other of [`# a line more\n${RECIPE}`, RECIPE.replace("16", "4")]) {
    assert.throws(
      () => repaired([{ ...file, text: other }], verdict.repair.edits),
      /input\.contradiction.*recipe\.yaml/,
    );
  }
  const worker = await loadInWorker();
  try {
    assert.deepEqual(await worker.checkFile([file], LLAMA, options), verdict);
    assert.deepEqual(await worker.read([file]), await engine.read([file]));
  } finally {
    worker.close();
  }
});

test("edits are places of bytes", () => {
  const text = "é: 16 # ü\n";
  const edit = { file: "a", start: 4, end: 6, old: "16", new: "8" };
  assert.deepEqual(repaired([{ name: "a", text }], [edit, edit]), [{ name: "a", text: "é: 8 # ü\n" }]);
  assert.throws(() => repaired([{ name: "b", text }], [edit]), InputError);
  assert.throws(() => repaired([{ name: "a", text }], [edit, { ...edit, new: "4" }]), InputError);
});

test("a command line is read as its words, and its repair is one of them", async () => {
  const argv = ["torchrun", "--nproc-per-node", "8", "pretrain_gpt.py", "--tensor-model-parallel-size", "16"];
  const model = ["--num-layers", "32", "--num-attention-heads", "32", "--hidden-size", "4096"];
  const said = [...argv, ...model, "--group-query-attention", "--num-query-groups", "8"];
  const verdict = await engine.checkFile([], null, { argv: said });
  assert.equal(verdict.valid, false);
  const mended = repairedWords(said, verdict.repair.edits);
  assert.notEqual((await engine.checkFile([], null, { argv: mended })).valid, false);
  assert.throws(() => repairedWords(argv.slice(0, 5), verdict.repair.edits), InputError);
});

test("files that are named are asked for, and no others", async () => {
  const script =
    "#!/bin/bash\nsource ./sizes.sh\ntorchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size $TP\n";
  const asked = [];
  const open = (path) => {
    asked.push(path);
    return path === "sizes.sh" ? "TP=4\n" : undefined;
  };
  const found = await engine.read([{ name: "run.sh", text: script }], { open });
  assert.equal(found.mesh.tp_size, 4);
  assert.deepEqual(found.wants, []);
  assert.deepEqual(asked, ["sizes.sh"]);
  let depth = 0;
  const endless = () => `source ./a${++depth}.sh\n`;
  await engine.read([{ name: "run.sh", text: script }], { open: endless });
  assert.ok(depth > 1 && depth <= 16, `${depth} files, of which each names another one`);
});
