// The meshes that work, what is pasted, the capabilities, and two models side by side.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browse, field, focused, go, live, settled, verdict } from "./harness.mjs";

const world = browse();
const LIVE = `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=16`;

const rows = (page) => page.getByRole("table", { name: "List of meshes" }).locator("tbody tr");
const column = async (page, n) => (await rows(page).locator(`td:nth-child(${n})`).allInnerTexts()).map(Number);

test("the meshes that work are listed, the nearest first", async () => {
  const page = await go(world, LIVE);
  await settled(page);
  assert.match(await rows(page).first().innerText(), /tp 16 → 8/);
  const changes = await rows(page).locator(".changes").allInnerTexts();
  const counts = changes.map((words) => words.split(",").length);
  assert.deepEqual(counts, [...counts].sort(), "the fewest changes come first");
  await page.getByText(/\d+ meshes of 64 ranks pass/).waitFor();
});

test("the list is sorted by any column, both ways", async () => {
  const page = await go(world, LIVE);
  await settled(page);
  await page.getByRole("button", { name: "pp", exact: true }).click();
  const up = await column(page, 3);
  assert.deepEqual(
    up,
    [...up].sort((a, b) => a - b),
  );
  const head = page.getByRole("table", { name: "List of meshes" }).locator("th", { hasText: /^pp/ });
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  await page.getByRole("button", { name: /^pp/ }).click();
  const down = await column(page, 3);
  assert.deepEqual(
    down,
    [...down].sort((a, b) => b - a),
  );
  assert.ok(down[0] > up[0]);
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  await page.getByRole("button", { name: /^changes/ }).click();
  assert.match(await rows(page).first().innerText(), /tp 16 → 8/);
});

test("more of the list is shown, and a mesh of it is taken", async () => {
  const page = await go(world, LIVE);
  await settled(page);
  const before = await rows(page).count();
  await page.getByRole("button", { name: /^Show more/ }).click();
  assert.ok((await rows(page).count()) > before);
  const row = rows(page).nth(5);
  const tp = await row.locator("td").nth(1).innerText();
  await row.getByRole("button", { name: /^Use/ }).click();
  await page.locator(".verdict.good").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), tp);
  await settled(page);
  assert.match(await rows(page).first().innerText(), /none: this is it/);
});

test("what hinges on an unknown fact can be left out", async () => {
  const page = await go(world, `#world=8&gpus=8&model=${live("plain_module")}`);
  await page.locator(".config > summary").click();
  await page.getByLabel("Text of the facts").fill('{"architectures": ["NobodyKnowsThis"], "num_attention_heads": 8}');
  await settled(page);
  const all = await rows(page).count();
  await page.getByLabel("Only those that pass for sure").check();
  const sure = await rows(page).count();
  assert.ok(sure > 0 && sure < all, `${sure} of ${all}`);
});

test("the mesh is spelled for every framework, to be copied", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=4`);
  await settled(page);
  const panel = page.locator("#startpanel");
  for (const [name, parts] of [
    ["NeMo Automodel", ["distributed:", "tp_size: 4", "--nnodes=8 --nproc-per-node=8", "nemo_automodel.cli.app"]],
    ["torchtitan", ["--parallelism.tensor_parallel_degree 4", "torchtitan.train"]],
    ["Megatron-Core", ["pretrain_gpt.py", "--tensor-model-parallel-size 4"]],
    ["Hugging Face accelerate", ["parallelism_config_tp_size: 4", "num_processes: 64", "accelerate launch"]],
  ]) {
    await page.getByRole("tab", { name }).click();
    await settled(page);
    const text = await panel.innerText();
    for (const part of parts) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
  }
  await page.getByRole("tab", { name: "NeMo Automodel" }).click();
  await settled(page);
  await panel.getByRole("button", { name: "Copy: config.yaml for NeMo Automodel" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^distributed:\n {2}strategy: fsdp2\n/);
});

test("every framework says whether the run starts under it, and why not", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8&pp=2`);
  await settled(page);
  const tabs = page.getByRole("tab");
  const names = await page.locator("#framework option").allInnerTexts();
  assert.deepEqual(await tabs.locator("strong").allInnerTexts(), names, "one for every framework");
  const said = await tabs.locator(".says").allInnerTexts();
  assert.ok(
    said.every((headline) => /LlamaForCausalLM/.test(headline)),
    said.join(),
  );
  await page.getByRole("tab", { name: /^no .*accelerate/ }).click();
  const panel = page.locator("#startpanel");
  await panel.getByText("pp.not_in_framework").waitFor();
  await settled(page);
  assert.equal(await panel.locator("pre").count(), 0, "what it refuses is not spelled");
  await panel.getByRole("button", { name: /^Ask under/ }).click();
  await page.locator(".verdict.bad").waitFor();
  await settled(page);
  assert.equal(await tabs.count(), names.length, "all stand there, also where the one that is asked refuses");
  await tabs.last().click();
  await tabs.last().press("ArrowRight");
  await focused(page, "start-nemo_automodel");
});

test("every capability has its answer, its reason and its evidence", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=8&gpus=8`);
  await settled(page);
  const row = (name) =>
    page
      .locator(".capabilities")
      .first()
      .getByRole("row", { name: new RegExp(`^${name}`) });
  assert.match(await row("supports_tp").innerText(), /yes.*registry\.tp_plan = true/s);
  assert.match(await row("supports_ep").innerText(), /no.*not a MoE model/s);
  await page.getByRole("button", { name: /^no \d/ }).click();
  const answers = await page.locator(".capabilities").first().locator(".answer").allInnerTexts();
  assert.ok(answers.length > 0 && answers.every((answer) => answer.includes("no")), answers.join());
});

test("two models stand side by side", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=8`);
  await page.getByRole("button", { name: /^Compare/ }).click();
  await page.getByText("Which model beside it?").waitFor();
  await page.getByLabel("Example for the model beside it").selectOption("Qwen--Qwen2.5-7B");
  await settled(page);
  await verdict(page, 1).waitFor();
  assert.match(await verdict(page, 0).innerText(), /LlamaForCausalLM/);
  assert.match(await verdict(page, 1).innerText(), /Qwen2ForCausalLM does not run/);
  assert.equal(await page.locator(".map table").count(), 2);
  assert.ok((await page.locator(".capabilities .differs").count()) > 0);
  assert.match(await page.locator(".capabilities thead").first().innerText(), /LlamaForCausalLM\s+Qwen2ForCausalLM/);
  await page.getByLabel("for", { exact: true }).selectOption("1");
  assert.match(await rows(page).first().innerText(), /tp 8 → 4/);
  assert.match(page.url(), /beside=example:Qwen--Qwen2.5-7B/);
  await page.getByRole("button", { name: /^Compare/ }).click();
  assert.equal(await page.locator(".verdict").count(), 1);
});
