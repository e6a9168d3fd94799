// The corpus of tests/: its cases, the bytes of their requests, and what their answers must look like. The convention is
// in tests/README.md.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Exact, exact } from "./exact.js";

export const ROOT = new URL("../../../../", import.meta.url);
const VECTORS = new URL("tests/vectors/", ROOT);

export const manifest = JSON.parse(readFileSync(new URL("manifest.json", VECTORS), "utf8"));

/** The module that all hosts run. */
export function module() {
  return readFileSync(new URL("build/meshwise.wasm", ROOT));
}

/** Reads every case, in the order of the files. */
export function load() {
  const files = readdirSync(VECTORS, { recursive: true }).filter(
    (name) => name.endsWith(".json") && name !== "manifest.json",
  );
  return files.sort().flatMap((name) => {
    const suite = JSON.parse(readFileSync(new URL(name, VECTORS), "utf8"));
    return suite.cases.map((wanted) => ({
      id: `${suite.suite}/${wanted.name}`,
      suite: suite.suite,
      isHostile: suite.suite.startsWith("hostile/"),
      request: request(wanted),
      wanted,
    }));
  });
}

function request(wanted) {
  if (wanted.request !== undefined) {
    const parts = JSON.stringify(wanted.request).split(/\{"\$file":"([^"\\]*)"\}/);
    // The files are bytes, and some are no JSON.
    const bytes = parts.map((part, n) =>
      n % 2 === 0 ? Buffer.from(part) : readFileSync(new URL(`tests/fixtures/${part}`, ROOT)),
    );
    return Buffer.concat(bytes);
  }
  if (wanted.request_text !== undefined) {
    return Buffer.from(wanted.request_text);
  }
  if (wanted.request_base64 !== undefined) {
    return Buffer.from(wanted.request_base64, "base64");
  }
  const { prefix, repeat, times, suffix } = wanted.request_repeat;
  return Buffer.from(prefix + repeat.repeat(times) + suffix);
}

/** Holds an answer against what its case expects, and lists where they differ. */
export function differences(wanted, answer) {
  let got;
  try {
    got = exact(new TextDecoder("utf-8", { fatal: true }).decode(answer));
  } catch (error) {
    return [`the answer is not one JSON value: ${error.message}`];
  }
  const found = [];
  if (wanted.expect !== undefined) {
    compare(found, "", exact(JSON.stringify(wanted.expect)), got);
  }
  const lists = { codes: "violations", warning_codes: "warnings", unknown_codes: "unknowns" };
  for (const [member, name] of Object.entries(lists)) {
    if (wanted[member] !== undefined) {
      const codes =
        got instanceof Map && Array.isArray(got.get(name)) ? got.get(name).map((one) => one.get("code")) : null;
      if (JSON.stringify(codes) !== JSON.stringify(wanted[member])) {
        found.push(`/${name}: want the codes ${JSON.stringify(wanted[member])}, got ${JSON.stringify(codes)}`);
      }
    }
  }
  return found;
}

const ABSENT = Symbol("absent");

function compare(found, path, want, got) {
  const matched = want instanceof Map && want.size === 1 ? matches(...want.entries().next().value, got) : undefined;
  const differ = () => found.push(`${path}: want ${show(want)}, got ${show(got)}`);
  if (matched !== undefined) {
    matched || differ();
  } else if (want instanceof Map && got instanceof Map) {
    for (const [name, value] of want) {
      compare(found, `${path}/${name}`, value, got.has(name) ? got.get(name) : ABSENT);
    }
  } else if (Array.isArray(want) && Array.isArray(got) && want.length === got.length) {
    want.forEach((value, n) => {
      compare(found, `${path}/${n}`, value, got[n]);
    });
  } else if (want instanceof Exact && got instanceof Exact) {
    want.value === got.value || differ();
  } else if (typeof want === "object" && want !== null ? true : want !== got) {
    differ();
  }
}

function matches(name, operand, got) {
  switch (name) {
    case "$absent":
      return got === ABSENT;
    case "$any":
      return got !== ABSENT;
    case "$contains":
      return typeof got === "string" && operand !== "" && got.includes(operand);
    default:
      return undefined;
  }
}

function show(value) {
  const plain = (_, one) => (one instanceof Map ? Object.fromEntries(one) : one instanceof Exact ? one.value : one);
  return value === ABSENT ? "nothing" : JSON.stringify(value, plain).slice(0, 400);
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/**
 * Runs the corpus on one host, asking the ordinary question after each hostile one, and writes down what it answered.
 *
 * @param {string} host
 * @param {(requests: Buffer[]) => Promise<Uint8Array[]> | Uint8Array[]} ask Asks one instance, one request after another.
 * @returns {Promise<string[]>} What is not as it should be.
 */
export async function run(host, ask) {
  const cases = load();
  const ordinary = cases.find((one) => one.id === manifest.ordinary).request;
  const asked = [ordinary, ...cases.flatMap((one) => (one.isHostile ? [one.request, ordinary] : [one.request]))];
  const answered = (await ask(asked)).values();
  const next = () => answered.next().value;
  const usual = sha256(next());
  const answers = {};
  const problems = [];
  for (const { id, isHostile, wanted } of cases) {
    const answer = next();
    answers[id] = sha256(answer);
    problems.push(...differences(wanted, answer).map((difference) => `${id} ${difference}`));
    if (isHostile && sha256(next()) !== usual) {
      problems.push(`${id} changed the answer to the ordinary question after it`);
    }
  }
  if (Object.keys(answers).length !== manifest.cases) {
    problems.push(`ran ${Object.keys(answers).length} cases, and the manifest has ${manifest.cases}`);
  }
  write(host, answers);
  return problems;
}

function write(host, answers) {
  const folder = new URL("build/results/", ROOT);
  mkdirSync(folder, { recursive: true });
  const cases = Object.fromEntries(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
  const temporary = new URL(`${host}-${process.pid}`, folder);
  writeFileSync(temporary, `${JSON.stringify({ host, module: sha256(module()), cases }, null, 2)}\n`);
  renameSync(temporary, new URL(`${host}.json`, folder));
}
