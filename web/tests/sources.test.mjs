// A model from this machine: a file, a text, an example.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { browse, FIXTURES, field, go, LLAMA, openDrawer, settled, verdict } from "./harness.mjs";

const world = browse();
const CONFIG = readFileSync(LLAMA, "utf8");
const START = "#model=example:google--gemma-7b&world=8&gpus=8";

const problem = (page) => page.locator(".box .notice.bad");

test("a file is chosen", async () => {
  const page = await go(world, START);
  await page.getByLabel("Choose a config.json").setInputFiles(LLAMA);
  await page.getByText("Config, meta-llama--Llama-3.1-70B.json").waitFor();
  await verdict(page).filter({ hasText: "LlamaForCausalLM" }).waitFor();
});

/** Drops a file somewhere, as a browser does. */
async function drop(page, selector, name, text) {
  const data = await page.evaluateHandle(
    ([fileName, body]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([body], fileName, { type: "application/json" }));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent(selector, "dragover", { dataTransfer: data });
  await page.getByText("Drop a recipe, a script, a config").waitFor();
  await page.dispatchEvent(selector, "drop", { dataTransfer: data });
}

test("a file is dropped anywhere on the page", async () => {
  const page = await go(world, START);
  await drop(page, "#ranks", "config.json", CONFIG);
  await page.getByText("Config, config.json").waitFor();
  assert.equal(await page.locator(".dropping").count(), 0);
  await verdict(page).filter({ hasText: "LlamaForCausalLM" }).waitFor();
});

test("a config is pasted anywhere on the page, and other words are not taken for one", async () => {
  const page = await go(world, START);
  await page.locator("#answers").focus();
  const paste = async (text) => {
    await page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await page.keyboard.press("Control+V");
  };
  await paste("a sentence");
  await paste(CONFIG);
  await page.getByText("Config, pasted").waitFor();
  await verdict(page).filter({ hasText: "LlamaForCausalLM" }).waitFor();
});

test("a config is typed, and every change of it is answered", async () => {
  const page = await go(world, "#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8&tp=16");
  await page.locator(".verdict.bad").waitFor();
  await page.locator(".config > summary").click();
  const text = page.getByLabel("Text of the config");
  assert.equal(JSON.parse(await text.inputValue()).num_key_value_heads, 8);
  await text.fill((await text.inputValue()).replace('"num_key_value_heads": 8', '"num_key_value_heads": 16'));
  await page.locator(".verdict:not(.bad)").waitFor();
  await text.fill('{"architectures": [');
  await problem(page).getByText("Not JSON").waitFor();
  assert.equal(await text.inputValue(), '{"architectures": [', "what is typed is not taken away");
});

test("every example is a model", { timeout: 240_000 }, async () => {
  const page = await go(world, START);
  const select = page.getByLabel("Example", { exact: true });
  const all = await select.locator("optgroup option").evaluateAll((options) => options.map((option) => option.value));
  assert.ok(all.length >= 30, `${all.length} examples`);
  for (const id of all) {
    await select.selectOption(id);
    await page.waitForFunction(
      () => document.querySelector(".box [role=status]")?.getAttribute("aria-busy") === "false",
    );
    await settled(page);
    assert.equal(await problem(page).count(), 0, id);
    assert.equal(await page.locator(".verdict.error").count(), 0, id);
  }
});

test("the facts of a live model say more than its config", async () => {
  const page = await go(world, START);
  await page.getByLabel("Choose a config.json").setInputFiles(`${FIXTURES}facts/hf_llama_live.json`);
  await page.getByText("Facts, hf_llama_live.json").waitFor();
  await field(page, "tp_size").fill("2");
  await field(page, "pp_size").fill("2");
  await page.locator(".verdict.good").waitFor();
});

test("the catalogue answers for the class that a config names, and says so", async () => {
  const page = await go(world, "#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8&tp=4&cp=2");
  await page.locator(".verdict.open").waitFor(); // the attention backend is a choice of the run
  assert.match(await verdict(page).innerText(), /LlamaForCausalLM as in nemo_automodel/);
  await openDrawer(page, "attention and experts");
  await field(page, "attn").selectOption("te");
  await page.locator(".verdict.good").waitFor();
  assert.match(await page.locator(".capabilities").first().innerText(), /registry\.tp_plan = true\s*\(catalogue\)/);
  await openDrawer(page, "whose law");
  await field(page, "transformers_version").fill("not a version");
  await page.locator(".verdict.error", { hasText: "expected a version" }).waitFor();
});
