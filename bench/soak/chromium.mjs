// The npm package in Chromium, asked very many times: node chromium.mjs -calls N FILE. See main.go.
import { readFileSync } from "node:fs";
import { browser, serve } from "../../bindings/js/tests/support/browser.js";

const [, , , calls, path] = process.argv;
const server = await serve(new URL("../../", import.meta.url), (asked) =>
  asked === "/requests"
    ? { headers: { "content-type": "application/octet-stream" }, body: readFileSync(path) }
    : asked === "/"
      ? { headers: { "content-type": "text/html" }, body: "" }
      : asked.endsWith(".mjs")
        ? { headers: { "content-type": "text/javascript" } }
        : undefined,
);
const chromium = await browser();
const page = await chromium.newPage();
await page.exposeFunction("tell", (n) => console.log(n));
await page.goto(server.url);
const found = await page.evaluate(async (calls) => {
  const { load } = await import("/bindings/js/dist/index.js");
  const { readRequests, soak } = await import("/bench/soak/asks.mjs");
  const requests = readRequests(new Uint8Array(await (await fetch("/requests")).arrayBuffer()));
  const { answers, ...rest } = await soak(await load(), requests, calls, (n) => globalThis.tell(n));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", answers));
  return { ...rest, digest: [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}, Number(calls));
console.log(JSON.stringify(found));
await chromium.close();
await server.close();
