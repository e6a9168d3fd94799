// What is said of a text before the engine reads it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

const { MOST_BYTES, readModel } = await source("/src/model/read.ts");
const read = (text) => readModel(text, ["class", "_tp_plan"]);

test("configs and facts, with what Python writes where JSON has nothing", () => {
  assert.equal(read('{"model_type":"x","a":[NaN,-Infinity,"Infinity \\"NaN"]}').kind, "config");
  assert.equal(read('{"class":{}}').kind, "facts");
});

test("a text is measured before it is read", () => {
  assert.equal(read(`{"model_type":"${"x".repeat(MOST_BYTES)}"}`).title, "Too large");
  assert.equal(read(`{"model_type":"${"ü".repeat(MOST_BYTES / 2)}"}`).title, "Too large");
});

test("a text within the limit is read in one pass, whatever stands in it", () => {
  const quotes = '\\"'.repeat(MOST_BYTES / 2 - 100);
  assert.equal(read(`{"a":"${quotes}`).title, "Not JSON", "a string that does not end, full of quotation marks");
  assert.equal(read(`{"model_type":"${quotes}","a":NaN}`).kind, "config");
  assert.equal(read(`{"a":NaN,"b":${"[".repeat(MOST_BYTES / 2)}`).title, "Not JSON");
});
