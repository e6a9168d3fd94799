// An engine that stops is said so, and the next question finds a fresh one.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { BUILT, browse, field, go, live, open, settled, verdict } from "./harness.mjs";

const world = browse();
const VALID = `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=8`;
const asset = (pattern) => `/assets/${readdirSync(join(BUILT, "assets")).find((name) => pattern.test(name))}`;
const WORKER = asset(/^worker-.*\.js$/);
const REST = asset(/\.bin$/);

/** A worker that cannot start. */
const FAILS =
  'self.onmessage = () => self.postMessage({ failure: { code: "engine.bad_module", message: "a defect of the test" } });';

/** Ends the worker that runs, as a defect would. */
const kill = (page) =>
  page.workers()[0].evaluate(() => {
    setTimeout(() => {
      throw new Error("a defect of the test");
    });
  });

/** Without what is kept for later: the worker's script then comes from the server. */
async function fresh() {
  await open(world, { serviceWorkers: "block" });
  await world.context.route("**/worker-*.js", (route) => route.continue()); // never from the browser's cache
  world.allowed = [/Service Worker registration blocked/, /reading 'waiting'/, /defect of the test/];
}

test("an engine that dies once is replaced, and nobody notices", async () => {
  await fresh();
  const page = await go(world, VALID);
  await settled(page);
  await kill(page);
  await page.waitForTimeout(200);
  await field(page, "tp_size").fill("16");
  await page.locator(".verdict.bad").waitFor();
  assert.equal(await page.locator(".notices .notice").count(), 0);
});

test("an engine that keeps dying is said so in a sentence, and recovers", async () => {
  await fresh();
  const page = await go(world, VALID);
  await settled(page);
  world.replaced[WORKER] = 'self.onmessage = () => { throw new Error("a defect of the test"); };';
  await kill(page);
  await page.waitForTimeout(200);
  await field(page, "tp_size").fill("16");
  const notice = page.locator(".notices [role=alert] .notice");
  await notice.waitFor();
  assert.match(await notice.innerText(), /The engine stopped/);
  assert.match(await verdict(page).innerText(), /is legal/, "the answer before it stays");
  delete world.replaced[WORKER];
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator(".verdict.bad").waitFor();
  await settled(page);
  assert.equal(await notice.count(), 0);
  await field(page, "tp_size").fill("8");
  await page.locator(".verdict.good").waitFor();
});

test("an engine that does not start says why, and can be tried again", async () => {
  await fresh();
  world.replaced[WORKER] = FAILS;
  await world.page.goto(world.url + VALID);
  const notice = world.page.locator(".notices [role=alert] .notice");
  await notice.waitFor();
  assert.match(await notice.innerText(), /does not start here.*a defect of the test/s);
  await world.page.getByText("Facts, from a link").waitFor(); // with it all has been asked
  await settled(world.page);
  delete world.replaced[WORKER];
  // A question that was still to come may start the engine first: the button is then gone before it is pressed.
  const good = world.page.locator(".verdict.good").waitFor();
  await Promise.any([world.page.getByRole("button", { name: "Try again" }).click(), good]);
  await good;
  assert.equal(await notice.count(), 0);
});

for (const failures of [1, 2, 3, 4, 5]) {
  test(`an engine that fails ${failures} of its starts leaves a verdict or a notice, never neither`, async () => {
    await fresh();
    let starts = 0;
    world.replaced[WORKER] = () => (++starts <= failures ? FAILS : undefined);
    await world.page.goto(world.url + VALID);
    await world.page.getByText("Facts, from a link").waitFor();
    const notice = world.page.locator(".notices [role=alert] .notice");
    const good = world.page.locator(".verdict.good");
    // What is asked again comes by itself. Where nothing is, the notice stands, and its button asks.
    await Promise.any([good.waitFor(), world.page.waitForTimeout(3000)]);
    await settled(world.page);
    for (let pressed = 0; pressed < failures && (await good.count()) === 0; pressed++) {
      assert.equal(await notice.count(), 1, `after ${starts} starts there is neither`);
      await notice.getByRole("button", { name: "Try again" }).click();
      await Promise.any([good.waitFor(), world.page.waitForTimeout(1500)]);
      await settled(world.page);
    }
    assert.equal(await good.count(), 1, `after ${starts} starts`);
    assert.equal(await notice.count(), 0);
  });
}

test("without the rest of the engine the verdict stands, and what is missing is said and can be asked again", async () => {
  await fresh();
  await world.context.route(`**${REST}`, (route) => route.continue()); // never from the browser's cache
  world.replaced[REST] = "not the rest";
  const page = await go(world, VALID);
  await settled(page);
  await page.locator(".verdict.good").waitFor();
  const notice = page.locator(".notices [role=alert] .notice");
  assert.match(await notice.innerText(), /could not answer everything.*is not the one of this package/s);
  const meshes = page.locator("section[aria-labelledby=meshes]");
  assert.equal(await meshes.locator("p").innerText(), "This waits for the engine.");
  assert.ok((await page.locator(".map .cell").count()) > 10, "the map needs no rest");
  delete world.replaced[REST];
  await page.getByRole("button", { name: "Try again" }).click();
  await meshes.locator("tbody tr").first().waitFor();
  await settled(page);
  assert.equal(await notice.count(), 0);
});

test("the page answers while the engine thinks", async () => {
  const page = await go(world, "#model=example:Qwen--Qwen3-235B-A22B&world=4096&gpus=8&tp=4");
  await settled(page);
  // The longest time for which the page's own thread was busy, while every keystroke asks for all answers anew.
  await page.evaluate(() => {
    globalThis.longest = 0;
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
      setTimeout(tick, 4);
    };
    tick();
  });
  for (const size of ["1", "2", "4", "8", "16", "32"]) {
    await field(page, "pp_size").fill(size);
    await page.waitForTimeout(30);
  }
  await settled(page);
  assert.equal(await field(page, "pp_size").inputValue(), "32");
  assert.match(await verdict(page).innerText(), /pp 32/);
  console.log(
    `# the page's thread was busy for at most ${Math.round(await page.evaluate(() => globalThis.longest))} ms at a time`,
  );
});
