// What nobody gave: a vocabulary that only a tokenizer has, a world, a batch. What is shown is no surer than the engine is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { load } from "../../bindings/js/dist/node.js";
import { browse, dropFiles, field, focused, go, LLAMA, settled, verdict } from "./harness.mjs";

const world = browse();
const MODEL = "#model=example:meta-llama--Llama-3.1-70B";
const CARD = `${MODEL}&world=64&gpus=8&tp=8&gpu=h100`;
const SCRIPT = `torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 32 --hidden-size 4096 --ffn-hidden-size 14336 \\
  --num-attention-heads 32 --group-query-attention --num-query-groups 8 --seq-length 4096 \\
  --max-position-embeddings 4096 --micro-batch-size 1 --global-batch-size 128 --bf16 --swiglu \\
  --tokenizer-type HuggingFaceTokenizer --tensor-model-parallel-size 2
`;
let engine;

before(async () => {
  engine = await load();
});

/** What the engine says by itself of a run of the model. */
const ask = (mesh, run = {}) =>
  engine.call({
    op: "validate_mesh",
    facts: { config: JSON.parse(readFileSync(LLAMA, "utf8")) },
    mesh,
    run: { gpus_per_node: 8, gpu: "h100", ...run },
    want: ["estimate"],
  });

const part = (page, id) => page.locator("section.part", { has: page.locator(`#${id}`) });

/** The sign of each cell of the map, by its sizes. */
async function signs(page) {
  const found = new Map();
  for (const cell of await page.locator(".map .cell").all()) {
    const [, tp, pp] = /^tp (\d+), pp (\d+):/.exec(await cell.locator(".hidden").textContent());
    found.set([Number(tp), Number(pp)], (await cell.innerText()).trim().charAt(0));
  }
  return found;
}

test("without a batch the map says what is legal, and once what would settle whether it fits", async () => {
  const page = await go(world, CARD);
  await settled(page);
  const { estimate } = ask({ world_size: 64, tp_size: 8 });
  assert.equal(estimate.fits, "not_known");
  const found = await signs(page);
  assert.equal(found.size, 49);
  for (const [[tp_size, pp_size], sign] of found) {
    const { valid } = ask({ world_size: 64, tp_size, pp_size });
    assert.equal(sign, valid ? "✓" : "✗", `tp ${tp_size}, pp ${pp_size}`);
  }
  const map = part(page, "map");
  assert.match(await map.locator(".legend").innerText(), /✓ legal · ✗ does not run/);
  const said = await map.locator(".unsettledfit").innerText();
  for (const { what, why } of estimate.unknown) {
    assert.equal(said.replace(/\s+/g, " ").split(`${what} ${why}`).length, 2, `${what} ${why} in ${said}`);
  }

  await map.getByRole("button", { name: "micro_batch_size" }).click();
  await focused(page, "state-micro_batch_size");
  await page.keyboard.type("1");
  await settled(page);
  assert.doesNotMatch(await map.locator(".unsettledfit").innerText(), /micro_batch_size/);
  await map.getByRole("button", { name: "sequence_length" }).click();
  await focused(page, "state-sequence_length");
  await page.keyboard.type("8192");
  await settled(page);
  assert.equal(await map.locator(".unsettledfit").count(), 0);
  assert.match(await map.locator(".legend").innerText(), /! tight/);
});

test("what cannot fit whatever the batch is told from what is legal", async () => {
  const page = await go(world, `${CARD}&framework=megatron`);
  await settled(page);
  const found = await signs(page);
  const kinds = new Set();
  for (const [[tp_size, pp_size], sign] of found) {
    const { valid, violations } = ask({ world_size: 64, tp_size, pp_size }, { framework: "megatron" });
    const large = violations.length > 0 && violations.every(({ code }) => code === "memory.cannot_fit");
    assert.equal(sign, large ? "▲" : valid === false ? "✗" : "✓", `tp ${tp_size}, pp ${pp_size}`);
    kinds.add(sign);
  }
  assert.deepEqual([...kinds].sort(), ["▲", "✓", "✗"].sort());
});

test("a script whose vocabulary only its tokenizer has is estimated, planned, and says what was assumed", async () => {
  const { page } = world;
  await page.goto(`${world.url}#world=8`);
  await page.getByText("Which model?").waitFor();
  await dropFiles(page, [["run.sh", SCRIPT]]);
  await part(page, "file").waitFor();
  await field(page, "gpu").fill("h100");
  await settled(page);
  const answer = engine.call({
    op: "validate_mesh",
    reading: { files: [{ name: "run.sh", text: SCRIPT }] },
    run: { gpu: "h100" },
    want: ["estimate"],
  });
  assert.equal(answer.kind, "verdict");
  const { parameters, assumed } = answer.estimate;
  assert.equal(parameters, null);
  const vocabulary = assumed.find(({ setting }) => setting === "vocab_size");
  const counted = page.locator(".facts .counted");
  assert.match(await counted.innerText(), /parameters\s+\?\s*not known/);
  assert.equal(
    await counted.getAttribute("title"),
    `Assumed: vocab_size ${vocabulary.value} (or ${vocabulary.other})`,
    "and why",
  );
  const grounds = verdict(page).getByText("What it rests on");
  await grounds.click();
  assert.ok((await verdict(page).innerText()).includes(`vocab_size ${vocabulary.value} (or ${vocabulary.other})`));
  assert.match(await part(page, "plan").locator(".recommended").innerText(), /^start GPTModel on 8 ranks/);
  assert.match(await part(page, "file").innerText(), /beside 1 key that says nothing of the run/);
});

