// For everybody: without a pointer, with a screen reader, at 400 %, on a phone, with less motion, in both themes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { answer, beyond, browse, dropFiles, field, focused, go, live, open, settled, verdict } from "./harness.mjs";

const world = browse();
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const REFUSED = "#model=example:google--gemma-3-27b-it&world=128&gpus=4&tp=32&cp=2&pp=3";
const VALID = `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=8`;

const PLAN =
  "#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8&tp=8&pp=2&gpu=h100&sequence_length=8192&global_batch_size=512";
/** A card without a world and a batch: model states alone, between ends that lie far apart. */
const UNSURE = "#model=example:meta-llama--Llama-3.1-70B&gpu=h100";
/** Nothing is cut off, and nothing scrolls sideways. */
const FITS = { beyond: 0, out: [], cut: [] };
const PHONE = { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true };

/** Shows a plan with all its runs, and why each is as it is. */
async function planned(page) {
  await settled(page);
  await page.getByText("The runs beside it").click();
  await page.getByRole("button", { name: /^Show all \d+$/ }).click();
  await page.locator(".runs").getByRole("button", { name: /^why/ }).first().click();
  return page;
}

/** What axe finds wrong with the page as it stands. */
async function violations(page) {
  await page.evaluate(`var module = undefined; ${AXE}`);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    }),
  );
  return found.violations.map(
    ({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`,
  );
}

/** A recipe without a name of its model: nothing is fetched. */
const RECIPE = `recipe: TrainFinetuneRecipeForNextTokenPrediction
distributed:
  strategy: fsdp2
  tp_size: 16
  tp_siz: 8
step_scheduler:
  global_batch_size: 32
`;

/** Brings the page into a state. */
const STATES = {
  "a refusal": async () => go(world, REFUSED),
  "a mesh that runs, with a rank": async () => {
    const page = await go(world, VALID);
    await settled(page);
    await page.locator(".ranks").focus();
    await page.keyboard.press("End");
    await page.locator(".coordinates").waitFor();
    return page;
  },
  "all that opens": async () => {
    const page = await go(world, REFUSED);
    await settled(page);
    for (const summary of await page.locator("summary").all()) {
      await summary.click();
    }
    await page.locator(".codename").first().click();
    await page.locator(".explained").waitFor();
    return page;
  },
  "a size that is none": async () => {
    const page = await go(world, VALID);
    await field(page, "tp_size").fill("x");
    await page.locator("#tp_sizenote").waitFor();
    return page;
  },
  "a gated model": async () => {
    world.allowed = [/status of 401/];
    world.hub = (_, response) => answer(response, 401, "no");
    const page = await go(world, VALID);
    await page.getByLabel("Hub id or address").fill("gated/model");
    await page.getByRole("button", { name: "Fetch" }).click();
    await page.locator(".box .notice.bad").waitFor();
    return page;
  },
  "two models": async () => {
    const page = await go(world, `${VALID}&beside=example:google--gemma-2-2b-it`);
    await verdict(page, 1).waitFor();
    return page;
  },
  "no model": async () => {
    await world.page.goto(`${world.url}#world=8`);
    await world.page.getByText("Which model?").waitFor();
    return world.page;
  },
  "a file that is mended": async () => {
    const page = await go(world, VALID);
    await dropFiles(page, [["recipe.yaml", RECIPE]]);
    await page.getByText("The file as it would run").waitFor();
    for (const summary of await page.locator("main summary").all()) {
      await summary.click();
    }
    return page;
  },
  "a file that cannot be read": async () => {
    const page = await go(world, VALID);
    await dropFiles(page, [["recipe.yaml", `${RECIPE}  x: y: z\n`]]);
    await page.getByText("input.syntax").waitFor();
    return page;
  },
  "a plan": async () => planned(await go(world, PLAN)),
  "a card without a batch": async () => go(world, UNSURE),
  "a plan on a phone": async () => {
    await world.page.setViewportSize(PHONE.viewport);
    return planned(await go(world, PLAN));
  },
  "4,096 ranks on a phone": async () => {
    await world.page.setViewportSize({ width: 360, height: 740 });
    return go(world, VALID.replace("world=64", "world=4096"));
  },
};

for (const theme of ["light", "dark"]) {
  for (const [name, enter] of Object.entries(STATES)) {
    test(`axe finds nothing wrong with ${name}, ${theme}`, async () => {
      await world.page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      const page = await enter();
      await settled(page);
      assert.deepEqual(await violations(page), []);
    });
  }
}

test("a whole visit needs no pointer", async () => {
  const page = await go(world, "#model=example:google--gemma-7b&world=64&gpus=8");
  const focused = () =>
    page.evaluate(() => {
      const { id, tagName, textContent } = document.activeElement;
      return id || `${tagName} ${document.activeElement.getAttribute("aria-label") ?? textContent.trim()}`;
    });
  /** Tabs on until a thing has the focus. */
  const tabTo = async (wanted) => {
    for (let n = 0; n < 120; n++) {
      await page.keyboard.press("Tab");
      const now = await focused();
      if (wanted.test(now)) {
        const ring = await page.evaluate(() => {
          const style = getComputedStyle(document.activeElement);
          const next = document.activeElement.nextElementSibling;
          return [style.outlineStyle, next ? getComputedStyle(next).outlineStyle : "none"];
        });
        assert.ok(
          ring.some((style) => style !== "none"),
          `${now} shows its focus`,
        );
        return;
      }
    }
    assert.fail(`${wanted} has no place in the order of keys`);
  };
  await tabTo(/Skip to the answers/);
  await tabTo(/^hub0$/);
  await tabTo(/^SELECT Example/);
  await page.keyboard.type("meta-llama/Llama-3.1-70B");
  await page.getByText("Config of meta-llama/Llama-3.1-70B").waitFor();
  await tabTo(/Choose a config.json/);
  await tabTo(/^world_size$/);
  await tabTo(/^tp_size$/);
  await page.keyboard.type("16");
  await page.locator(".verdict.bad").waitFor();
  await tabTo(/tp\.kv_heads_not_divisible/);
  await page.keyboard.press("Enter");
  await page.locator(".explained").waitFor();
  await tabTo(/Set tp_size to 8/);
  await page.keyboard.press("Enter");
  await page.locator(".verdict:not(.bad)").waitFor();
  assert.equal(await focused(), "tp_size");
  await settled(page);
  await tabTo(/Ranks, coloured/);
  await page.keyboard.press("End");
  await page.locator(".coordinates").waitFor();
  await tabTo(/^cell0-/);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(await field(page, "pp_size").inputValue(), "2");
  await tabTo(/^start-/);
  await page.keyboard.press("ArrowRight");
  await page.locator("#startpanel").getByText("-m torchtitan.train").waitFor();
  await tabTo(/Copy: command for torchtitan/);
  await page.keyboard.press("Enter");
  const copy = page.locator("#startpanel").getByRole("button", { name: "Copy: command for torchtitan" });
  await copy.getByText("Copied").waitFor();
  await tabTo(/^Use |^BUTTON Use /);
  await page.keyboard.press("Enter");
  await settled(page);
  await page.keyboard.press("Home");
});

test("the skip link leads to the answers", async () => {
  const page = await go(world);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await focused(page, "answers");
});

test("a verdict is announced", async () => {
  const page = await go(world, VALID);
  const status = page.locator(".verdict [aria-atomic]");
  assert.match(await status.innerText(), /is legal/);
  await field(page, "tp_size").fill("16");
  await page.locator(".verdict.bad").waitFor();
  assert.match(await status.innerText(), /does not run/);
  assert.equal(await page.locator("h1").count(), 1);
  assert.equal(await page.locator("main").count(), 1);
});

for (const [name, context, hash] of [
  ["400 %", { viewport: { width: 320, height: 256 } }, REFUSED],
  ["400 %, two models", { viewport: { width: 320, height: 256 } }, `${VALID}&beside=example:google--gemma-2-2b-it`],
  ["a phone", { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }, REFUSED],
  [
    "a phone, 4,096 ranks",
    { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    VALID.replace("64", "4096"),
  ],
  ["a tablet", { viewport: { width: 820, height: 1180 } }, REFUSED],
  ["1280 pixels, a plan", { viewport: { width: 1280, height: 800 } }, PLAN],
  ["1440 pixels, a plan", { viewport: { width: 1440, height: 900 } }, PLAN],
  [
    "1440 pixels, two models",
    { viewport: { width: 1440, height: 900 } },
    `${PLAN}&beside=example:google--gemma-2-2b-it`,
  ],
  ["a phone, a plan", PHONE, PLAN],
  ["400 %, a plan", { viewport: { width: 320, height: 256 } }, PLAN],
  ["400 %, a plan of many settings", { viewport: { width: 320, height: 256 } }, `${PLAN}&framework=megatron`],
  ["400 %, a card without a batch", { viewport: { width: 320, height: 256 } }, UNSURE],
  ["1280 pixels, a plan of many settings", { viewport: { width: 1280, height: 800 } }, `${PLAN}&framework=megatron`],
]) {
  test(`nothing is cut off and nothing scrolls sideways at ${name}`, async () => {
    await open(world, context);
    const page = await go(world, hash);
    await settled(page);
    assert.deepEqual(await beyond(page), FITS);
  });
}

test("at a desktop the runs of a plan are rows of one line", async () => {
  const page = await planned(await go(world, PLAN));
  const heights = await page
    .locator(".runs tbody tr:not(.reasons)")
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  const line = await page.locator(".runs").evaluate((table) => Number.parseFloat(getComputedStyle(table).lineHeight));
  assert.ok(heights.length > 4);
  assert.ok(Math.max(...heights) < 2 * line, `${heights} of lines of ${line}`);
});

test("on a phone the runs of a plan are still a table to those who listen", async () => {
  await open(world, PHONE);
  const page = await planned(await go(world, PLAN));
  const session = await world.context.newCDPSession(page);
  const { root } = await session.send("DOM.getDocument");
  const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector: "table.runs" });
  const { nodes } = await session.send("Accessibility.queryAXTree", { nodeId });
  const roles = (role) => nodes.filter((node) => !node.ignored && node.role.value === role);
  assert.equal(roles("table")[0].name.value, "Runs of the plan");
  const rows = await page.locator(".runs tbody tr:not(.reasons)").count();
  const heads = roles("columnheader").length;
  assert.equal(roles("rowheader").length, rows);
  assert.equal(
    roles("cell").length,
    rows * (heads - 1) + 1,
    "each row has a cell for every column, beside the reasons",
  );
});

