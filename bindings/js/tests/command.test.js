// The command beside the Go command: the same lines give the same bytes, the same exit code and the same errors.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after, before, describe } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { command } from "../dist/cli/command.js";
import { unified } from "../dist/cli/diff.js";
import { streams } from "../dist/cli/output.js";
import { writeFiles } from "../dist/cli/write.js";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const SHARED = at("../../../tests/commandline/");
const lines = (name) =>
  readFileSync(SHARED + name, "utf8")
    .trimEnd()
    .split("\n");
const LINES = lines("lines.txt");
const RUNS = lines("runs.txt"); // what is about files of runs, commands and folders
const FILES = Object.entries(JSON.parse(readFileSync(`${SHARED}files.json`, "utf8"))).map(([name, of]) => [
  name,
  of.base64 !== undefined ? Buffer.from(of.base64, "base64") : Buffer.from(of.text ?? of.repeat.repeat(of.times)),
]);
const FACTS = FILES.find(([name]) => name === "facts.json")[1];
const NODE = [process.execPath, at("../dist/cli/main.js")];

/** What the Go command does beside, each with what is lacking here. None of it is left out in silence. */
const OF_GO_ALONE = {
  "check man.yaml": "manifests are not read",
  "check --manifest man.yaml": "nor those that are named",
  "meshes config.json --world-size 8 --download": "the Hub is not asked",
  "check org/gone --tp 1 --download": "nor by check",
};

