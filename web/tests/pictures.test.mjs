// The ranks and the map.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browse, field, go, live, open, settled, verdict } from "./harness.mjs";

const world = browse();
const EIGHT = `#model=${live("hf_llama_live")}&world=8&gpus=8&tp=4`;
const MANY = `#model=${live("hf_llama_live")}&world=4096&gpus=8&tp=8&pp=8`;

const ranks = (page) => page.locator(".ranks");

/** The colour of one pixel of the picture, in its own coordinates. */
const pixel = (page, x, y) =>
  page.locator(".ranks canvas").evaluate(
    (canvas, [px, py]) => {
      const ratio = canvas.width / canvas.getBoundingClientRect().width;
      return [...canvas.getContext("2d").getImageData(px * ratio, py * ratio, 1, 1).data].join();
    },
    [x, y],
  );

/** Where the pointer must go to meet a rank: it is moved along until the page names that one. */
async function pointAt(page, rank) {
  const canvas = page.locator(".ranks canvas");
  await canvas.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const box = await canvas.boundingBox();
  for (let y = 3; y < box.height; y += 6) {
    for (let x = 3; x < Math.min(box.width, 400); x += 6) {
      await page.mouse.move(box.x + x, box.y + y);
      if (
        (await ranks(page).getAttribute("aria-valuenow")) === String(rank) &&
        /^rank/.test(await ranks(page).getAttribute("aria-valuetext"))
      ) {
        return { x: x + 4, y: y + 4 }; // away from the gap in front of it
      }
    }
  }
  assert.fail(`rank ${rank} was not found`);
}

test("eight ranks are drawn, and a pointer says where each is and who its peers are", async () => {
  const page = await go(world, EIGHT);
  await settled(page);
  const at = await pointAt(page, 5);
  assert.equal(await ranks(page).getAttribute("aria-valuetext"), "rank 5, node 0, GPU 5, with 4–7 on tp");
  const table = page.locator(".coordinates");
  await table.waitFor();
  assert.match(await table.getByRole("row", { name: /^tp/ }).innerText(), /tp\s+1\s+4–7/);
  assert.match(await table.getByRole("row", { name: /^dp_shard / }).innerText(), /1\s+1, 5/);
  const other = await pixel(page, at.x, at.y);
  await page.mouse.move(0, 0);
  assert.equal(await table.count(), 0);
  assert.ok(other);
});

test("ranks of one group have one colour, and the axis can be chosen", async () => {
  const page = await go(world, EIGHT);
  await settled(page);
  world.allowed = [/willReadFrequently/];
  const places = [];
  for (const rank of [0, 3, 4]) {
    places.push(await pointAt(page, rank));
  }
  await page.mouse.move(0, 0);
  await page.waitForTimeout(100);
  const colours = () => Promise.all(places.map(({ x, y }) => pixel(page, x, y)));
  let [zero, three, four] = await colours();
  assert.equal(zero, three, "0 and 3 share a TP group");
  assert.notEqual(zero, four);
  await page.getByRole("button", { name: /^dp_shard 2/ }).click();
  await settled(page);
  await page.waitForTimeout(100);
  [zero, three, four] = await colours();
  assert.equal(zero, four, "0 and 4 share a dp_shard group");
  assert.notEqual(zero, three);
  assert.match(await page.locator("#ranks").locator("xpath=../..").innerText(), /4 groups of 2/);
});

test("keys move through the ranks", async () => {
  const page = await go(world, EIGHT);
  await settled(page);
  await ranks(page).focus();
  const now = () => ranks(page).getAttribute("aria-valuetext");
  assert.equal(await now(), "no rank");
  await page.keyboard.press("ArrowRight");
  assert.match(await now(), /^rank 0,/);
  await page.keyboard.press("End");
  assert.match(await now(), /^rank 7,/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await now(), /^rank 6,.*4–7/);
  await page.keyboard.press("Home");
  await page.keyboard.press("PageUp");
  assert.match(await now(), /^rank 0,/);
  await page.keyboard.press("Escape");
  assert.equal(await now(), "no rank");
});

