// What is kept, and what is not: links, the page without a network, the theme; and that nothing leaves the tab.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { BUILT, browse, field, go, LLAMA, live, open, openDrawer, settled, verdict, watch } from "./harness.mjs";

const world = browse();

/** The address of the page once it has settled. */
async function address(page) {
  await settled(page);
  await page.waitForTimeout(400);
  return page.url();
}

test("a link has the whole question, in words that a person reads", async () => {
  const page = await go(world, "#model=example:meta-llama--Llama-3.1-8B&world=8&gpus=8");
  for (const [name, value] of [
    ["world_size", "128"],
    ["gpus_per_node", "4"],
    ["tp_size", "4"],
    ["pp_size", "2"],
    ["cp_size", "2"],
    ["dp_replicate_size", "2"],
  ]) {
    await field(page, name).fill(value);
  }
  await field(page, "framework").selectOption("torchtitan");
  await openDrawer(page, "the pipeline");
  await field(page, "pipeline_schedule").selectOption("1F1B");
  await settled(page);
  await page.getByRole("button", { name: /^cp 2/ }).click();
  await page.getByLabel("down").selectOption("cp");
  const link = await address(page);
  const words = new URLSearchParams(new URL(link).hash.slice(1));
  assert.equal(words.get("model"), "example:meta-llama--Llama-3.1-8B");
  assert.equal(words.get("tp"), "4");
  const before = await verdict(page).innerText();

  const other = await world.context.newPage();
  watch(world, other);
  await other.goto(link);
  await verdict(other).waitFor();
  assert.equal(await address(other), link);
  assert.equal(await verdict(other).innerText(), before);
  assert.equal(await field(other, "cp_size").inputValue(), "2");
  assert.equal(await other.getByLabel("down").inputValue(), "cp");
  assert.equal(await other.getByRole("button", { name: /^cp 2/ }).getAttribute("aria-pressed"), "true");
});

test("a link carries a pasted config", async () => {
  const page = await go(world, "#model=example:google--gemma-7b&world=64&gpus=8&tp=16");
  await page.locator(".config > summary").click();
  const text = readFileSync(LLAMA, "utf8").replace("LlamaForCausalLM", "MyOwnForCausalLM");
  await page.getByLabel("Text of the config").fill(text);
  await page.getByText("MyOwnForCausalLM").first().waitFor();
  const link = await address(page);
  assert.match(link, /model=text:/);
  await go(world, new URL(link).hash);
  await page.getByText("MyOwnForCausalLM").first().waitFor();
  await page.getByText("Config, from a link").waitFor();
});

test("a config that is too long for a link is left out, and that is said", async () => {
  const page = await go(world, "#model=example:google--gemma-7b&world=8&gpus=8");
  await page.locator(".config > summary").click();
  const noise = Array.from({ length: 4000 }, () => Math.random().toString(36)).join(" ");
  await page.getByLabel("Text of the config").fill(JSON.stringify({ architectures: ["LongLM"], noise }));
  await page.getByText("LongLM").first().waitFor();
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("too long for a link").waitFor();
  assert.ok((await address(page)).length < 2000);
});

for (const [name, hash, said] of [
  ["a damaged config", "#model=text:%%%&world=8", /damaged/],
  ["a config that unfolds without end", `#model=text:${bomb()}&world=8`, /damaged/],
  ["an example that is not there", "#model=example:../../etc/passwd&world=8", /no example/],
  ["an address that is none", "#model=https://evil.example/a/b&world=8", /only/],
]) {
  test(`a link with ${name} says so`, async () => {
    await world.page.goto(world.url + hash);
    const notice = world.page.locator(".box .notice.bad");
    await notice.waitFor();
    assert.match(await notice.innerText(), said);
    assert.equal(world.asked.length, 0);
  });
}

/** Zeros, deflated: a short word that unfolds to 16 MB. */
function bomb() {
  return deflateRawSync(Buffer.alloc(16 << 20)).toString("base64url");
}

test("an address that is changed by hand is followed", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=8`);
  await address(page);
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=16`,
  );
  await page.locator(".verdict.bad").waitFor();
  assert.equal(await field(page, "tp_size").inputValue(), "16");
});

test("after one visit the page works without a network", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=8`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await world.context.setOffline(true);
  await page.goto("about:blank");
  await page.goto(`${world.url}#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8&tp=16`);
  await page.locator(".verdict.bad").waitFor();
  await page.getByLabel("Example", { exact: true }).selectOption("openai--gpt-oss-20b");
  await page.getByText("Config of openai/gpt-oss-20b").waitFor();
  await settled(page);
});

