// The corner of the limits: what lies within each of them, and at many together, three times in one instance. It is answered,
// or refused with a code, and the same each time; it never crashes. tests/corner_test.go asks the hosts in Go the same.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { wasm } from "meshwise/inline";
import { Instance } from "#dist/instance.js";
import { ROOT } from "./support/corpus.js";

const module = await WebAssembly.compile(await wasm());
const cases = JSON.parse(readFileSync(new URL("tests/corner/cases.json", ROOT), "utf8"));
assert.ok(cases.length > 0);

for (const { name, prefix, then = [], ...first } of cases) {
  test(name, () => {
    const parts = [first, ...then].map(({ repeat, times, suffix }) => repeat.repeat(times) + suffix);
    const request = new TextEncoder().encode(prefix + parts.join(""));
    const instance = new Instance(module); // and no engine, which would ask a second time on a fresh one
    const answers = [1, 2, 3].map(() => new TextDecoder().decode(instance.exchange(request)));
    const { kind, code } = JSON.parse(answers[0]);
    assert.ok(kind === "verdicts" || /^(input|answer)\./.test(code), answers[0].slice(0, 200));
    assert.equal(answers[1], answers[0]);
    assert.equal(answers[2], answers[0]);
  });
}
