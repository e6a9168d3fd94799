// Tries a site as a release has it: node site.mjs FOLDER VERSION CONFIG. It serves the folder with its headers, asks the page
// about a model in Chromium (CHROMIUM names it), and goes through the documentation beside it. Exits 1 where anything fails.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const [folder, version, config] = process.argv.slice(2);
const server = serve(folder);
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("response", (response) => {
    if (response.status() >= 400) {
      complaints.push(`${response.status()} for ${response.url()}`);
    }
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) {
      complaints.push(`it reaches ${request.url()}`);
    }
  });

  const model = deflateRawSync(readFileSync(config)).toString("base64url");
  await page.goto(`${url}#model=text:${model}&world=64&tp=16`);
  await page.locator(".violation.broken").first().waitFor();
  assert.match(await page.locator(".violation.broken").first().innerText(), /tp\.kv_heads_not_divisible/);
  await page.evaluate(() => navigator.serviceWorker?.ready); // it must leave the documentation alone

  await page.goto(`${url}docs/`);
  await page.waitForURL(`${url}docs/${version}/`);
  for (const [path, words] of [
    ["", "Can this model train like this"],
    ["rules.html", "tp.kv_heads_not_divisible"],
    ["python-api.html", "world_size"],
    ["go/hostabi.html", "func Engine.Call"],
    ["javascript-api/node.html", "checkAll"],
  ]) {
    await page.goto(`${url}docs/${version}/${path}`);
    assert.ok((await page.locator("article").innerText()).includes(words), `${path} says ${words}`);
  }
  await page.goto(`${url}docs/${version}/search.html?q=kv_heads_not_divisible`);
  await page.locator("#search-results li a").first().waitFor();
  assert.deepEqual(complaints, []);
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}
