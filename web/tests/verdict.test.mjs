// The answer at every keystroke, and what mends it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browse, field, go, live, openDrawer, settled, verdict } from "./harness.mjs";

const world = browse();
const REFUSED = "#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8&tp=16";

test("a newcomer sees a model, a mesh and a verdict", async () => {
  const page = await go(world);
  await settled(page);
  assert.match(await verdict(page).innerText(), /LlamaForCausalLM/);
  assert.equal(await field(page, "world_size").inputValue(), "64");
  assert.equal(await page.title(), "meshwise: can this model train like this?");
});

test("every keystroke is answered", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8`);
  await page.locator(".verdict.good").waitFor();
  await field(page, "tp_size").fill("1");
  await field(page, "tp_size").press("End");
  await page.keyboard.type("6");
  await page.locator(".verdict.bad").waitFor();
  assert.match(await verdict(page).innerText(), /does not run on tp=16/);
  await page.keyboard.press("Backspace");
  await page.locator(".verdict.good").waitFor();
});

test("a violation says what, why, which sizes work, and the fix in the framework's words", async () => {
  const page = await go(world, REFUSED);
  const card = page.locator(".violation.broken").first();
  const text = await card.innerText();
  for (const part of [
    "fails late",
    "tp.kv_heads_not_divisible",
    "num_key_value_heads (8) % tp_size (16) == 0",
    "num_key_value_heads % tp_size == 0",
    "config.num_key_value_heads = 8",
    "--distributed.tp_size=8",
    "tp_size: 8",
  ]) {
    assert.ok(text.includes(part), `${part} in ${text}`);
  }
  assert.deepEqual(await card.locator(".chip.size").allInnerTexts(), ["1", "2", "4", "8"]);
  assert.equal(await card.locator("details.source").count(), 1);
});

test("a press on a size that works takes it", async () => {
  const page = await go(world, REFUSED);
  await page.locator(".violation.broken").getByRole("button", { name: "Set tp_size to 4", exact: true }).click();
  await page.locator(".verdict:not(.bad)").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), "4");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "tp_size", "the focus is not lost with the card");
});

test("a press on the fix takes it", async () => {
  const page = await go(world, REFUSED);
  await page.locator(".violation.broken .fix button").first().click();
  await page.locator(".verdict:not(.bad)").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), "8");
});

test("a fix may be another strategy", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=8&gpus=8&tp=2&strategy=ddp`);
  await page.getByRole("button", { name: "Set strategy to fsdp2" }).first().click();
  await page.locator(".verdict:not(.bad)").waitFor();
  assert.equal(await field(page, "strategy").inputValue(), "fsdp2");
});

test("the nearest mesh that passes is one press away", async () => {
  const page = await go(world, REFUSED);
  await page.locator(".nearest button").first().click();
  await page.locator(".verdict:not(.bad)").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), "8");
});

test("what is not known says what would settle it", async () => {
  const page = await go(world);
  await page.locator(".config > summary").click();
  await page
    .getByLabel("Text of the config")
    .fill('{"architectures": ["NobodyKnowsThisForCausalLM"], "num_attention_heads": 8}');
  await field(page, "tp_size").fill("2");
  await page.locator(".verdict.open").waitFor();
  const text = await page.locator(".violation.unsettled").first().innerText();
  assert.match(text, /tp\.no_plan/);
  assert.match(text, /Settled by\s+class\s+registry\.tp_plan/);
});

test("a code explains itself", async () => {
  const page = await go(world, REFUSED);
  const card = page.locator(".violation.broken").first();
  const code = card.getByRole("button", { name: "tp.kv_heads_not_divisible", exact: true });
  await code.click();
  assert.equal(await code.getAttribute("aria-expanded"), "true");
  assert.match(await page.locator(".explained").innerText(), /torchtitan/);
  await code.click();
  assert.equal(await page.locator(".explained").count(), 0);
});

test("the rules are those of the framework", async () => {
  const page = await go(world, REFUSED);
  await page.locator(".verdict.bad").waitFor();
  await field(page, "framework").selectOption("megatron");
  await page.locator(".verdict:not(.bad)").waitFor();
  await field(page, "framework").selectOption("torchtitan");
  await page.locator(".verdict.bad").waitFor();
  assert.match(await verdict(page).innerText(), /torchtitan/);
  assert.match(await page.locator(".fix").first().innerText(), /tensor_parallel_degree/);
});

test("a usual cluster sets the world and the node", async () => {
  const page = await go(world);
  await page.getByLabel("A usual cluster").selectOption({ label: "16 nodes × 8 H100" });
  assert.equal(await field(page, "world_size").inputValue(), "128");
  assert.equal(await field(page, "gpus_per_node").inputValue(), "8");
  assert.equal(await field(page, "gpu").inputValue(), "h100");
  await settled(page);
  assert.match(await verdict(page).innerText(), /128 ranks/);
  await field(page, "world_size").fill("100");
  assert.equal(await page.getByLabel("A usual cluster").inputValue(), "-1");
});

test("sizes halve and double, by button and by key", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=8&gpus=8`);
  await page.getByRole("button", { name: "Double tp_size" }).click();
  assert.equal(await field(page, "tp_size").inputValue(), "2");
  await field(page, "tp_size").press("ArrowUp");
  assert.equal(await field(page, "tp_size").inputValue(), "4");
  await field(page, "tp_size").press("ArrowDown");
  await page.getByRole("button", { name: "Halve tp_size" }).click();
  assert.equal(await field(page, "tp_size").inputValue(), "1");
});

for (const [typed, said] of [
  ["two", /expected an integer/],
  ["0", /from 1 to/],
  ["-4", /from 1 to/],
  ["2.0", /integer/],
  ["99999999999999999999", /./],
  ['"}, "x": 1', /expected an integer/],
]) {
  test(`the engine says what is wrong with a size of ${typed}`, async () => {
    const page = await go(world, `#model=${live("hf_llama_live")}&world=8&gpus=8`);
    await field(page, "tp_size").fill(typed);
    const note = page.locator("#tp_sizenote.problem");
    await note.waitFor();
    assert.match(await note.innerText(), said);
    assert.equal(await field(page, "tp_size").getAttribute("aria-invalid"), "true");
    assert.match(await page.locator(".verdict.error").innerText(), /\/mesh\/tp_size\s+input\./);
    await field(page, "tp_size").fill("2");
    await page.locator(".verdict.good").waitFor();
    assert.equal(await note.count(), 0);
  });
}

test("without a world, the smallest that holds the sizes is assumed and named", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=8&gpus=8&tp=4&pp=2`);
  await field(page, "world_size").fill("");
  await page.locator(".notes", { hasText: "this is the smallest that holds these sizes" }).waitFor();
});

test("the run has its own fields", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=8&gpus=8&pp=4`);
  await openDrawer(page, "the pipeline");
  await field(page, "pipeline_schedule").selectOption("ZBVZeroBubble");
  await field(page, "layers_per_stage").fill("8");
  await page.locator(".verdict.bad").waitFor();
  assert.match(await verdict(page).innerText(), /pp\.schedule_stages/);
  await field(page, "layers_per_stage").fill("");
  await page.locator(".verdict.good").waitFor();
});