let folder;
let go;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "meshwise-command-"));
  const program = join(folder, "meshwise-go");
  execFileSync("go", ["build", "-o", program, "./cmd/meshwise"], { cwd: at("../../../") });
  go = [program];
  for (const [name, content] of FILES) {
    const path = join(folder, "models", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  process.env.HF_HOME = join(folder, "models/cache");
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The words of a line, as a shell reads them. */
function words(line) {
  return (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replace(/'([^']*)'/g, "$1"));
}

function ran([program, ...before], line, within = "models") {
  return new Promise((resolve) => {
    const options = { cwd: join(folder, within), encoding: "buffer", maxBuffer: 1 << 26 };
    const child = execFile(program, [...before, ...words(line)], options, (error, stdout, stderr) => {
      resolve({ out: stdout.toString(), errors: stderr.toString(), code: error ? error.code : 0 });
    });
    child.stdin.on("error", () => {}); // most lines do not read it
    child.stdin.end(FACTS);
  });
}

/** The same in this process: one start of Node for all lines. */
async function here(line, within = "models") {
  const from = process.cwd();
  const names = ["stdin", "stdout", "stderr"];
  const paths = names.map((name) => join(folder, name));
  writeFileSync(paths[0], FACTS);
  names.forEach((name, i) => {
    streams[name] = openSync(paths[i], i === 0 ? "r" : "w");
  });
  process.chdir(join(folder, within));
  try {
    const code = await command(words(line));
    const [out, errors] = paths.slice(1).map((path) => readFileSync(path, "utf8"));
    return { out, errors, code };
  } finally {
    process.chdir(from);
    for (const name of names) {
      closeSync(streams[name]);
    }
  }
}

describe("the same line gives the same", () => {
  for (const line of [...LINES, ...RUNS].filter((one) => one !== "version --format sarif")) {
    test(line, async () => {
      const [theirs, ours] = [await ran(go, line), await here(line)];
      assert.deepEqual(ours, theirs);
      assert.equal(/^meshwise: (?!note: )/m.test(ours.errors), ours.code >= 2);
    });
  }
});

test("a process of its own gives the same as this one", async () => {
  for (const line of [
    "check facts.json --tp 16",
    "check - --tp 8 --format json",
    "check config.json --tp 0",
    "check nemo.yaml two.sh --diff",
  ]) {
    assert.deepEqual(await ran(NODE, line), await here(line));
  }
});

describe("what the Go command does beside is refused", () => {
  for (const line of Object.keys(OF_GO_ALONE)) {
    test(line, async () => {
      const [theirs, ours] = [await ran(go, line), await here(line)];
      assert.deepEqual([ours.out, ours.code], ["", 2]);
      assert.match(ours.errors, /^meshwise: .*command in Go/);
      assert.notDeepEqual(ours, theirs, "no longer of the Go command alone: it goes from the list");
    });
  }
});

test("the lines have every exit code that a request can have", async () => {
  const codes = await Promise.all([...LINES.slice(0, 6), ...LINES.slice(-3)].map((line) => ran(go, line)));
  assert.deepEqual([...new Set(codes.map(({ code }) => code))].sort(), [0, 1, 2]);
});

const VERBS = "check meshes plan read capabilities topology launch architectures diff explain describe version help";

describe("help is the same but for engines", () => {
  const lines = ({ out }) =>
    out
      .split("\n")
      .map((line) => line.replace(/ +/g, " ").trim())
      .filter((line) => line && !/--engine|--wasm|MESHWISE_|completion |Global Flags:/.test(line));
  for (const verb of ["", ...VERBS.split(" ")]) {
    test(verb || "meshwise", async () => {
      const [theirs, ours] = [await ran(go, `${verb} --help`), await here(`${verb} --help`)];
      assert.deepEqual([ours.errors, ours.code], ["", 0]);
      assert.deepEqual(lines(ours), lines(theirs));
      assert.equal((await here(`help ${verb}`)).out, ours.out);
    });
  }
});

test("a file is written", async () => {
  for (const line of ["check facts.json --tp 16", "check facts.json --tp 16 --format json", "describe"]) {
    const written = [];
    for (const asked of [(one) => ran(go, one), here]) {
      const { out, errors, code } = await asked(`${line} -o written`);
      assert.deepEqual([out, errors], ["", ""]);
      written.push([code, readFileSync(join(folder, "models/written"), "utf8")]);
    }
    assert.deepEqual(written[0], written[1]);
    assert.notEqual(written[0][1], "");
  }
});

describe("the same is changed, and nothing else", () => {
  const CHANGES = [
    "check nemo.yaml --fix",
    "check link.yaml two.sh --fix --model config.json",
    "check tt.toml --fix --diff --model llama",
    "check deep/in-run.sh --fix --model config.json --override --tensor-model-parallel-size=16",
    "check sourced.sh --fix --model config.json",
    "check run.yaml nemo.yaml nowhere.yaml --fix --model config.json --format json",
    "check two.sh --fix --model config.json -o written",
  ];
  for (const line of CHANGES) {
    test(line, async () => {
      const trees = [];
      for (const asked of [(one) => ran(go, one, "changed"), (one) => here(one, "changed")]) {
        rmSync(join(folder, "changed"), { recursive: true, force: true });
        cpSync(join(folder, "models"), join(folder, "changed"), { recursive: true });
        chmodSync(join(folder, "changed/nemo.yaml"), 0o640);
        symlinkSync("nemo.yaml", join(folder, "changed/link.yaml"));
        writeFileSync(join(folder, "changed/sizes16.sh"), "TP=16\n");
        writeFileSync(
          join(folder, "changed/sourced.sh"),
          "source sizes16.sh\ntorchrun --nproc-per-node 16 pretrain_gpt.py --tensor-model-parallel-size $TP\n",
        );
        trees.push({ said: await asked(line), tree: tree(join(folder, "changed")) });
      }
      assert.deepEqual(trees[1], trees[0]);
    });
  }

  /** The files below a folder, with their modes; of a link where it leads. */
  function tree(at) {
    return readdirSync(at, { recursive: true })
      .sort()
      .map((name) => [name, lstatSync(join(at, name))])
      .map(([name, stats]) => {
        const content = stats.isFile() ? readFileSync(join(at, name), "latin1") : "";
        return [name, stats.mode, stats.isSymbolicLink() ? readlinkSync(join(at, name)) : content];
      });
  }
});

describe("a file that another one names lies below the folder, links or not", () => {
  const LINKS = {
    "a link to a file beside": ["real.sh"],
    "a link that leads out and in again": ["../deep/real.sh"],
    "a link that leads out of the folder": ["../follow/sizes.sh"],
    "one that leads out of all folders": ["../../../../../../../../etc/hostname"],
    "one to an absolute path": ["/etc/hostname"],
    "one to itself": ["named.sh"],
    "one to a folder": ["."],
    "one to nothing": ["gone.sh"],
    "one through a link": ["hop.sh", "real.sh"],
  };
  for (const [what, [to, then]] of Object.entries(LINKS)) {
    test(what, async () => {
      const at = (name) => join(folder, "models/deep", name);
      writeFileSync(at("named-run.sh"), "source named.sh\ntorchrun --nproc-per-node 8 pretrain_gpt.py --tp $TP\n");
      symlinkSync(to, at("named.sh"));
      if (then !== undefined) {
        symlinkSync(then, at(to));
      }
      try {
        for (const line of ["read deep/named-run.sh --format json", "check deep/named-run.sh"]) {
          assert.deepEqual(await here(line), await ran(go, line));
        }
      } finally {
        for (const name of ["named-run.sh", "named.sh", ...(then ? [to] : [])]) {
          rmSync(at(name));
        }
      }
    });
  }
});

test("all files are written, or none", () => {
  const at = (name) => join(folder, "whole", name);
  mkdirSync(join(folder, "whole"));
  writeFileSync(at("one"), "a");
  writeFileSync(at("two"), "somebody else's");
  const file = (name, before) => ({
    label: name,
    path: at(name),
    before: Buffer.from(before),
    after: Buffer.from("b"),
  });
  const refused = (files, why) => {
    assert.throws(() => writeFiles(files), why);
    assert.deepEqual(readdirSync(join(folder, "whole")).sort(), ["one", "two"], "nothing is left over");
    assert.equal(readFileSync(at("one"), "utf8"), "a");
  };
  refused(
    [file("one", "a"), file("two", "a")],
    /^Error: two: nothing was written: the file changed since it was read$/,
  );
  refused([file("one", "a"), file("three", "a")], /^Error: three: nothing was written: no such file or directory$/);
  writeFiles([file("one", "a"), file("two", "somebody else's")]);
  assert.deepEqual([readFileSync(at("one"), "utf8"), readFileSync(at("two"), "utf8")], ["b", "b"]);
});

test("git takes every diff", () => {
  // Few words, so that most lines stand more than once; some texts without an end of the last line.
  const line = fc.constantFrom("a", "b", "", "c", ...Array.from({ length: 20 }, (_, i) => `line ${i}`));
  const text = fc.tuple(fc.array(line, { minLength: 1, maxLength: 40 }), fc.constantFrom("x", "x\n"));
  mkdirSync(join(folder, "patched"));
  fc.assert(
    fc.property(text, fc.array(fc.tuple(fc.nat(40), fc.nat(2), line), { maxLength: 4 }), ([lines, end], edits) => {
      const changed = [...lines];
      for (const [at, removed, added] of edits) {
        changed.splice(at, removed, added);
      }
      const [before, after] = [lines, changed].map((all) => `${all.join("\n")}\n${end}`);
      const diff = unified("a/text", before, "b/text", after);
      assert.equal(diff === "", before === after);
      if (diff !== "") {
        writeFileSync(join(folder, "patched/text"), before);
        execFileSync("git", ["apply", "-"], { cwd: join(folder, "patched"), input: diff });
        assert.equal(readFileSync(join(folder, "patched/text"), "utf8"), after);
      }
    }),
    { numRuns: 60 },
  );
});

test("a parser is loaded with the first file that needs it", async () => {
  const hooks = `export function resolve(name, context, next) {
    if (name === "yaml" || name === "smol-toml") throw new Error("loaded " + name);
    return next(name, context);
  }`;
  const module = (text) => `data:text/javascript,${encodeURIComponent(text)}`;
  const refusing = module(`import { register } from "node:module"; register(${JSON.stringify(module(hooks))});`);
  const node = [process.execPath, "--import", refusing, NODE[1]];
  for (const line of [
    "check facts.json --tp 8",
    "check org/cached --tp 8",
    "read -- torchrun train.py",
    "check train.sh",
  ]) {
    assert.deepEqual(await ran(node, line), await here(line));
  }
  assert.match((await ran(node, "check nemo.yaml")).errors, /loaded yaml/);
  assert.match((await ran(node, "check tt.toml")).errors, /loaded smol-toml/);
});

test("the version names the module", async () => {
  const { out } = await ran(NODE, "version --format json");
  const about = JSON.parse(out);
  assert.match(about.module_sha256, /^[0-9a-f]{64}$/);
  assert.equal(about.engine_version, about.meshwise);
});
