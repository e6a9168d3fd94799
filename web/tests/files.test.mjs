// Files that say a run: pasted or dropped, read, judged at their lines, and mended.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answer, browse, dropFiles, FIXTURES, field, go, settled, verdict } from "./harness.mjs";

const world = browse();
const PUBLIC = new URL("../../reading/testdata/public/", import.meta.url);
const START = "#model=example:google--gemma-7b&world=8&gpus=8";
const RECIPE = `model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_pretrained
  pretrained_model_name_or_path: meta-llama/Llama-3.1-70B
distributed:
  strategy: fsdp2
  tp_size: 16   # too many
  pp_size: 1
step_scheduler:
  global_batch_size: 32
  local_batch_size: 1
`;
const MEGATRON = `#!/bin/bash
TP=16
torchrun --nproc-per-node 8 --nnodes 2 pretrain_gpt.py --tensor-model-parallel-size $TP --num-layers 32 \\
  --hidden-size 4096 --num-attention-heads 32 --group-query-attention --num-query-groups 8 \\
  --seq-length 4096 --max-position-embeddings 4096 --micro-batch-size 1 --global-batch-size 64
`;

const section = (page) => page.locator("section.part", { has: page.locator("#file") });
const refusal = (page) => section(page).getByRole("alert");
const lines = (page) => section(page).locator(".filetext li");
const marked = (page, tone) => section(page).locator(`.filetext li.${tone}`);
const hasModel = (response) => answer(response, 200, readFileSync(`${FIXTURES}configs/meta-llama--Llama-3.1-70B.json`));

async function drop(page, files) {
  await dropFiles(page, files);
  await section(page).waitFor();
  await settled(page);
}

async function paste(page, text) {
  await page.locator("#answers").focus();
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press("Control+V");
  await settled(page);
}

test("a recipe is read and judged at its line, by its model and its framework's law", async () => {
  const page = await go(world, START);
  world.hub = (_, response) => hasModel(response);
  await drop(page, [["recipe.yaml", RECIPE]]);
  await verdict(page).and(page.locator(".bad")).waitFor();
  await settled(page);
  assert.deepEqual(
    world.asked.map(({ path }) => path),
    ["/meta-llama/Llama-3.1-70B/resolve/main/config.json"],
  );
  const said = await section(page).innerText();
  for (const words of [/NeMo Automodel: \d+ settings read/, /recipe\.yaml/, /meta-llama\/Llama-3.1-70B/, /tp=16/]) {
    assert.match(said, words);
  }
  assert.equal(await field(page, "tp_size").inputValue(), "16");
  assert.equal(await field(page, "global_batch_size").count(), 0, "it stands in its drawer");
  assert.equal(await field(page, "world_size").inputValue(), "", "what the file does not say is not the page's");
  assert.equal(await marked(page, "bad").count(), 1);
  assert.equal(await marked(page, "bad").getAttribute("value"), "6");
  assert.match(await marked(page, "bad").innerText(), /num_key_value_heads \(8\) % tp_size \(16\)/);
  assert.equal(await marked(page, "bad").locator("mark").innerText(), "16");
});

test("the file as it would run is copied, and taken", async () => {
  const page = await go(world, START);
  world.hub = (_, response) => hasModel(response);
  await drop(page, [["recipe.yaml", RECIPE]]);
  const mended = RECIPE.replace("tp_size: 16", "tp_size: 8");
  await section(page).getByRole("button", { name: "Copy the file" }).click();
  await section(page).getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), mended);
  const rows = await section(page).locator(".difference li").allInnerTexts();
  assert.equal(rows.length, 2);
  assert.match(rows[0], /6.*tp_size: 16 {3}# too many/s);
  assert.match(rows[1], /6.*tp_size: 8 {3}# too many/s);
  await section(page).getByRole("button", { name: "Take the changes" }).click();
  await verdict(page).and(page.locator(":not(.bad)")).waitFor();
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), "8");
  assert.equal(await marked(page, "bad").count(), 0);
});

test("what the controls say holds over the file, and what is taken from it is said", async () => {
  const page = await go(world, START);
  world.hub = (_, response) => hasModel(response);
  await drop(page, [["recipe.yaml", RECIPE]]);
  await field(page, "tp_size").fill("4");
  await settled(page);
  assert.match(await section(page).innerText(), /Said over the file: tp_size 4\./);
  assert.equal(await marked(page, "bad").count(), 0);
  await field(page, "tp_size").fill("");
  await settled(page);
  assert.match(await section(page).innerText(), /tp_size not given/);
  await section(page).getByRole("button", { name: "As in the file" }).click();
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), "16");
  assert.equal(await marked(page, "bad").count(), 1);
});

