// Measures the module beside others that answer questions in Node: Cedar, which decides by policies in WebAssembly, and
// Pyodide, which would run a validator in Python. Each in a fresh process, by its processor time: what else the machine does
// is not in it. Nothing is asserted.
//
//   node peers.mjs            all of them
//   node peers.mjs cedar      one, in this process, as JSON
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const CONFIG = readFileSync(at("../../tests/fixtures/configs/meta-llama--Llama-3.1-70B.json"), "utf8");
const HEADS = JSON.parse(CONFIG).num_key_value_heads;

/** One rule of those that meshwise holds, as a policy and as Python: what a peer does at the least. */
const POLICY = `
  permit(principal, action, resource);
  forbid(principal, action, resource) unless { context.heads == context.share * context.tp };
`;
const PYTHON = `
import json
def check(text):
    asked = json.loads(text)
    heads, tp = asked["config"]["num_key_value_heads"], asked["mesh"]["tp_size"]
    if heads % tp:
        return json.dumps({"valid": False, "why": f"num_key_value_heads ({heads}) % tp_size ({tp}) == 0"})
    return json.dumps({"valid": True})
check
`;

const PEERS = {
  meshwise: {
    files: ["../../bindings/js/dist/meshwise.wasm"],
    async start() {
      const { load } = await import("../../bindings/js/dist/node.js");
      const engine = await load();
      return (tp) => engine.check(CONFIG, { tp, world_size: 64 }).valid;
    },
  },
  cedar: {
    files: ["node_modules/@cedar-policy/cedar-wasm/nodejs/cedar_wasm_bg.wasm"],
    async start() {
      const { isAuthorized } = await import("@cedar-policy/cedar-wasm/nodejs");
      const entity = (type) => ({ type, id: "one" });
      return (tp) => {
        const answer = isAuthorized({
          principal: entity("Job"),
          action: entity("Action"),
          resource: entity("Model"),
          context: { heads: HEADS, tp, share: Math.floor(HEADS / tp) },
          policies: { staticPolicies: POLICY },
          entities: [],
        });
        if (answer.type !== "success") {
          throw new Error(JSON.stringify(answer.errors));
        }
        return answer.response.decision === "allow";
      };
    },
  },
  pyodide: {
    files: ["pyodide.asm.wasm", "pyodide.asm.mjs", "python_stdlib.zip"].map((name) => `node_modules/pyodide/${name}`),
    async start() {
      const { loadPyodide } = await import("pyodide");
      const check = (await loadPyodide()).runPython(PYTHON);
      return (tp) => JSON.parse(check(`{"config":${CONFIG},"mesh":{"tp_size":${tp}}}`)).valid;
    },
  },
};

/** Processor time of this process so far, in milliseconds. */
const spent = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function measure(name) {
  const before = spent();
  const ask = await PEERS[name].start();
  const first = ask(8);
  const start = spent() - before;
  if (first !== true || ask(16) !== false) {
    throw new Error(`${name} answers otherwise`);
  }
  const calls = 2000;
  for (let n = 0; n < calls; n++) {
    ask(8);
  }
  const from = spent();
  for (let n = 0; n < calls; n++) {
    ask(8);
  }
  return { start, call: ((spent() - from) / calls) * 1000 };
}

function size(name) {
  return PEERS[name].files.reduce((sum, path) => {
    const bytes = readFileSync(at(path));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return sum + brotliCompressSync(bytes, { params }).length;
  }, 0);
}

const [only] = process.argv.slice(2);
if (only) {
  console.log(JSON.stringify(await measure(only)));
} else {
  console.log(`${"in Node, cpu".padEnd(40)} ${"start".padStart(9)} ${"a call".padStart(9)} ${"download".padStart(10)}`);
  for (const name of Object.keys(PEERS)) {
    if (!PEERS[name].files.every((path) => existsSync(at(path)))) {
      console.log(`${name.padEnd(40)} is not installed: not measured`);
      continue;
    }
    const runs = [1, 2, 3].map(() =>
      JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), name], { encoding: "utf8" })),
    );
    const best = (of) => Math.min(...runs.map((run) => run[of]));
    const columns = [
      `${best("start").toFixed(0)} ms`,
      `${best("call").toFixed(0)} µs`,
      `${(size(name) / 1e3).toFixed(0)} KB`,
    ];
    const what = {
      meshwise: "meshwise, all rules of a verdict",
      cedar: "Cedar, one policy",
      pyodide: "Pyodide, one check in Python",
    };
    console.log(
      `${what[name].padEnd(40)} ${columns[0].padStart(9)} ${columns[1].padStart(9)} ${columns[2].padStart(10)}`,
    );
  }
}
