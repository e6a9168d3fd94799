// The README does what it says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as api from "meshwise";

const PACKAGE = new URL("../", import.meta.url);
const text = readFileSync(new URL("README.md", PACKAGE), "utf8");
const block = (language) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)[1];

test("the first example prints what stands below it", () => {
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", block("js")], {
    cwd: PACKAGE,
    encoding: "utf8",
  });
  assert.equal(out, block("text"));
});

test("every method of the table is there, and no other", () => {
  const methods = [...text.matchAll(/^\| ((?:`\w+\([^|]*)+) \|/gm)].flatMap(([, cell]) => [
    ...cell.matchAll(/`(\w+)\(/g),
  ]);
  const own = Object.getOwnPropertyDescriptors(api.Engine.prototype);
  const there = Object.keys(own).filter((name) => name !== "constructor" && own[name].get === undefined);
  assert.deepEqual(methods.map(([, name]) => name).sort(), there.sort());
});

test("every entry of the table is there", async () => {
  const { exports } = JSON.parse(readFileSync(new URL("package.json", PACKAGE), "utf8"));
  const named = [...text.matchAll(/^\| `(meshwise[\w./]*)` \|/gm)].map(([, name]) =>
    name.replace("meshwise/", "./").replace(/^meshwise$/, "."),
  );
  assert.deepEqual(
    named.sort(),
    Object.keys(exports)
      .filter((name) => name !== "./package.json")
      .sort(),
  );
});