test("a script that is pasted states its model and its world itself, and nothing is fetched", async () => {
  const page = await go(world, START);
  await paste(page, MEGATRON.replace("--num-query-groups 8", "--num-query-groups 4"));
  await section(page).getByText("Megatron-LM:").waitFor();
  await settled(page);
  assert.equal(world.asked.length, 0);
  assert.equal(await page.locator("#framework").inputValue(), "megatron");
  assert.equal(await field(page, "world_size").inputValue(), "16");
  assert.match(await verdict(page).innerText(), /Megatron/);
  assert.equal(await lines(page).and(page.locator(".marked")).first().getAttribute("value"), "2", "where $TP is set");
  assert.match(await page.locator(".facts").first().innerText(), /attention heads\s*32/);
});

test("a command line, and an id, are pasted anywhere", async () => {
  const page = await go(world, START);
  await paste(
    page,
    MEGATRON.replace(/^.*\n.*\n/, "")
      .replace("$TP", "2")
      .replaceAll("\\\n", " "),
  );
  await section(page).getByText("Megatron-LM:").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), "2");
  world.hub = (_, response) => hasModel(response);
  await paste(page, "examples/train.sh");
  assert.match(await refusal(page).innerText(), /input\.no_format/, "a path is no id, and is sent nowhere");
  await paste(page, "meta-llama/Llama-3.1-70B@main");
  await page.getByText("Config of meta-llama/Llama-3.1-70B").waitFor();
});

test("a file without a law is read, and judged under one that is named", async () => {
  const page = await go(world, START);
  world.hub = (_, response) => hasModel(response);
  const path = "verl-fsdp-balance/examples/ppo_trainer/run_qwen2-7b_rm_seq_balance.sh";
  await drop(page, [["run.sh", readFileSync(new URL(path, PUBLIC), "utf8")]]);
  const unjudged = /nothing is judged/;
  assert.match(await page.locator(".verdict").first().innerText(), unjudged);
  assert.match(await section(page).innerText(), /not asked about\s+rollout, critic, reward_model/);
  assert.equal(await page.locator("#plan").count(), 0);
  await page.locator("#framework").selectOption("torchtitan");
  await settled(page);
  assert.doesNotMatch(await page.locator(".verdict").first().innerText(), unjudged);
  assert.match(await page.locator(".verdict").first().innerText(), /torchtitan/i);
});

test("files that one names belong to it, and others are questions of their own", async () => {
  const page = await go(world, START);
  const folder = new URL("acc-ds-include/examples/", PUBLIC);
  const text = (path) => readFileSync(new URL(path, folder), "utf8");
  await drop(page, [
    ["zero_stage1_config.json", text("deepspeed_config_templates/zero_stage1_config.json")],
    ["train.sh", MEGATRON],
    [
      "deepspeed.yaml",
      text("config_yaml_templates/deepspeed.yaml").replace(
        /deepspeed_config_file:.*/,
        "deepspeed_config_file: zero_stage1_config.json",
      ),
    ],
  ]);
  const choice = section(page).getByLabel("The file that is asked about");
  assert.deepEqual(await choice.locator("option").allInnerTexts(), ["train.sh", "deepspeed.yaml"]);
  await choice.selectOption("deepspeed.yaml");
  await section(page).getByText("accelerate:").waitFor();
  await settled(page);
  const chips = section(page).getByRole("group", { name: "Files that belong to it" }).getByRole("button");
  assert.deepEqual(await chips.allInnerTexts(), ["deepspeed.yaml", "zero_stage1_config.json"]);
  await chips.last().click();
  assert.match(await lines(page).first().innerText(), /\{/);
});

test("a config.json that is dropped along is the model", async () => {
  const page = await go(world, START);
  await drop(page, [
    ["recipe.yaml", RECIPE.replace("16 ", "8 ")],
    ["config.json", readFileSync(`${FIXTURES}configs/google--gemma-7b.json`, "utf8")],
  ]);
  assert.equal(world.asked.length, 0);
  assert.match(await verdict(page).innerText(), /Gemma/);
});

test("where a model cannot be had, the page says what it offers", async () => {
  const page = await go(world, START);
  await drop(page, [["recipe.yaml", RECIPE.replace("meta-llama/Llama-3.1-70B", "/models/ours")]]);
  assert.match(await page.locator(".box .notice.bad").innerText(), /names \/models\/ours.*take an example/s);
  assert.match(await verdict(page).innerText(), /tp=16|tp 16/, "it is judged as far as that goes");
  await page.getByLabel("Example", { exact: true }).selectOption("meta-llama--Llama-3.1-70B");
  await settled(page);
  assert.equal(await marked(page, "bad").getAttribute("value"), "6");
});

test("what a script leaves open is stated here", async () => {
  const page = await go(world, START);
  await paste(page, MEGATRON.replace("TP=16\n", ""));
  const variables = section(page).getByLabel("Variables that the script does not set");
  await variables.fill("TP=4");
  await variables.press("Enter");
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), "4");
  assert.equal(await variables.inputValue(), "TP=4");
});

