// The package as others install it: what npm packs, its types, and the bundles that are built from it, in Chromium.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as vite from "vite";
import webpack from "webpack";
import { browser, serve } from "./support/browser.js";

const PACKAGE = fileURLToPath(new URL("../", import.meta.url));
const CODE = "tp.kv_heads_not_divisible";
const PARSERS = ["smol-toml", "yaml"]; // loaded with the first file that needs them
const run = (command, ...args) =>
  execFileSync(command, args, { cwd: PACKAGE, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
let folder;
let tarball;
let chromium;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "meshwise-package-"));
  const [packed] = JSON.parse(run("npm", "pack", "--json", "--pack-destination", folder));
  tarball = join(folder, packed.filename);
  cpSync(join(PACKAGE, "tests/bundlers"), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules/meshwise"), { recursive: true });
  run("tar", "-xzf", tarball, "-C", join(folder, "node_modules/meshwise"), "--strip-components=1");
  for (const name of PARSERS) {
    cpSync(join(PACKAGE, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
  }
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the package holds what it needs, and nothing else", () => {
  const listed = run("tar", "-tzf", tarball).trim().split("\n");
  const odd = listed.filter(
    (name) =>
      !/^package\/(LICENSE|README\.md|package\.json|dist\/(THIRD_PARTY_NOTICES\.txt|[\w./-]+\.(js|d\.ts|wasm|bin)))$/.test(
        name,
      ),
  );
  assert.deepEqual(odd, []);
  assert.ok(listed.includes("package/dist/meshwise.wasm"));
  const notices = run("tar", "-xzOf", tarball, "package/dist/THIRD_PARTY_NOTICES.txt");
  assert.match(notices, /The Go Authors/, "the module holds Go's runtime, whose license asks to be shown");
  const { dependencies } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  assert.deepEqual(Object.keys(dependencies), PARSERS);
});

test("publint has nothing to say", () => {
  run("npx", "--no-install", "publint", tarball, "--strict");
});

test("the types are right", () => {
  run("npx", "--no-install", "attw", tarball, "--profile", "esm-only", "--exclude-entrypoints", "meshwise.wasm");
});

test("the types serve a program", () => {
  run("npx", "--no-install", "tsc", "-p", "tests/types");
});

test("the lock names no package host", () => {
  assert.doesNotMatch(readFileSync(join(PACKAGE, "package-lock.json"), "utf8"), /"resolved"/);
});

async function answersOf(url) {
  const page = await chromium.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  try {
    await page.goto(`${url}/index.html`);
    await page
      .waitForFunction(() => globalThis.answers !== undefined, null, { timeout: 60_000 })
      .catch((error) => {
        throw new Error(`${error.message} ${errors.join("; ")}`);
      });
    return await page.evaluate(() => globalThis.answers());
  } finally {
    await page.close();
  }
}

async function answersIn(output) {
  const server = await serve(pathToFileURL(`${output}/`));
  try {
    return await answersOf(server.url);
  } finally {
    await server.close();
  }
}

test("a Vite build loads in Chromium: in the page, in a worker, and inline", async () => {
  await vite.build({ root: folder, configFile: false, logLevel: "error", build: { outDir: "vite", target: "es2022" } });
  assert.deepEqual(await answersIn(join(folder, "vite")), [CODE, CODE, CODE]);
});

test("Vite's development server serves it, where it is told not to bundle it", async () => {
  const options = { root: folder, configFile: false, logLevel: "error", cacheDir: join(folder, ".vite") };
  const server = await vite.createServer({
    ...options,
    server: { port: 0, host: "127.0.0.1" },
    optimizeDeps: { exclude: ["meshwise"] },
  });
  try {
    await server.listen();
    assert.deepEqual(await answersOf(`http://127.0.0.1:${server.httpServer.address().port}`), [CODE, CODE, CODE]);
  } finally {
    await server.close();
  }
});

test("a webpack build loads in Chromium: in the page, in a worker, and inline", async () => {
  const output = join(folder, "webpack");
  const compiler = webpack({
    mode: "production",
    context: folder,
    entry: "./main.js",
    output: { path: output, filename: "main.js" },
    performance: false,
  });
  const stats = await new Promise((resolve, reject) => {
    compiler.run((error, done) => compiler.close(() => (error ? reject(error) : resolve(done))));
  });
  assert.equal(stats.hasErrors(), false, stats.toString("errors-only"));
  assert.equal(stats.hasWarnings(), false, stats.toString("errors-warnings"));
  cpSync(join(folder, "index.html"), join(output, "index.html"));
  assert.deepEqual(await answersIn(output), [CODE, CODE, CODE]);
});
