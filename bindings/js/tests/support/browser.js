// Chromium, and a server on loopback that hands it files of this checkout.
import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** Starts Chromium. */
export async function browser() {
  const path = execFileSync(fileURLToPath(new URL("../../chromium.sh", import.meta.url)), { encoding: "utf8" }).trim();
  return chromium.launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] });
}

/**
 * Serves a folder on loopback.
 *
 * @param {URL} folder What is served.
 * @param {(path: string) => { status?: number, headers?: object, body?: string, file?: string } | undefined} special Answers some paths in another way.
 */
export async function serve(folder, special = () => undefined) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const own = special(path);
    const file = fileURLToPath(new URL(own?.file ?? `.${path}`, folder));
    const isFile = existsSync(file) && statSync(file).isFile();
    const status = own?.status ?? (own?.body !== undefined || isFile ? 200 : 404);
    response.writeHead(status, { "content-type": TYPES[extname(path)] ?? "text/plain", ...own?.headers });
    if (own?.body !== undefined || !isFile) {
      response.end(own?.body ?? "not found");
    } else {
      createReadStream(file).pipe(response);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}