test("what cannot be read is said with its code, stays to be mended, and takes nothing away", async () => {
  const page = await go(world, `${START}&tp=2`);
  await paste(page, `${RECIPE}  x: y: z\n`);
  assert.match(await refusal(page).innerText(), /pasted:11:\d+: expected YAML.*input\.syntax/s);
  assert.equal(await marked(page, "bad").getAttribute("value"), "11");
  assert.equal(await field(page, "tp_size").inputValue(), "2", "the question stays");
  assert.match(await verdict(page).innerText(), /Gemma/);
  const text = section(page).getByRole("textbox", { name: "Text of pasted" });
  assert.equal(await text.inputValue(), `${RECIPE}  x: y: z\n`);
  await text.fill(RECIPE.replace("meta-llama/Llama-3.1-70B", "/models/ours"));
  await section(page).getByText("NeMo Automodel:").waitFor();
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), "16");
});

for (const [what, files, code, words] of [
  ["large", [["big.yaml", `a: 1\n${"# x\n".repeat(1 << 19)}`]], "input.too_large", /1 MiB/],
  ["larger than a request", [["huge.yaml", "# x\n".repeat(3 << 19)]], "input.too_large", /huge\.yaml has 6\.0 MB/],
  ["binary", [["model.bin", [0x61, 0xff, 0x00]]], "input.not_utf8", /model\.bin is not UTF-8/],
  ["a template", [["t.yaml", "a: {{ b }}\n"]], "input.template", /t\.yaml:1:4/],
  ["none of a run", [["notes.txt", "to do: rest\n"]], "input.no_format", /notes\.txt/],
  ["nested without an end", [["deep.yaml", "[".repeat(50_000)]], "input.too_deep", /deep\.yaml/],
]) {
  test(`a file that is ${what} is refused by its code`, async () => {
    const page = await go(world, `${START}&tp=2`);
    await drop(page, files);
    const said = await refusal(page).innerText();
    assert.match(said, words);
    assert.ok(said.includes(code), said);
    assert.equal(await field(page, "tp_size").inputValue(), "2");
    await section(page).getByRole("button", { name: "Put it away" }).click();
    assert.equal(await section(page).count(), 0);
  });
}

test("a key twice is said at its line, and the later one holds", async () => {
  const page = await go(world, START);
  world.hub = (_, response) => hasModel(response);
  await drop(page, [["r.yaml", RECIPE.replace("  pp_size: 1\n", "  pp_size: 1\n  tp_size: 4\n")]]);
  assert.equal(await field(page, "tp_size").inputValue(), "4");
  assert.match(await marked(page, "open").first().innerText(), /reading\.key_twice/);
});

test("markup in names and values is text", async () => {
  const page = await go(world, START);
  world.hub = (_, response) => hasModel(response);
  const evil = '<img src=x onerror="alert(1)">';
  await drop(page, [
    [`${evil}.yaml`, RECIPE.replace("tp_size: 16", `tp_size: '${evil}'`).replace("70B", `70B # ${evil}`)],
  ]);
  assert.equal(await page.locator("img").count(), 0);
  assert.match(await section(page).innerText(), /<img src=x/);
});

test("Back takes back what a file set, and Forward brings the file again", async () => {
  const page = await go(world, `${START}&tp=2`);
  await settled(page);
  await page.waitForFunction(() => location.hash.includes("tp=2"));
  world.hub = (_, response) => hasModel(response);
  await drop(page, [["recipe.yaml", RECIPE]]);
  await page.waitForFunction(() => location.hash.includes("Llama-3.1-70B"));
  await page.goBack();
  await section(page).waitFor({ state: "detached" });
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), "2");
  assert.match(await verdict(page).innerText(), /Gemma/);
  await page.goForward();
  await section(page).waitFor();
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), "16");
  assert.doesNotMatch(await page.evaluate(() => location.hash), /too many|_target_/, "the text is on no address");
});

test("the parsers are fetched with the first file that needs them", async () => {
  const page = await go(world, START);
  await settled(page);
  const fetched = [];
  page.on("request", (request) => /later-/.test(request.url()) && fetched.push(request.url()));
  await drop(page, [["run.sh", MEGATRON]]);
  assert.equal(fetched.length, 0);
  await drop(page, [["recipe.yaml", RECIPE.replace("meta-llama/Llama-3.1-70B", "/models/ours")]]);
  assert.equal(fetched.filter((url) => /later-yaml/.test(url)).length, 1);
});
