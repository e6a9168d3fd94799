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
const runs = (page) => section(page).getByRole("table", { name: "Runs of the plan" }).locator("tbody tr:not(.reasons)");
const openRuns = (page) => section(page).getByText("The runs beside it").click();

test("the recommended run stands above everything, in the engine's words", async () => {
  const page = await go(world, START);
  await settled(page);
  const { headline, runs: planned } = plan();
  assert.equal(await page.locator("main h2").first().innerText(), "Recommended run");
  assert.ok((await section(page).locator(".recommended").innerText()).startsWith(headline));
  await openRuns(page);
  const rows = runs(page);
  assert.equal(await rows.count(), 4);
  await section(page)
    .getByRole("button", { name: `Show all ${planned.length}` })
    .click();
  const fits = await rows.locator(".fit").allInnerTexts();
  assert.deepEqual(
    fits,
    planned.map(({ estimate }) => estimate.fits.replaceAll("_", " ")),
  );
  await rows.nth(1).getByRole("button", { name: /^why/ }).click();
  for (const line of [...planned[0].why, ...planned[1].why]) {
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
  assert.ok((await runs(page).count()) > 1, "the other runs are still offered");

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
  await runs(page).nth(3).getByRole("button", { name: /^Use/ }).click();
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), String(mesh.tp_size));
  assert.match(await runs(page).nth(3).innerText(), /in use/);
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
  await page.waitForFunction(() => document.activeElement?.matches("input, select"));
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
  await page.getByText("Config of meta-llama/Llama-3.1-70B").waitFor();
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

const megatron =
  "#model=example:meta-llama--Llama-3.1-70B&framework=megatron&world=64&gpus=8&tp=4&pp=4&micro_batch_size=1&";
const RUN_OF_MEGATRON = {
  framework: "megatron",
  gpus_per_node: 8,
  gpu: "h100",
  sequence_length: 8192,
  global_batch_size: 512,
};

/** What the engine says by itself of a run's memory. */
const memory = (run = {}, mesh = {}) =>
  engine.call({
    op: "validate_mesh",
    facts: { config: JSON.parse(readFileSync(LLAMA, "utf8")) },
    mesh: { world_size: 64, tp_size: 4, pp_size: 4, ...mesh },
    run: { ...RUN_OF_MEGATRON, micro_batch_size: 1, ...run },
    want: ["estimate"],
  }).estimate.memory;

const bars = (page) => verdict(page).locator(".stagebars");

/** The widths of what is drawn of each stage, as shares of the whole. */
const drawn = (page) =>
  bars(page)
    .locator(".stagerow:not(.cardrow) svg")
    .evaluateAll((list) =>
      list.map((svg) => ({
        parts: [...svg.querySelectorAll("rect[data-part]")].map((rect) => [
          rect.dataset.part,
          rect.width.baseVal.value / svg.getBoundingClientRect().width,
        ]),
        high: svg.querySelector(".high").width.baseVal.value / svg.getBoundingClientRect().width,
        low: svg.querySelector(".low").x.baseVal.value / svg.getBoundingClientRect().width,
        unsure: svg.querySelector(".low").width.baseVal.value / svg.getBoundingClientRect().width,
        card: svg.querySelector(".card").x1.baseVal.value / svg.getBoundingClientRect().width,
      })),
    );

test("a bar for each stage has the engine's parts, the card's line, and is hatched between the low and the high end", async () => {
  const page = await go(world, megatron + RUN);
  await settled(page);
  const { stages, capacity } = memory();
  const end = 1.03 * Math.max(capacity, ...stages.map(({ device }) => device.high));
  const found = await drawn(page);
  assert.equal(found.length, 4);
  for (const [n, { parts, low, unsure, high, card }] of found.entries()) {
    const { at_peak: names, allocated, device } = stages[n];
    const wanted = [...names.map((name) => [name, stages[n][name]]), ["reserved", device.middle - allocated]];
    assert.deepEqual(
      parts.map(([name]) => name),
      wanted.map(([name]) => name),
    );
    for (const [k, [name, bytes]] of wanted.entries()) {
      assert.ok(Math.abs(parts[k][1] - bytes / end) < 1e-3, `stage ${n + 1}: ${name}`);
    }
    assert.ok(device.low < device.middle, "there is a low end to be seen");
    assert.ok(Math.abs(low - device.low / end) < 1e-3);
    assert.ok(Math.abs(unsure - (device.middle - device.low) / end) < 1e-3);
    assert.ok(Math.abs(high - (device.high - device.middle) / end) < 1e-3);
    assert.ok(Math.abs(card - capacity / end) < 1e-3);
  }
});

test("the same bars are a table", async () => {
  const page = await go(world, megatron + RUN);
  await settled(page);
  await bars(page).getByText("As a table").click();
  const rows = bars(page)
    .getByRole("table", { name: /as a table/ })
    .locator("tbody tr");
  assert.equal(await rows.count(), 4);
  const { stages } = memory();
  const gib = (bytes) => `${(bytes / 2 ** 30).toLocaleString("en", { maximumSignificantDigits: 3 })} GiB`;
  for (const [n, stage] of stages.entries()) {
    const said = await rows.nth(n).innerText();
    for (const bytes of [stage.weights, stage.activations, stage.allocated, stage.device.low, stage.device.high]) {
      assert.ok(said.includes(gib(bytes)), `${gib(bytes)} in ${said}`);
    }
  }
});

test("sliders move the bars, and the last place holds", async () => {
  const page = await go(world, megatron + RUN);
  await settled(page);
  const slider = verdict(page).getByRole("slider", { name: "sequence_length" });
  await slider.focus();
  for (const _ of [1, 2, 3]) {
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("ArrowLeft");
  await settled(page);
  assert.equal(await slider.getAttribute("aria-valuetext"), "32,768 tokens");
  const amounts = () => bars(page).locator(".stagerow:not(.cardrow) .amount").allInnerTexts();
  const gib = ({ device }) => `${(device.middle / 2 ** 30).toLocaleString("en", { maximumSignificantDigits: 3 })} GiB`;
  assert.deepEqual(await amounts(), memory({ sequence_length: 32768 }).stages.map(gib));
  await verdict(page).getByRole("button", { name: "full", exact: true }).click();
  await settled(page);
  assert.deepEqual(await amounts(), memory({ sequence_length: 32768, recompute: { mode: "full" } }).stages.map(gib));
  assert.match(
    await page.evaluate(() => location.hash),
    /sequence_length=32768.*recompute.mode=full|recompute.mode=full.*sequence_length=32768/,
  );
});

test("of many stages the first, the fullest and the last are drawn, and all where they are asked for", async () => {
  const page = await go(world, megatron.replace("pp=4", "pp=16").replace("tp=4", "tp=1") + RUN);
  await settled(page);
  const rows = bars(page).locator(".stagerow:not(.cardrow)");
  assert.ok((await rows.count()) <= 9);
  assert.equal(await rows.last().locator(".name").innerText(), "stage 16");
  await bars(page).getByRole("button", { name: "Show all 16 stages" }).click();
  assert.equal(await rows.count(), 16);
});

test("the map says what fits, by a sign and a word", async () => {
  const page = await go(world, megatron + RUN);
  await settled(page);
  const signs = new Map();
  for (const cell of await page.locator(".map .cell").all()) {
    const name = await cell.locator(".hidden").textContent();
    const sign = (await cell.innerText()).trim().charAt(0);
    const at = Object.fromEntries(
      [...name.matchAll(/(tp|pp) (\d+)/g)].map(([, axis, n]) => [`${axis}_size`, Number(n)]),
    );
    signs.set(`${at.tp_size} ${at.pp_size}`, [sign, name]);
  }
  for (const [tp_size, pp_size] of [
    [1, 1],
    [4, 4],
    [8, 8],
    [64, 64],
  ]) {
    const { valid, violations, estimate } = engine.call({
      op: "validate_mesh",
      facts: { config: JSON.parse(readFileSync(LLAMA, "utf8")) },
      mesh: { world_size: 64, tp_size, pp_size },
      run: { ...RUN_OF_MEGATRON, micro_batch_size: 1 },
    });
    const large = violations.length > 0 && violations.every(({ code }) => code === "memory.cannot_fit");
    const wanted = large ? "▲" : valid === false ? "✗" : { fits: "✓", tight: "!", not_known: "?" }[estimate.fits];
    assert.equal(signs.get(`${tp_size} ${pp_size}`)[0], wanted, `tp ${tp_size}, pp ${pp_size}`);
  }
  const legend = await page
    .locator("section.part", { has: page.locator("#map") })
    .locator(".legend")
    .innerText();
  assert.match(legend, /! tight.*✗ does not run/);
});
