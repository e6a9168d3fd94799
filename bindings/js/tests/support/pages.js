// Pages of one Chromium, on a server of this package that may answer in another way.
import { after, before } from "node:test";
import { browser, serve } from "./browser.js";

const PACKAGE = new URL("../../", import.meta.url);
/** Stricter than most. */
const CSP = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/** Starts them before the tests of a file, and ends them behind the last. */
export function pages() {
  const world = {
    chromium: undefined,
    server: undefined,
    /** The paths that were asked for. */
    asked: [],
    /** What the server answers in place of files, for the test that is running. */
    special: () => undefined,
    /** Runs a function in a new page, which may be changed before. */
    async inPage(run, argument, { csp = CSP, answers = () => undefined, routed = async () => {} } = {}) {
      const headers = { "content-type": "text/html", "content-security-policy": csp };
      world.asked = [];
      world.special = (path) => (path === "/page" ? { headers, body: "" } : answers(path));
      const page = await world.chromium.newPage();
      try {
        await page.goto(`${world.server.url}/page`);
        await routed(page);
        return await page.evaluate(run, argument);
      } finally {
        await page.close();
      }
    },
  };
  before(async () => {
    world.chromium = await browser();
    world.server = await serve(PACKAGE, (path) => {
      world.asked.push(path);
      return path === "/" ? { headers: { "content-type": "text/html" }, body: "" } : world.special(path);
    });
  });
  after(async () => {
    await world.chromium?.close();
    await world.server?.close();
  });
  return world;
}
