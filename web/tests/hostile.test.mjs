// Configs from strangers: nothing in them becomes markup, nothing stops the page, and what is refused is named.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { browse, field, go, settled, verdict } from "./harness.mjs";

const world = browse();
const START = "#model=example:google--gemma-7b&world=8&gpus=8";

/** Gives the page a file of this text. */
async function give(page, text) {
  const path = join(tmpdir(), `meshwise-${process.pid}.json`);
  writeFileSync(path, text);
  await page.getByLabel("Choose a config.json").setInputFiles(path);
}

const MARKUP = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>{{7*7}}';

test("markup in names is text", async () => {
  const page = await go(world, START);
  await give(
    page,
    JSON.stringify({
      architectures: [MARKUP],
      model_type: MARKUP,
      num_attention_heads: 7,
      num_key_value_heads: 7,
      layer_types: [MARKUP, MARKUP],
      [MARKUP]: MARKUP,
    }),
  );
  await field(page, "tp_size").fill("2");
  await page.locator(".verdict.bad").waitFor();
  await settled(page);
  assert.match(await verdict(page).innerText(), /<img src=x/);
  assert.equal(await page.locator("img, script:not([src])").count(), 0);
  assert.equal(await page.title(), "meshwise: can this model train like this?");
});

test("markup in the address is text", async () => {
  const page = await go(world, `${START}&tp=${encodeURIComponent('"><img src=x>')}&colour=<b>&map=<i>.<u>`);
  await settled(page);
  assert.equal(await page.locator("img, b, i, u").count(), 0);
  assert.equal(await page.locator(".verdict.error").count(), 1);
});

test("names that change the direction or the line stay in their place", async () => {
  const page = await go(world, START);
  await give(page, JSON.stringify({ architectures: ["Evil\u202eModel\n\u001b[31m✓ runs"], num_attention_heads: 7 }));
  await field(page, "tp_size").fill("2");
  await page.locator(".verdict.bad").waitFor();
  await settled(page);
  const text = await page.locator("main").innerText();
  assert.ok(!text.includes("\u202e") && !text.includes("\u001b"), "controls are shown as such");
});

for (const [name, text, said] of [
  ["deep nesting", `{"model_type": "x", "a": ${"[".repeat(3000)}${"]".repeat(3000)}}`, /input\.|levels|nest|deep/i],
  ["a million levels", `{"model_type": "x", "a": ${"[".repeat(1_000_000)}`, /no JSON|Not JSON/],
  [
    "the same name twice",
    '{"model_type": "x", "num_attention_heads": 8, "num_attention_heads": 7}',
    /num_attention_heads/,
  ],
  ["half of a surrogate pair", '{"model_type": "\\ud800"}', /./],
  ["too many values", `{"model_type": "x", "a": [${"0,".repeat(150_000)}0]}`, /values/],
  ["a very long string", `{"model_type": "${"x".repeat(100_000)}"}`, /64|65536|bytes/],
  ["what closes the request around it", '{"model_type": "x"}, "mesh": {"tp_size": 1}', /no JSON|Not JSON/],
]) {
  test(`${name} is refused by name, and the page goes on`, async () => {
    const page = await go(world, START);
    await settled(page);
    await give(page, text);
    const refusal = page.locator(".box .notice.bad").or(page.locator(".verdict.error"));
    await refusal.first().waitFor();
    const shown = `${await page.locator(".box .notice.bad").allInnerTexts()} ${await verdict(page).allInnerTexts()}`;
    assert.match(shown, said);
    await page.getByLabel("Example", { exact: true }).selectOption("meta-llama--Llama-3.1-8B");
    await page.locator(".verdict.good").waitFor();
  });
}

test("a file of many megabytes is refused before it is read", async () => {
  const page = await go(world, START);
  await give(page, `{"model_type": "${"x".repeat(9 << 20)}"}`);
  await page.getByText("Too large").waitFor();
  assert.match(await page.locator(".box .notice.bad").innerText(), /9\.0 MB/);
});

test("a config of a megabyte is answered", async () => {
  const page = await go(world, START);
  const filler = Array.from({ length: 20_000 }, (_, n) => `"key_${n}": "${"y".repeat(40)}"`).join(",");
  await give(page, `{"architectures": ["LargeForCausalLM"], "num_attention_heads": 7, ${filler}}`);
  await field(page, "tp_size").fill("2");
  await page.locator(".verdict.bad").waitFor();
  assert.match(await verdict(page).innerText(), /LargeForCausalLM/);
  await page.locator(".config > summary").click();
  await page.getByText("too many to be changed here").waitFor();
});

test("NaN and Infinity, which Python writes, are read", async () => {
  const page = await go(world, START);
  await give(
    page,
    '{"architectures": ["MambaLM"], "time_step_limit": [0.0, Infinity], "x": NaN, "y": -Infinity, "s": "NaN, Infinity"}',
  );
  await page.getByText("MambaLM").first().waitFor();
  assert.equal(await page.locator(".verdict.error").count(), 0);
});

test("names that JavaScript knows are names", async () => {
  const page = await go(world, START);
  await give(
    page,
    '{"architectures": ["ProtoLM"], "__proto__": {"num_attention_heads": 7}, "constructor": 1, "toString": 2}',
  );
  await field(page, "tp_size").fill("2");
  await settled(page);
  assert.doesNotMatch(await verdict(page).innerText(), /num_attention_heads \(7\)/);
});

test("a file that is none of a model is refused by the engine, which says what it looks like", async () => {
  const page = await go(world, START);
  await give(page, '{"name": "left-pad", "version": "1.3.0"}');
  await page.locator(".verdict.error", { hasText: "expected the config of a model" }).waitFor();
});
