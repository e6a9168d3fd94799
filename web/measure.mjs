// Measures how long it takes from a visit to the first verdict, with files from this machine. Nothing is asserted: the best
// of the visits says what the page takes, and the median what else this machine does.

import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
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
const found = { "of a visit": [], "after the module is asked for": [], "after the module is there": [] };
const BUDGET = { "after the module is there": 200 }; // in milliseconds, for the best
for (let n = 0; n < 11; n++) {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.locator(".verdict:not(.empty)").waitFor();
  const [verdict, asked, there] = await page.evaluate(() => {
    const module = performance.getEntriesByType("resource").find(({ name }) => name.endsWith(".wasm"));
    return [performance.getEntriesByName("verdict")[0].startTime, module.startTime, module.responseEnd];
  });
  for (const [times, since] of [
    [found["of a visit"], 0],
    [found["after the module is asked for"], asked],
    [found["after the module is there"], there],
  ]) {
    times.push(verdict - since);
  }
  await context.close();
}
console.log(`first verdict, ${found["of a visit"].length} visits, load ${loadavg()[0].toFixed(1)}:`);
for (const [what, times] of Object.entries(found)) {
  times.sort((a, b) => a - b);
  const [best, median] = [times[0], times[times.length >> 1]].map(Math.round);
  const budget = BUDGET[what] ? `   budget ${BUDGET[what]} ms ${best <= BUDGET[what] ? "ok" : "OVER"}` : "";
  console.log(`  ${what.padEnd(30)} best ${best} ms, median ${median} ms${budget}`);
}
await browser.close();
server.close();