test("4,096 ranks are drawn whole, in the width that there is", async () => {
  const page = await go(world, MANY);
  await settled(page);
  const box = await page.locator(".ranks canvas").boundingBox();
  const room = await ranks(page).boundingBox();
  assert.ok(box.width <= room.width, `${box.width} of ${room.width}`);
  assert.ok(box.height < 900, `${box.height} high`);
  assert.match(await page.locator(".legend").first().innerText(), /512 groups of 8.*512 nodes of 8/s);
  await ranks(page).focus();
  await page.keyboard.press("End");
  await page.locator(".coordinates").waitFor();
  assert.match(await ranks(page).getAttribute("aria-valuetext"), /rank 4095, node 511, GPU 7, with 4088–4095 on tp/);
  await page.getByLabel("Rank", { exact: true }).fill("1234");
  assert.match(await ranks(page).getAttribute("aria-valuetext"), /rank 1234, node 154, GPU 2/);
});

test("the picture fits a phone", async () => {
  await open(world, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const page = await go(world, MANY);
  await settled(page);
  const box = await page.locator(".ranks canvas").boundingBox();
  assert.ok(box.width <= 340);
  await ranks(page).scrollIntoViewIfNeeded();
  await ranks(page).tap({ position: { x: 20, y: 20 } });
  await page.locator(".coordinates").waitFor();
});

test("more ranks than can be drawn can still be looked up", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=65536&gpus=8&tp=8`);
  await page.getByText("too many to draw").waitFor();
  await page.getByLabel("Rank", { exact: true }).fill("40000");
  await page.locator(".coordinates").waitFor();
});

test("a TP group that crosses nodes is drawn and said", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=16&gpus=4&tp=8`);
  await settled(page);
  const section = page.locator("section", { has: page.locator("#ranks") });
  assert.match(
    await section.locator(".notice.bad").innerText(),
    /2 TP groups cross a node.*tp_size \(8\) <= gpus_per_node \(4\)/s,
  );
  await field(page, "gpus_per_node").fill("8");
  await settled(page);
  assert.equal(await section.locator(".notice.bad").count(), 0);
});

test("sizes that make no mesh have no ranks", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=8&gpus=8&tp=3`);
  await page.getByText("so there are no ranks to draw").waitFor();
  await page.locator("#startpanel").getByText("world.not_divisible").waitFor();
  await settled(page);
  assert.equal(await page.locator("#startpanel pre").count(), 0, "there is nothing to paste");
});

test("without a node size the ranks are drawn in rows", async () => {
  const page = await go(world, EIGHT);
  await field(page, "gpus_per_node").fill("");
  await settled(page);
  await ranks(page).focus();
  await page.keyboard.press("End");
  assert.equal(await ranks(page).getAttribute("aria-valuetext"), "rank 7, with 4–7 on tp");
});

const cell = (page, name) => page.locator(".map").getByRole("button", { name });

test("the map says which cells pass, and why the others do not", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8`);
  await settled(page);
  await cell(page, /^tp 8, pp 2: .*is legal/).waitFor();
  const broken = cell(page, /^tp 16, pp 2: .* does not run .*, tp.kv_heads_not_divisible/);
  await broken.hover();
  assert.match(await page.locator(".reason").innerText(), /tp 16, pp 2.*num_key_value_heads \(8\) % tp_size \(16\)/s);
  assert.match(await page.locator(".cell[aria-current] .hidden").textContent(), /^tp 1, pp 1: .*is legal/);
});

test("a press on a cell takes its sizes", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8`);
  await settled(page);
  await cell(page, /^tp 4, pp 2:/).click();
  await settled(page);
  assert.equal(await field(page, "tp_size").inputValue(), "4");
  assert.equal(await field(page, "pp_size").inputValue(), "2");
  assert.match(await page.locator(".cell[aria-current] .hidden").textContent(), /^tp 4, pp 2/);
});

test("keys move through the map", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8`);
  await settled(page);
  await page.locator(".cell[aria-current]").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  assert.match(await page.evaluate(() => document.activeElement.querySelector(".hidden").textContent), /^tp 2, pp 2:/);
  await page.keyboard.press("End");
  assert.match(await page.evaluate(() => document.activeElement.querySelector(".hidden").textContent), /^tp 64, pp 2:/);
  assert.match(await page.locator(".reason").innerText(), /tp 64, pp 2/);
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(await field(page, "pp_size").inputValue(), "2");
});

test("the map is of any two axes", async () => {
  const page = await go(world, `#model=${live("nemo_moe_te")}&world=64&gpus=8`);
  await settled(page);
  await page.getByLabel("across").selectOption("ep");
  await page.getByLabel("down").selectOption("cp");
  await settled(page);
  await cell(page, /^ep 8, cp 2:/).waitFor();
  await page.getByLabel("down").selectOption("ep"); // they change places
  await settled(page);
  await cell(page, /^cp 2, ep 8:/).waitFor();
  assert.ok(await verdict(page).isVisible());
});