for (const [name, context] of [
  ["400 %", { viewport: { width: 320, height: 256 } }],
  ["a phone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
]) {
  test(`a file is not cut off at ${name}`, async () => {
    await open(world, context);
    const page = await go(world, VALID);
    await dropFiles(page, [[`a-name-without-an-end${"-".repeat(80)}.yaml`, `${RECIPE}# ${"word".repeat(100)}\n`]]);
    await page.getByText("The file as it would run").waitFor();
    await settled(page);
    assert.deepEqual(await beyond(page), FITS);
  });
}

test("on a phone the verdict stays in sight, and leads to the whole", async () => {
  await open(world, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const page = await go(world, VALID);
  const bar = page.locator(".bar");
  await field(page, "tp_size").fill("16");
  await bar.getByText("does not run on tp=16").waitFor();
  await bar.tap();
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector(".verdict").getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  });
});

test("on a phone the head of the page begins at one edge", async () => {
  await open(world, { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true });
  const page = await go(world, VALID);
  const edges = await page
    .locator(".logo, .tools button:first-of-type")
    .evaluateAll((list) => list.map((one) => one.getBoundingClientRect().left));
  assert.equal(edges.length, 2);
  assert.ok(Math.abs(edges[0] - edges[1]) < 1, `${edges}`);
});

