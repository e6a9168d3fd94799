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
import { createServer } from "node:http";
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
const DESCRIBED = JSON.parse(readFileSync(`${SHARED}files.json`, "utf8"));
const FILES = Object.entries(DESCRIBED).map(([name, of]) => [name, content(of)]);
const FACTS = FILES.find(([name]) => name === "facts.json")[1];
const NODE = [process.execPath, at("../dist/cli/main.js")];

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
  process.env.HF_HUB_OFFLINE = "1";
  process.env.MODELSCOPE_CACHE = join(folder, "models/modelscope");
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The bytes of a file: as they are, a text, one text many times, or another file with one place of it changed. */
function content({ base64, text, repeat, times, of, old, new: next }) {
  if (base64 !== undefined) {
    return Buffer.from(base64, "base64");
  }
  return Buffer.from(of === undefined ? (text ?? repeat.repeat(times)) : DESCRIBED[of].text.replace(old, () => next));
}

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

test("a manifest is found where nothing is named", async () => {
  const [theirs, ours] = [await ran(go, "check", "models/ci"), await here("check", "models/ci")];
  assert.deepEqual(ours, theirs);
  assert.match(ours.out, /long context/);
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
    ...lines("fixes.txt"),
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

describe("the Hub is asked where that is asked for", () => {
  const CONFIG = FILES.find(([name]) => name === "config.json")[1];
  const MOST = 4 << 20;
  const saw = []; // what came to which server, with which token
  const server = (name, answer) =>
    createServer((request, response) => {
      saw.push([name, request.url, request.headers.authorization]);
      answer(request.url.split("/").slice(1, 3).join("/"), response);
    });
  const to = (status, headers = {}, body = "") => [status, headers, body];
  const elsewhere = server("elsewhere", (_, response) => response.end(CONFIG));
  const hub = server("hub", (id, response) => {
    const moved = { location: "/org/new/resolve/main/config.json" };
    const answers = {
      "org/new": to(200, {}, CONFIG),
      "org/moved": to(307, moved),
      "org/elsewhere": to(302, { location: `${address(elsewhere)}/config.json` }),
      "org/loop": to(302, { location: "/org/loop/resolve/main/config.json" }),
      "org/gated": to(401),
      "org/page": to(200, {}, "<html>"),
      "org/list": to(200, {}, "[]"),
      "org/large": to(200, {}, `{${" ".repeat(MOST)}`),
      "org/busy": to(503),
    };
    const [status, headers, body] = answers[id] ?? to(404);
    response.writeHead(status, headers).end(body);
  });
  const address = (of) => `http://127.0.0.1:${of.address().port}`;
  const outside = { ...process.env };

  before(async () => {
    for (const one of [hub, elsewhere]) {
      await new Promise((resolve) => one.listen(0, "127.0.0.1", resolve));
    }
    mkdirSync(join(folder, "home"));
    writeFileSync(join(folder, "home/token"), "from-a-file\n");
  });
  after(() => [hub, elsewhere].map((one) => one.close()));

  /** What a command says, and what it asked, in an environment of its own. */
  async function asked(of, line, env) {
    const mine = { HF_ENDPOINT: `${address(hub)}/`, HF_HOME: join(folder, "home"), HF_HUB_OFFLINE: "0", ...env };
    Object.assign(process.env, mine);
    saw.length = 0;
    try {
      return { said: await of(line), saw: [...saw] };
    } finally {
      for (const name of Object.keys(mine)) {
        delete process.env[name];
      }
      Object.assign(process.env, outside, { HF_HOME: join(folder, "models/cache"), HF_HUB_OFFLINE: "1" });
    }
  }
  const both = async (line, env = {}) => [await asked((one) => ran(go, one), line, env), await asked(here, line, env)];

  const LINES = [
    "check org/new --tp 8 --download",
    "check org/new@v1/x --tp 8 --download",
    "check org/moved --tp 8 --download --format json",
    "check org/elsewhere --tp 16 --download",
    "check org/gated --tp 8 --download",
    "check org/nowhere --tp 8 --download",
    "check org/page --tp 8 --download",
    "check org/list --tp 8 --download",
    "check org/large --tp 8 --download",
    "check org/busy --tp 8 --download",
    "check org/loop --tp 8 --download",
    "check org/new --tp 8",
    "check nemo.yaml --model org/new --download",
    "check unresolved.yaml --download",
    "meshes org/new --world-size 8 --download",
    "capabilities org/new --download",
    "check ci/meshwise.yaml --download",
  ];
  for (const line of LINES) {
    for (const env of [{ HF_TOKEN: "secret" }, {}, { HF_HUB_DISABLE_IMPLICIT_TOKEN: "1" }]) {
      test(`${line} ${Object.keys(env)}`, async () => {
        const [theirs, ours] = await both(line, env);
        assert.deepEqual(ours, theirs);
        assert.ok(!/secret|from-a-file/.test(ours.said.out + ours.said.errors));
        assert.equal(ours.saw.length > 0, line.includes("--download"));
        for (const [where, , token] of ours.saw) {
          const own = env.HF_TOKEN ?? (env.HF_HUB_DISABLE_IMPLICIT_TOKEN ? undefined : "from-a-file");
          assert.equal(token, where === "hub" && own ? `Bearer ${own}` : undefined);
        }
      });
    }
  }

  for (const variable of ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"]) {
    test(`${variable} forbids it`, async () => {
      const [theirs, ours] = await both("check org/new --tp 8 --download", { [variable]: "ON" });
      assert.deepEqual(ours, theirs);
      assert.match(ours.said.errors, new RegExp(`${variable} is set`));
      assert.deepEqual(ours.saw, []);
    });
  }

  test("an endpoint is an address", async () => {
    const [theirs, ours] = await both("check org/new --tp 8 --download", { HF_ENDPOINT: "nowhere" });
    assert.deepEqual(ours, theirs);
    assert.match(ours.said.errors, /HF_ENDPOINT: expected an address/);
  });

  test("a server that is not there is told", async () => {
    const gone = createServer();
    await new Promise((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const env = { HF_ENDPOINT: address(gone) };
    await new Promise((resolve) => gone.close(resolve));
    const [theirs, ours] = await both("check org/new --tp 8 --download", env);
    for (const { said } of [theirs, ours]) {
      assert.equal(said.code, 2);
      assert.match(said.errors, /config\.json cannot be had: .*(refused|ECONNREFUSED)/);
    }
  });
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