test("a newer build is offered, and taken by a press", async () => {
  const page = await go(world, `#model=${live("hf_llama_live")}&world=64&gpus=8&tp=8`);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const script = readFileSync(join(BUILT, "serviceworker.js"), "utf8");
  world.replaced["/serviceworker.js"] = script.replace(/VERSION = "[0-9a-f]+"/, 'VERSION = "newer"');
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((registration) => registration.update()));
  const press = page.getByRole("button", { name: "Load it" });
  await press.waitFor();
  await Promise.all([page.waitForEvent("load"), press.click()]);
  await verdict(page).waitFor();
  const names = await page.evaluate(() => caches.keys());
  assert.equal(names.length, 1);
  assert.match(names[0], /newer$/);
  assert.equal(await field(page, "tp_size").inputValue(), "8", "the question is still there");
});

test("the theme follows the system, and can be chosen", async () => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const page = await go(world);
  const light = await ground(page);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await ground(page);
  assert.notEqual(light, dark);
  await page.getByRole("button", { name: /^Theme: system/ }).click();
  assert.equal(await ground(page), light);
  await page.getByRole("button", { name: /^Theme: light/ }).click();
  assert.equal(await ground(page), dark);
  await page.emulateMedia({ colorScheme: "light" });
  await page.reload();
  assert.equal(await ground(page), dark, "the choice is kept");
});

test("a whole visit reaches no other origin, and keeps nothing but the theme", async () => {
  const requests = [];
  world.context.on("request", (request) => requests.push(new URL(request.url()).origin));
  const page = await go(world);
  await field(page, "tp_size").fill("16");
  await page.getByRole("button", { name: /^Compare/ }).click();
  await page.getByLabel("Example for the model beside it").selectOption("Qwen--Qwen2.5-7B");
  await page.getByRole("tab", { name: "torchtitan" }).click();
  await settled(page);
  assert.deepEqual([...new Set(requests)], [new URL(world.url).origin]);
  const kept = await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: (await indexedDB.databases()).length,
  }));
  assert.deepEqual(kept, { local: [], session: [], cookies: "", databases: 0 });
});

test("the policy lets no markup, no script and no other origin in", async () => {
  const page = await go(world);
  const tried = await page.evaluate(async () => {
    const results = {};
    const attempt = async (name, run) => {
      try {
        results[name] = String((await run()) ?? "done");
      } catch (error) {
        results[name] = error.name;
      }
    };
    await attempt("markup", () => {
      document.body.innerHTML += "<b>x</b>";
    });
    // Not from here, where whoever drives the browser may evaluate: from the page's own turn.
    await attempt(
      "eval",
      () =>
        new Promise((resolve, reject) =>
          setTimeout(() => {
            try {
              // biome-ignore lint/security/noGlobalEval: that is what is tried
              resolve(eval("1 + 1"));
            } catch (error) {
              reject(error);
            }
          }),
        ),
    );
    await attempt("fetch", () => fetch("https://elsewhere.example/"));
    await attempt("worker", () => new Worker("https://elsewhere.example/w.js"));
    await attempt("frame", () => fetch("data:text/plain,x"));
    return results;
  });
  assert.deepEqual(tried, {
    markup: "TypeError",
    eval: "EvalError",
    fetch: "TypeError",
    worker: "TypeError",
    frame: "TypeError",
  });
  world.allowed = [
    /Content Security Policy/,
    /Trusted/,
    /Refused/,
    /violates/,
    /request to (https:\/\/elsewhere|data:)/,
  ];
});

test("the page has the headers of production", async () => {
  const response = await world.page.goto(world.url);
  const headers = response.headers();
  assert.match(headers["content-security-policy"], /default-src 'none'/);
  assert.match(headers["content-security-policy"], /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["cross-origin-opener-policy"], "same-origin");
  assert.equal(headers["cache-control"], "no-cache");
  const asset = await world.page.evaluate(async () => {
    const { src } = document.querySelector("script[src]");
    const answer = await fetch(src);
    return [answer.headers.get("cache-control"), answer.headers.get("content-encoding")];
  });
  assert.deepEqual(asset, ["public, max-age=31536000, immutable", "br"]);
  await verdict(world.page).waitFor();
});

test("without headers the page brings its policy itself", async () => {
  await open(world);
  await world.context.route(world.url, async (route) => {
    const response = await route.fetch();
    const { "content-security-policy": _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  const page = await go(world);
  const refused = await page.evaluate(() => fetch("https://elsewhere.example/").catch((error) => error.name));
  assert.equal(refused, "TypeError");
  world.allowed = [/Content Security Policy/, /violates/, /Refused/, /request to https:\/\/elsewhere/];
});
