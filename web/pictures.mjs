// Makes the pictures of the README from the built page: node web/pictures.mjs [FOLDER]. `make pictures` runs it.
// The browser writes them as WebP itself, so that nothing else is needed; docs/pictures/ is committed.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const [folder = at("../docs/pictures")] = process.argv.slice(2);
const RUN =
  "#model=example:meta-llama--Llama-3.1-70B&world=64&gpus=8&gpu=h100&sequence_length=8192&global_batch_size=512";
const SIZE = { width: 1280, height: 776 };
const VIEWS = {
  check: { address: `${RUN}&tp=16`, of: ".violation.broken", top: ".verdict.bad" },
  plan: { address: `${RUN}&tp=8&pp=2`, of: ".recommended", press: "The runs beside it", top: ".part:has(.plan)" },
};

const server = serve(at("../dist/web"));
server.listen(0, "127.0.0.1");
await once(server, "listening");
const browser = await chromium.launch({
  executablePath: execFileSync(at("../bindings/js/chromium.sh"), { encoding: "utf8" }).trim().split("\n").at(-1),
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});

/** A picture as WebP, made by a page that has no policy against it. */
async function webp(png) {
  const page = await browser.newPage();
  const data = await page.evaluate(async (text) => {
    const image = new Image();
    image.src = `data:image/png;base64,${text}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.75 });
    return btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(""));
  }, png.toString("base64"));
  await page.close();
  return Buffer.from(data, "base64");
}

try {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, { address, of, press, top }] of Object.entries(VIEWS)) {
      const options = { viewport: SIZE, colorScheme, deviceScaleFactor: 1.5, reducedMotion: "reduce" };
      const page = await browser.newPage(options);
      await page.goto(`http://127.0.0.1:${server.address().port}/${address}`);
      await page.locator(of).first().waitFor();
      if (press) {
        await page.getByText(press).first().click();
      }
      await page.locator("[aria-busy=true]").waitFor({ state: "detached" });
      await page
        .locator(top)
        .first()
        .evaluate((element) => {
          window.scrollBy(0, element.getBoundingClientRect().top - document.querySelector("header").offsetHeight - 16);
        });
      const picture = await webp(await page.screenshot());
      writeFileSync(`${folder}/${name}-${colorScheme}.webp`, picture);
      console.log(`${name}-${colorScheme}.webp  ${picture.length} bytes`);
      await page.close();
    }
  }
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}