test("who wants less motion gets none", async () => {
  await open(world, { reducedMotion: "reduce" });
  const page = await go(world);
  const moving = await page.evaluate(
    () =>
      [...document.querySelectorAll("*")].filter((element) => {
        const style = getComputedStyle(element);
        return style.animationName !== "none" || Number.parseFloat(style.transitionDuration) > 0;
      }).length,
  );
  assert.equal(moving, 0);
});

test("on paper a table keeps every column, but those that are pressed", async () => {
  const page = await planned(await go(world, PLAN));
  await page.getByText("As a table").first().click();
  await page.emulateMedia({ media: "print" });
  const gone = await page
    .locator("table.meshes")
    .evaluateAll((tables) =>
      tables.flatMap((table) =>
        [...table.querySelectorAll("thead th")]
          .filter((head) => getComputedStyle(head).display === "none")
          .map((head) => head.textContent.trim()),
      ),
    );
  assert.deepEqual([...new Set(gone)].sort(), ["take it", "why, and take it"]);
});

test("colours of the system win where it forces them", async () => {
  await open(world, { forcedColors: "active" });
  const page = await go(world, REFUSED);
  await settled(page);
  assert.match(await page.locator(".cell.bad").first().innerText(), /✗/);
  assert.match(await verdict(page).innerText(), /✗/);
});
