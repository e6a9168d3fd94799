// Every setting that the engine knows has a control, a word in the address and a member in the request.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load } from "../../bindings/js/dist/node.js";
import { browse, field, focused, go, open, settled } from "./harness.mjs";

const world = browse();
const MODEL = "#model=example:meta-llama--Llama-3.1-8B";
let sections = [];
let frameworks = [];

before(async () => {
  ({ sections, frameworks } = (await load()).describe());
});

/** All settings, each with the member of a request that it belongs to. */
const settings = () => sections.flatMap(({ member, settings: all }) => all.map((setting) => ({ ...setting, member })));

/** A value of a setting that is one: as it is typed, and as the engine is asked. */
function sample({ name, kind, words, least, most }) {
  switch (kind) {
    case "count": {
      const n = Math.min(most, Math.max(least, 2));
      return { typed: String(n), asked: n };
    }
    case "flag":
      return { typed: "true", asked: true };
    case "decimal":
      return { typed: "0.5", asked: 0.5 };
    case "set":
      return { typed: `${words[0]},${words.at(-1)}`, asked: [words[0], words.at(-1)] };
    case "names":
      return { typed: "q_proj, v_proj", asked: ["q_proj", "v_proj"] };
    case "layout":
      return { typed: "[[1,2],[3]]", asked: [[1, 2], [3]] };
    case "version":
      return name === "framework_version"
        ? { typed: frameworks[1].versions[0], asked: frameworks[1].versions[0] }
        : { typed: "5.1.0", asked: "5.1.0" };
    case "word":
      return name === "framework"
        ? { typed: frameworks[1].name, asked: frameworks[1].name }
        : { typed: words.at(-1), asked: words.at(-1) };
    case "name":
      return { typed: words?.[0] ?? "H100", asked: words?.[0] ?? "H100" };
    default:
      return assert.fail(`${name} is of a kind that this test does not know: ${kind}`);
  }
}

/** A value that is none of its kind; undefined where every text is one. */
function wrong({ kind, least, most }) {
  return {
    count: least > 1 ? String(least - 1) : String(most + 1),
    flag: "perhaps",
    decimal: "half",
    set: "nonsense",
    layout: undefined,
    version: "not a version",
    word: "nonsense",
  }[kind];
}

/** Keeps what the page sends to the engine. */
async function listen() {
  await world.context.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    globalThis.asked = [];
    const note = (value) => {
      if (value instanceof Uint8Array) {
        globalThis.asked.push(new TextDecoder().decode(value));
      } else if (value && typeof value === "object" && !(value instanceof WebAssembly.Module)) {
        for (const member of Object.values(value)) {
          note(member);
        }
      }
    };
    Worker.prototype.postMessage = function (message, ...rest) {
      note(message);
      return post.call(this, message, ...rest);
    };
  });
}

/** The members `mesh` and `run` of the last question for a verdict. */
async function lastAsked(page) {
  const texts = await page.evaluate(() => globalThis.asked);
  const questions = texts
    .map((text) => JSON.parse(text))
    .filter(({ op, nearest }) => op === "validate_mesh" && nearest);
  const { mesh, run } = questions.at(-1);
  return { mesh, run };
}

/** What a request says of a setting. */
const saidIn = (request, { member, name }) => name.split(".").reduce((value, part) => value?.[part], request[member]);

const openAll = async (page) => {
  for (const summary of await page.locator("[data-drawer] > summary").all()) {
    await summary.click();
  }
};