test("without a world the plan asks for it where it is missed, and no list is of a world that nobody gave", async () => {
  const page = await go(world, `${MODEL}&gpu=h100&sequence_length=8192&global_batch_size=512`);
  await settled(page);
  assert.ok(ask({}).world_size_assumed);
  assert.match(await part(page, "meshes").innerText(), /Give a world size/);
  const found = await signs(page);
  assert.ok(found.size > 1, "the map is of more than one cell");
  for (const [[tp_size, pp_size], sign] of found) {
    assert.equal(sign === "✗", ask({ tp_size, pp_size }).valid === false, `tp ${tp_size}, pp ${pp_size}`);
  }
  await page.locator("#plan-world_size").click();
  await page.keyboard.type("64");
  await settled(page);
  assert.equal(await page.locator("#plan-world_size").inputValue(), "64", "it stays until it is whole");
  assert.match(await part(page, "plan").locator(".recommended").innerText(), /^start LlamaForCausalLM on 64 ranks/);
  assert.match(await part(page, "meshes").innerText(), /meshes of 64 ranks pass/);
});

test("model states have their low and high end too, in the bar and in its table", async () => {
  const page = await go(world, `${MODEL}&gpu=h100`);
  await settled(page);
  const { allocated, whole, capacity } = ask({}).estimate.memory;
  assert.equal(whole, false);
  const bar = verdict(page).locator(".stagerow:not(.cardrow) svg");
  const end = 1.03 * Math.max(capacity, allocated.high);
  const [low, unsure, high] = await bar.evaluate((svg) => {
    const { width } = svg.getBoundingClientRect();
    const rect = (name) => svg.querySelector(name);
    return [rect(".low").x, rect(".low").width, rect(".high").width].map(({ baseVal }) => baseVal.value / width);
  });
  assert.ok(Math.abs(low - allocated.low / end) < 1e-3);
  assert.ok(Math.abs(unsure - (allocated.middle - allocated.low) / end) < 1e-3);
  assert.ok(Math.abs(high - (allocated.high - allocated.middle) / end) < 1e-3);
  await verdict(page).getByText("As a table").click();
  assert.match(
    await verdict(page).locator("table.stages").innerText(),
    /526 GiB \(under 0\.001 GiB to 1,050 GiB\)/,
    "as the engine says what is too little to be told apart",
  );
});

for (const width of [375, 1024, 1280]) {
  test(`nothing of the time stands on a line alone at ${width} pixels`, async () => {
    await world.page.setViewportSize({ width, height: 900 });
    const page = await go(world, `${CARD}&sequence_length=8192&global_batch_size=512&micro_batch_size=1`);
    await settled(page);
    for (const place of [page.locator(".plan").first(), verdict(page), page.locator(".map .reason")]) {
      const tops = await place
        .locator(".fitandtime dt")
        .evaluateAll((list) => list.map((dt) => [dt.textContent, dt.getBoundingClientRect().top]));
      const time = tops.filter(([name]) => !name.startsWith("memory"));
      assert.deepEqual(
        time.map(([name]) => name),
        ["step", "tokens/s/GPU", "of the peak"],
      );
      const lines = new Set(time.map(([, top]) => top)).size;
      assert.ok(lines === 1 || lines === time.length, JSON.stringify(tops));
    }
  });
}

test("without a model the map explains no signs that are not there", async () => {
  const { page } = world;
  await page.goto(`${world.url}#world=8`);
  await page.getByText("Which model?").waitFor();
  await settled(page);
  assert.match(await part(page, "map").innerText(), /With a model, the map is drawn here\./);
  assert.doesNotMatch(await part(page, "map").innerText(), /Press a cell/);
});

for (const width of [375, 320]) {
  test(`a bar has the width to itself at ${width} pixels`, async () => {
    await world.page.setViewportSize({ width, height: 812 });
    const page = await go(world, `${CARD}&pp=2&sequence_length=8192&micro_batch_size=1`);
    await settled(page);
    const bars = verdict(page).locator(".stagebars");
    const room = await bars.evaluate((figure) => figure.getBoundingClientRect().width);
    for (const bar of await bars.locator(".stagerow svg").all()) {
      assert.ok((await bar.evaluate((svg) => svg.getBoundingClientRect().width)) > 0.98 * room);
    }
    const [name, amount] = await Promise.all(
      [".name", ".amount"].map((one) => bars.locator(`.stagerow.fullest ${one}`).boundingBox()),
    );
    assert.ok(Math.abs(name.y - amount.y) < 2, "its name and its amount share a line");
  });
}
