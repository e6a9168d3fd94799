// The command beside the Go command: the same lines give the same bytes, the same exit code and the same errors.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after, before, describe } from "node:test";
import { fileURLToPath } from "node:url";
import { command } from "../dist/cli/command.js";
import { streams } from "../dist/cli/output.js";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const SHARED = at("../../../tests/commandline/");
const LINES = readFileSync(`${SHARED}lines.txt`, "utf8").trimEnd().split("\n");
const FILES = Object.entries(JSON.parse(readFileSync(`${SHARED}files.json`, "utf8"))).map(([name, of]) => [
  name,
  of.base64 !== undefined ? Buffer.from(of.base64, "base64") : Buffer.from(of.text ?? of.repeat.repeat(of.times)),
]);
const FACTS = FILES.find(([name]) => name === "facts.json")[1];
const NODE = [process.execPath, at("../dist/cli/main.js")];

/** What the Go command does beside, each with what is lacking here. None of it is left out in silence. */
const OF_GO_ALONE = {
  "check config.json facts.json --tp 2": "several are asked about one at a time",
  "check config.json --tp 2 -- torchrun train.py": "a command is not read",
  "check run.yaml --tp 8": "so is a file of a run",
  "check empty --tp 1": "no folder is gone through for such files",
  "check config.json --tp 16 --with other.yaml": "and none belongs to a model",
  "check config.json --tp 16 --fix": "no file is changed",
  "check config.json --tp 16 --ignore tp.kv_heads_not_divisible": "nothing is accepted that is wrong",
  "check meta-llama/Llama-3.1-8B --tp 1": "the cache of the Hub is not looked into",
  "meshes config.json --world-size 8 --download": "nor is the Hub asked",
  "read train.sh": "files of runs are not read",
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
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The words of a line, as a shell reads them. */
function words(line) {
  return (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replace(/'([^']*)'/g, "$1"));
}

function ran([program, ...before], line) {
  return new Promise((resolve) => {
    const options = { cwd: join(folder, "models"), encoding: "buffer", maxBuffer: 1 << 26 };
    const child = execFile(program, [...before, ...words(line)], options, (error, stdout, stderr) => {
      resolve({ out: stdout.toString(), errors: stderr.toString(), code: error ? error.code : 0 });
    });
    child.stdin.on("error", () => {}); // most lines do not read it
    child.stdin.end(FACTS);
  });
}

/** The same in this process: one start of Node for all lines. */
async function here(line) {
  const from = process.cwd();
  const names = ["stdin", "stdout", "stderr"];
  const paths = names.map((name) => join(folder, name));
  writeFileSync(paths[0], FACTS);
  names.forEach((name, i) => {
    streams[name] = openSync(paths[i], i === 0 ? "r" : "w");
  });
  process.chdir(join(folder, "models"));
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
  for (const line of LINES.filter((one) => !one.startsWith("read") && one !== "version --format sarif")) {
    test(line, async () => {
      const [theirs, ours] = [await ran(go, line), await here(line)];
      assert.deepEqual(ours, theirs);
      assert.equal(ours.errors !== "", ours.code >= 2);
    });
  }
});

test("a process of its own gives the same as this one", async () => {
  for (const line of ["check facts.json --tp 16", "check - --tp 8 --format json", "check config.json --tp 0"]) {
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

test("the version names the module", async () => {
  const { out } = await ran(NODE, "version --format json");
  const about = JSON.parse(out);
  assert.match(about.module_sha256, /^[0-9a-f]{64}$/);
  assert.equal(about.engine_version, about.meshwise);
});