test("every setting is said by its control, and by the address that this writes", { timeout: 180_000 }, async () => {
  await listen();
  const page = await go(world, MODEL);
  await openAll(page);
  const all = settings();
  assert.ok(all.length > 70, `${all.length} settings`);
  // A framework takes its version with it, so it comes first.
  for (const setting of [...all].sort((a, b) => (b.name === "framework") - (a.name === "framework"))) {
    const { typed, asked } = sample(setting);
    if (setting.kind === "set") {
      const boxes = page.locator(`[data-setting="${setting.name}"]`);
      for (const word of asked) {
        await boxes.getByLabel(word, { exact: true }).check();
      }
    } else if (setting.kind === "word" || setting.kind === "flag") {
      await field(page, setting.name).selectOption(typed);
    } else {
      await field(page, setting.name).fill(typed);
    }
  }
  await settled(page);
  const byControl = await lastAsked(page);
  for (const setting of all) {
    assert.deepEqual(saidIn(byControl, setting), sample(setting).asked, `${setting.name} by its control`);
  }

  await page.waitForTimeout(400);
  const { hash } = new URL(page.url());
  await open(world);
  await listen();
  const other = await go(world, hash);
  await settled(other);
  assert.deepEqual(await lastAsked(other), byControl, "the address says the same");
  assert.equal(await other.locator(".notices .notice").count(), 0, "every word of it was read");
});

test("the engine's refusal of a value stands at the control of its setting", { timeout: 180_000 }, async () => {
  const page = await go(world, MODEL);
  await openAll(page);
  let tried = 0;
  for (const setting of settings()) {
    const text = wrong(setting);
    if (text !== undefined) {
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        `${MODEL}&${new URLSearchParams([[setting.flag, text]])}`,
      );
      await page.locator(`[data-setting="${setting.name}"] .problem`).waitFor();
      tried++;
    }
  }
  assert.ok(tried > 60, `${tried} were tried`);
});

test("the controls of a section say what the engine says of its settings", async () => {
  const page = await go(world, MODEL);
  await openAll(page);
  for (const { name, text } of settings()) {
    const controls = await page.locator(`[data-setting="${name}"]`).all(); // one that is needed stands at the plan as well
    assert.ok(controls.length > 0, name);
    for (const control of controls) {
      const said = `${await control.innerText()} ${(await control.getAttribute("title")) ?? ""}`;
      assert.ok(said.includes(text), `${name}: ${text} in ${said}`);
    }
  }
});

test("a setting that was not given, and that a rule hinges on, is stated beside the verdict", async () => {
  const page = await go(world, `${MODEL}&world=8&gpus=8&pp=4&framework=torchtitan&cuda_graphs=false`);
  const rail = field(page, "num_microbatches");
  const chip = page.locator(".opensettings").getByRole("button", { name: "num_microbatches" });
  await chip.click();
  const here = page.locator('[id="state-num_microbatches"]');
  await here.waitFor();
  await focused(page, "state-num_microbatches");
  await page.keyboard.type("12");
  await settled(page);
  assert.equal(await here.inputValue(), "12", "it stays until it is whole");
  assert.equal(await chip.count(), 0, "it is not open any more");
  await page.locator(".stated").getByRole("button", { name: "Done" }).click();
  assert.equal(await here.count(), 0);
  await page.locator('[data-drawer="batch and sequence"] > summary').click();
  assert.equal(await rail.inputValue(), "12");
});

test("a setting that nothing reads is told", async () => {
  const page = await go(world, `${MODEL}&world=8&gpus=8&redundant_experts=1`);
  const [note] = await page.locator(".notes", { hasText: "redundant_experts" }).allInnerTexts();
  assert.match(note, /not used/);
  await openAll(page);
  await page.locator('[data-setting="redundant_experts"] .tag', { hasText: "not used" }).waitFor();
});

test("a version is one of the framework that it was said of", async () => {
  const page = await go(world, `${MODEL}&world=8&gpus=8`);
  const [first, second] = frameworks;
  const offered = () =>
    page
      .locator('[data-setting="framework_version"] option')
      .evaluateAll((options) => options.map(({ value }) => value));
  assert.deepEqual(await offered(), first.versions);
  await field(page, "framework_version").fill(first.versions[0]);
  await field(page, "framework").selectOption(second.name);
  assert.equal(await field(page, "framework_version").inputValue(), "");
  assert.deepEqual(await offered(), second.versions);
});
