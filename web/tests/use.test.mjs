// What a press takes and Back gives back, two models that keep their sizes, and words that are true at every moment.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { answer, browse, field, go, LLAMA, live, settled, verdict, watch } from "./harness.mjs";

const world = browse();
const LIVE = `#model=${live("hf_llama_live")}&world=64&gpus=8`;

/** Sentences that are true only of an answered question. */
const FALSE_WORDS = /Which model|make no mesh|Give a world size|With a model|nothing to paste|No mesh|does not run/;

test("Back undoes what a press took, and what was typed before it stays", async () => {
  const page = await go(world, `${LIVE}&tp=8`);
  await field(page, "tp_size").fill("16"); // and at once:
  await page.locator(".nearest button").first().click();
  await page.locator(".verdict.good").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), "8");
  await page.waitForTimeout(400);
  await page.goBack();
  await page.locator(".verdict.bad").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), "16");
  await page.goForward();
  await page.locator(".verdict.good").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), "8");
});

test("Back undoes Use in the list of meshes, and keeps a model that is too long for a link", async () => {
  const page = await go(world, "#model=example:google--gemma-7b&world=64&gpus=8&tp=4");
  await page.locator(".config > summary").click();
  const noise = Array.from({ length: 4000 }, () => Math.random().toString(36)).join(" ");
  const config = { ...JSON.parse(readFileSync(LLAMA, "utf8")), architectures: ["LongLM"], noise };
  await page.getByLabel("Text of the config").fill(JSON.stringify(config));
  await page.getByText("LongLM").first().waitFor();
  await settled(page);
  await page.waitForTimeout(400);
  const use = page
    .getByRole("table", { name: "List of meshes" })
    .locator("tbody tr:not(.current)")
    .first()
    .getByRole("button", { name: /^Use/ });
  await use.click();
  await settled(page);
  assert.notEqual((await field(page, "tp_size").inputValue()) + (await field(page, "pp_size").inputValue()), "4");
  await page.waitForTimeout(400);
  await page.goBack();
  await page.waitForFunction(() => document.getElementById("tp_size").value === "4");
  await settled(page);
  assert.match(await verdict(page).innerText(), /LongLM/);
});

test("two models keep their own sizes, also in a link", async () => {
  const page = await go(world, `${LIVE}&tp=8&beside=example:Qwen--Qwen2.5-7B`);
  await verdict(page, 1).waitFor();
  await settled(page);
  assert.match(await verdict(page, 1).innerText(), /Qwen2ForCausalLM does not run on tp=8/);
  await verdict(page, 1).locator(".nearest button").first().click();
  await settled(page);
  assert.match(await verdict(page, 0).innerText(), /tp=8 is legal/, "the first keeps its own");
  assert.doesNotMatch(await verdict(page, 1).innerText(), /does not run/);

  await page.getByRole("button", { name: "LlamaForCausalLM", exact: true }).click();
  assert.equal(await field(page, "tp_size").inputValue(), "8");
  await field(page, "tp_size").fill("2");
  await field(page, "pp_size").fill("2");
  await settled(page);
  assert.match(await verdict(page, 0).innerText(), /pp=2 tp=2 is legal/);
  assert.match(await verdict(page, 1).locator(".layout").innerText(), /64 ranks: pp 1 .* tp 4 /, "so does the second");
  await field(page, "world_size").fill("32");
  await settled(page);
  assert.match(
    await verdict(page, 1).locator(".layout").innerText(),
    /32 ranks: pp 1 .* tp 4 /,
    "the GPUs are the same",
  );

  await page.waitForTimeout(400);
  const link = page.url();
  assert.match(link, /beside\.tp=4/);
  const said = [await verdict(page, 0).innerText(), await verdict(page, 1).innerText()];
  const other = await world.context.newPage();
  watch(world, other);
  await other.goto(link);
  await verdict(other, 1).waitFor();
  await settled(other);
  assert.deepEqual([await verdict(other, 0).innerText(), await verdict(other, 1).innerText()], said);
});

test("a wrong size of the model beside the first is said at its control", async () => {
  const page = await go(world, `${LIVE}&tp=8&beside=example:Qwen--Qwen2.5-7B`);
  await verdict(page, 1).waitFor();
  await page.getByRole("button", { name: "Qwen2ForCausalLM", exact: true }).click();
  await field(page, "tp_size").fill("x");
  await page.locator("#tp_sizenote").waitFor();
  assert.equal(await page.locator(".verdict.error").count(), 1);
  await verdict(page, 0).getByText("is legal").waitFor();
});

