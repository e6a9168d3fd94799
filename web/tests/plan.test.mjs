// The run that is recommended, what a run needs, and how many parameters the model has.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { load } from "../../bindings/js/dist/node.js";
import { browse, field, go, LLAMA, settled, verdict } from "./harness.mjs";

const world = browse();
const RUN = "gpu=h100&sequence_length=8192&global_batch_size=512";
const START = `#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8&tp=8&pp=2&${RUN}`;
let engine;

before(async () => {
  engine = await load();
});

/** What the engine plans by itself. */
const plan = () =>
  engine.call({
    op: "plan",
    facts: { config: JSON.parse(readFileSync(LLAMA, "utf8")) },
    mesh: { world_size: 64 },
    run: { gpus_per_node: 8, gpu: "h100", sequence_length: 8192, global_batch_size: 512 },
    limit: 12,
  });

const section = (page) => page.locator(".plan").first();
const openRuns = (page) => section(page).getByText("The runs beside it").click();

test("the recommended run stands above everything, in the engine's words", async () => {
  const page = await go(world, START);
  await settled(page);
  const { headline, runs } = plan();
  assert.equal(await page.locator("main h2").first().innerText(), "Recommended run");
  assert.ok((await section(page).locator(".recommended").innerText()).startsWith(headline));
  await openRuns(page);
  const rows = section(page).locator("table").first().locator("tbody tr");
  assert.equal(await rows.count(), 4);
  await section(page)
    .getByRole("button", { name: `Show all ${runs.length}` })
    .click();
  const fits = await rows.locator(".fit").allInnerTexts();
  assert.deepEqual(
    fits,
    runs.map(({ estimate }) => estimate.fits.replaceAll("_", " ")),
  );
  for (const line of runs[0].why) {
    assert.ok((await section(page).innerText()).includes(line), line);
  }
});

test("Use takes the run that is recommended, Back gives it back, and the plan stays", async () => {
  const page = await go(world, START);
  await settled(page);
  const before = await section(page).locator(".recommended").innerText();
  const [{ mesh, run }] = plan().runs;
  await section(page).locator("button.primary").click();
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), String(mesh.tp_size));
  assert.equal(await field(page, "pp_size").inputValue(), String(mesh.pp_size));
  await page.waitForTimeout(400);
  const words = new URLSearchParams(new URL(page.url()).hash.slice(1));
  assert.equal(words.get("micro_batch_size"), String(run.micro_batch_size));
  assert.equal(words.get("recompute.mode"), run.recompute.mode);
  assert.match(await section(page).locator(".recommended").innerText(), /in use/);
  assert.equal((await section(page).locator(".recommended").innerText()).split("\n")[0], before.split("\n")[0]);
  await openRuns(page);
  assert.ok((await section(page).locator("tbody tr").count()) > 1, "the other runs are still offered");

  await page.reload();
  await settled(page);
  assert.match(await section(page).locator(".recommended").innerText(), /in use/, "a link says what a plan decided");
  await page.goBack();
  await page.waitForFunction(() => document.getElementById("tp_size").value === "8");
  await settled(page);
  assert.equal(new URLSearchParams(new URL(page.url()).hash.slice(1)).get("micro_batch_size"), null);
});

test("a run beside the first is taken too", async () => {
  const page = await go(world, START);
  await settled(page);
  await openRuns(page);
  const { mesh } = plan().runs[3];
  await section(page).locator("tbody tr").nth(3).getByRole("button", { name: /^Use/ }).click();
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), String(mesh.tp_size));
  assert.match(await section(page).locator("tbody tr").nth(3).innerText(), /in use/);
});

test("what a plan lacks is stated where it is missed", async () => {
  const page = await go(world, "#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8");
  await settled(page);
  assert.match(await section(page).innerText(), /sequence_length is not given/);
  for (const [name, value] of [
    ["sequence_length", "8192"],
    ["global_batch_size", "512"],
    ["gpu", "h100"],
  ]) {
    await page.locator(`[id="plan-${name}"]`).click();
    await page.keyboard.type(value);
    await settled(page);
    assert.equal(await page.locator(`[id="plan-${name}"]`).inputValue(), value, "it stays until it is whole");
  }
  await page.locator("#answers").focus();
  await settled(page);
  assert.ok((await section(page).locator(".recommended").innerText()).startsWith(plan().headline));
  assert.equal(await section(page).locator(".needed").count(), 0);
});

test("where nothing fits, what would fit is one press away", async () => {
  const page = await go(world, `#model=example:meta-llama--Llama-3.1-405B&world=16&gpus=8&${RUN}`);
  await settled(page);
  assert.match(await section(page).innerText(), /nothing fits/);
  await section(page)
    .getByRole("button", { name: /^world_size \d+$/ })
    .click();
  await settled(page);
  assert.notEqual(await field(page, "world_size").inputValue(), "16");
  assert.match(await section(page).locator(".recommended").innerText(), /^start/);
});

test("a verdict says what its run needs, and what would settle it", async () => {
  const page = await go(world, START);
  await settled(page);
  const estimate = verdict(page).locator(".estimate").first();
  const chip = estimate.getByRole("button", { name: "micro_batch_size" });
  await chip.click();
  await page.keyboard.type("1");
  await settled(page);
  assert.match(
    await estimate.innerText(),
    /memory of the fullest rank\s+[\d.]+ GiB \(.* of 74.5 GiB (fits|tight|cannot fit)/,
  );
  assert.match(await estimate.innerText(), /step\s+[\d.]+ s/);
});

test("parameters, and those that a token meets, stand with the model", async () => {
  const page = await go(world, "#model=example:Qwen--Qwen3-30B-A3B&world=8&gpus=8");
  const facts = page.locator(".facts");
  await facts.getByText("active parameters").waitFor();
  assert.deepEqual(await facts.locator(".counted dd").allInnerTexts(), ["30.5B", "3.35B"]);
  await page.getByLabel("Example", { exact: true }).selectOption("meta-llama--Llama-3.1-70B");
  await settled(page);
  assert.deepEqual(await facts.locator(".counted dd").allInnerTexts(), ["70.6B"]);
});

test("every usual cluster has a card that the engine knows", async () => {
  const page = await go(world, START);
  const clusters = page.getByLabel("A usual cluster");
  const count = await clusters.locator("option").count();
  const cards = engine
    .describe()
    .sections.flatMap(({ settings }) => settings)
    .find(({ name }) => name === "gpu").words;
  for (let n = 1; n < count; n++) {
    await clusters.selectOption({ index: n });
    assert.ok(cards.includes(await field(page, "gpu").inputValue()));
  }
});

test("the answers do not wait for a plan", async () => {
  const page = await go(world, START.replace("world=64", "world=4096").replace("Llama-3.1-70B", "Llama-3.1-70B"));
  await field(page, "tp_size").fill("16");
  await page.locator(".verdict.bad").waitFor();
  await settled(page);
  assert.match(await section(page).innerText(), /4,?096 ranks/);
});
