// Measures how long it takes from a visit to the first verdict, with files from this machine. Nothing is asserted.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const server = serve(process.argv[2] ?? at("../dist/web"));
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({
  executablePath: execFileSync(at("../bindings/js/chromium.sh"), { encoding: "utf8" }).trim().split("\n").at(-1),
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const visits = [];
const fetches = [];
for (let n = 0; n < 7; n++) {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.locator(".verdict:not(.empty)").waitFor();
  const [origin, mark] = await page.evaluate(() => [
    performance.timeOrigin,
    performance.getEntriesByName("verdict")[0].startTime,
  ]);
  const fetched = await page.workers()[0].evaluate(() => {
    const entry = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"));
    return performance.timeOrigin + entry.startTime;
  });
  visits.push(mark);
  fetches.push(origin + mark - fetched);
  await context.close();
}
const median = (list) => Math.round(list.sort((a, b) => a - b)[list.length >> 1]);
console.log(
  `first verdict after ${median(visits)} ms of a visit, ${median(fetches)} ms after the engine is asked for (medians of ${visits.length})`,
);
await browser.close();
server.close();