test("the coloured axis is the innermost above 1, until another is chosen", async () => {
  const page = await go(world, `${LIVE}&pp=4`);
  const coloured = page.locator("#ranks").locator("xpath=..").locator("[aria-pressed=true]");
  await settled(page);
  assert.match(await coloured.innerText(), /^dp_shard 16/);
  await field(page, "tp_size").fill("4");
  await settled(page);
  assert.match(await coloured.innerText(), /^tp 4/);
  await page.getByRole("button", { name: /^pp 4/ }).click();
  await settled(page);
  assert.match(await coloured.innerText(), /^pp 4/);
  await field(page, "pp_size").fill("1");
  await settled(page);
  assert.match(await coloured.innerText(), /^tp 4/, "one group of all says nothing");
});

for (const [name, status] of [
  ["is gated", 401],
  ["is not there", 404],
  ["does not answer well", 503],
]) {
  test(`the page's own copy stands for a model that ${name} on the Hub, and says so`, async () => {
    world.allowed = [/status of/];
    world.hub = (_, response) => answer(response, status, "no");
    const page = await go(world, LIVE);
    await page.getByLabel("Hub id or address").fill("meta-llama/Llama-3.1-8B");
    await page.getByRole("button", { name: "Fetch" }).click();
    await page.getByText("Config of meta-llama/Llama-3.1-8B, as this page has it").waitFor();
    await page.locator(".box .notice.open", { hasText: "own copy" }).waitFor();
    await settled(page);
    assert.match(await verdict(page).innerText(), /LlamaForCausalLM/);
  });
}

test("no copy stands for another revision", async () => {
  world.allowed = [/status of/];
  const page = await go(world, LIVE);
  await page.getByLabel("Hub id or address").fill("meta-llama/Llama-3.1-8B@v2");
  await page.getByRole("button", { name: "Fetch" }).click();
  await page.locator(".box .notice.bad").waitFor();
});

for (const [name, hash] of [
  ["a first visit", ""],
  ["a link", `${LIVE}&tp=8&pp=2`],
]) {
  test(`nothing false is said while ${name} loads`, async () => {
    let release;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    await world.context.route("**/*.wasm", async (route) => {
      await held;
      await route.continue();
    });
    const { page } = world;
    await page.goto(world.url + hash);
    await page.locator(".verdict.empty[aria-busy=true]").waitFor();
    await page.waitForTimeout(300);
    assert.doesNotMatch(await page.locator("body").innerText(), FALSE_WORDS);
    release();
    await page.locator(".verdict:not(.empty)").waitFor();
    await settled(page);
    assert.match(await verdict(page).innerText(), /is legal|does not run|depends on/);
  });
}

test("nothing false is said where a size is wrong", async () => {
  const page = await go(world, `${LIVE}&tp=8`);
  await field(page, "tp_size").fill("x");
  await page.locator(".verdict.error").waitFor();
  await settled(page);
  assert.doesNotMatch(await page.locator("body").innerText(), FALSE_WORDS);
});

test("rules, sources, documentation and repository are a press away, and exist", async () => {
  const page = await go(world, "#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8&tp=16&framework=torchtitan");
  const card = page.locator(".violation.broken").first();
  await card.locator(".codename").click();
  await card.locator("details.source summary").click();
  const links = await page.locator("a[href^=https]").evaluateAll((all) => all.map(({ href }) => href));
  assert.ok(links.includes("https://github.com/meshwise/meshwise"));
  assert.ok(
    links.some((link) =>
      /^https:\/\/github\.com\/pytorch\/torchtitan\/blob\/[0-9a-f]{8,}\/torchtitan\/.*\.py$/.test(link),
    ),
    links.join(),
  );
  const pages = links.filter((link) => link.includes("/docs/"));
  assert.ok(pages.some((link) => link.endsWith("rules.md#tpkv_heads_not_divisible")));
  for (const link of pages) {
    const [, path, anchor = ""] = /blob\/main\/(docs\/\w+\.md)(?:#(.*))?$/.exec(link) ?? assert.fail(link);
    const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    assert.ok(existsSync(file), link);
    const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
    const anchors = [...headings].map(([, text]) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    assert.ok(anchor === "" || anchors.includes(anchor), link);
  }
});
