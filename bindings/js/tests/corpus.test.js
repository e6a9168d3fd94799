// The corpus, run in Node: answers as expected, and the same bytes as every other host. What was answered goes to
// build/results/node.json, which `go run ./tests/agree` compares.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "meshwise";
import * as corpus from "./support/corpus.js";

test("Node answers the whole corpus as expected", async () => {
  const engine = await load();
  const problems = await corpus.run("node", (requests) => requests.map((request) => engine.send(request)));
  assert.deepEqual(problems.slice(0, 40), []);
});

test("no case is left out", () => {
  const counted = {};
  for (const { suite } of corpus.load()) {
    counted[suite] = (counted[suite] ?? 0) + 1;
  }
  assert.deepEqual(counted, corpus.manifest.suites);
});

test("the comparison sees differences", () => {
  const vectors = [
    [{ a: 1 }, '{"a": 1.0, "b": 2}', true],
    [{ a: 1 }, '{"a": true}', false],
    [{ a: 9007199254740991 }, '{"a": 9007199254740992}', false],
    [{ a: 9007199254740992 }, '{"a": 9007199254740993}', false],
    [{ a: 0.1 }, '{"a": 1e-1}', true],
    [{ a: { $absent: true } }, '{"b": 1}', true],
    [{ a: { $absent: true } }, '{"a": null}', false],
    [{ a: { $any: true } }, '{"a": null}', true],
    [{ a: { $any: true } }, "{}", false],
    [{ a: { $contains: "x" } }, '{"a": "axb"}', true],
    [{ a: { $contains: "x" } }, '{"a": "b"}', false],
    [{ a: [1, 2] }, '{"a": [1]}', false],
    [{ a: { b: 1 } }, '{"a": [1]}', false],
    [{ a: null }, "{}", false],
    [{}, '{"a": 1, "a": 1}', false],
    [{}, '{"a": NaN}', false],
    [{}, "{} {}", false],
    [{}, "[]", false],
  ];
  for (const [expect, answer, same] of vectors) {
    assert.equal(
      corpus.differences({ expect }, Buffer.from(answer)).length === 0,
      same,
      `${JSON.stringify(expect)} ${answer}`,
    );
  }
  assert.deepEqual(corpus.differences({ codes: ["a"] }, Buffer.from('{"violations":[{"code":"a"}]}')), []);
  assert.equal(corpus.differences({ codes: ["a"] }, Buffer.from('{"violations":[]}')).length, 1);
  assert.equal(corpus.differences({}, Buffer.from([0x22, 0xff, 0x22])).length, 1);
});
