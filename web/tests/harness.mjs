// A browser on the built page, as a person has it, and a stand-in for the Hub on this machine.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, afterEach, before, beforeEach } from "node:test";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { chromium } from "playwright-core";
import { serve } from "../serve.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The page, built for a Hub and another one at these addresses: the browser is told where they are. */
export const BUILT = at("../../build/web-test");
export const HUB = "http://hub.test";
export const MIRROR = "http://mirror.test";

export const FIXTURES = at("../../tests/fixtures/");
export const LLAMA = `${FIXTURES}configs/meta-llama--Llama-3.1-70B.json`;

/** The facts of a live model, as the word of an address. */
export function live(name) {
  return `text:${deflateRawSync(readFileSync(`${FIXTURES}facts/${name}.json`)).toString("base64url")}`;
}

/** Listens on a free port. */
export async function listen(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

/**
 * Sets up one file of tests: a server with the production headers, a stand-in for the Hub, a browser; and for each test a
 * fresh context and page. At the end of each test nothing may have failed in the page, broken its policy or left it.
 */
export function browse(options = {}) {
  const world = {
    hub: null,
    browser: null,
    page: null,
    context: null,
    url: "",
    asked: [],
    complaints: [],
    allowed: [],
    replaced: {}, // scripts that the server has in place of the built ones, by their paths; or functions that say which, or none
  };
  const servers = [];
  before(async () => {
    assert.ok(existsSync(`${BUILT}/_headers`), "the page is not built: run `make web-test`");
    const hub = createServer((request, response) => {
      world.asked.push({ method: request.method, path: request.url, headers: request.headers });
      (world.hub ?? notThere)(request, response);
    });
    const hubPort = await listen(hub);
    const [built] = serve(BUILT).listeners("request");
    const page = createServer((request, response) => {
      const said = world.replaced[request.url];
      const other = typeof said === "function" ? said() : said;
      if (other === undefined) {
        built(request, response);
      } else {
        response.writeHead(200, { "Content-Type": "text/javascript", "Cache-Control": "no-cache" });
        response.end(other);
      }
    });
    world.url = `http://127.0.0.1:${await listen(page)}/`;
    servers.push(hub, page);
    world.browser = await chromium.launch({
      executablePath: execFileSync(at("../../bindings/js/chromium.sh"), { encoding: "utf8" }).trim().split("\n").at(-1),
      headless: true,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Another place that answers: nothing may reach it.
        `--host-resolver-rules=${["hub", "mirror", "elsewhere"].map((name) => `MAP ${name}.test:80 127.0.0.1:${hubPort}`).join()}`,
      ],
    });
  });
  beforeEach(async () => {
    world.hub = null;
    world.replaced = {};
    world.asked.length = 0;
    world.complaints.length = 0;
    world.allowed = [];
    await open(world, options.context);
  });
  afterEach(async () => {
    await world.context.close();
    const wrong = world.complaints.filter((said) => !world.allowed.some((pattern) => pattern.test(said)));
    assert.deepEqual(wrong, [], "the page complained, or reached another origin");
  });
  after(async () => {
    await world.browser?.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });
  return world;
}

/** Opens a fresh context with one page. */
export async function open(world, context = {}) {
  await world.context?.close();
  world.context = await world.browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme: "light",
    permissions: ["clipboard-read", "clipboard-write"],
    ...context,
  });
  world.context.setDefaultTimeout(15_000);
  const origins = [new URL(world.url).origin, HUB, MIRROR];
  world.context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!origins.includes(origin) && protocol !== "blob:") {
      world.complaints.push(`request to ${request.url()}`);
    }
  });
  world.page = await world.context.newPage();
  watch(world, world.page);
}

/** Notes whatever a page complains of. */
export function watch(world, page) {
  page.on("pageerror", (error) => world.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      world.complaints.push(`console: ${message.text()}`);
    }
  });
}

/** Goes to the page, with what its address says, and waits for the first verdict. */
export async function go(world, hash = "") {
  await world.page.goto("about:blank");
  await world.page.goto(world.url + hash);
  await verdict(world.page).waitFor();
  return world.page;
}

/** The verdict about the first model. */
export const verdict = (page, index = 0) => page.locator(".verdict:not(.empty)").nth(index);

/** Waits until the engine has answered all that was asked. */
export async function settled(page) {
  await page.waitForFunction(() => document.documentElement.dataset.busy === "no");
}

/** Waits until the focus is where it belongs: it is led there once what has it is drawn. */
export async function focused(page, id) {
  await page.waitForFunction((wanted) => document.activeElement?.id === wanted, id);
}

/** Drops files on the page at once, as a browser does: each its name, and its text or its bytes. */
export function dropFiles(page, files) {
  return page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const [name, body] of list) {
      transfer.items.add(new File([typeof body === "string" ? body : new Uint8Array(body)], name));
    }
    const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
  }, files);
}

/** Opens all that opens, and says what lies beyond the width of the page, or is cut off by what it stands in. */
export async function beyond(page) {
  for (const summary of await page.locator("summary").all()) {
    await summary.evaluate((element) => element.parentElement.setAttribute("open", ""));
  }
  for (const _ of ["all of a list", "what each row has"]) {
    await page.locator("main button[aria-expanded=false]").evaluateAll((all) => {
      for (const one of all) {
        one.click();
      }
    });
    await settled(page);
  }
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const all = [...document.querySelectorAll("body *")].filter((element) => {
      const { width: wide, height } = element.getBoundingClientRect();
      const smallest = element.closest(".map .scroll")?.querySelector(".cell"); // a map whose cells may not be smaller moves
      return wide > 1 && height > 1 && !(smallest && smallest.getBoundingClientRect().width < 24.5);
    });
    const out = all.filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < -1 || right > width + 1;
    });
    const cut = all.filter((element) => {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const cuts =
        overflowX !== "visible" && textOverflow !== "ellipsis" && !element.matches("input, textarea, .hidden");
      return cuts && element.scrollWidth > element.clientWidth + 1;
    });
    return {
      beyond: document.documentElement.scrollWidth - width,
      out: out.map((element) => element.outerHTML.slice(0, 120)),
      cut: cut.map((element) => element.outerHTML.slice(0, 120)),
    };
  });
}

/** The control of a setting. */
export const field = (page, name) => page.locator(`[id="${name}"]`);

/** Opens the drawer of a section of settings. */
export const openDrawer = (page, title) => page.locator(`[data-drawer="${title}"] > summary`).click();

/** An answer of the Hub with the headers that let a page read it. */
export function answer(response, status, body, headers = {}) {
  response.writeHead(status, {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "authorization",
    "Content-Type": "text/plain",
    ...headers,
  });
  response.end(body);
}

function notThere(_, response) {
  answer(response, 404, "Entry not found");
}
