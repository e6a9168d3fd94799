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

for (const { name, prefix, then = [], asked = 3, ...first } of cases) {
  test(name, () => {
    const parts = [first, ...then].map(({ repeat, times, suffix }) => repeat.repeat(times) + suffix);
    const request = new TextEncoder().encode(prefix + parts.join(""));
    const instance = new Instance(module); // and no engine, which would ask a second time on a fresh one
    const ask = () => new TextDecoder().decode(instance.exchange(request));
    const answer = ask();
    const { kind, code } = JSON.parse(answer);
    assert.ok(kind === "verdicts" || /^(input|answer)\./.test(code), answer.slice(0, 200));
    for (let n = 1; n < asked; n++) {
      assert.equal(ask(), answer); // what takes half a minute is asked once
    }
  });
}
