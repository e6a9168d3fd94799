// Serves the built page as a host should: with the headers of its `_headers` file, and brotli where it is taken.
// node serve.mjs [folder] [port]
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".bin": "application/octet-stream",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Reads a `_headers` file: a path, with `*` for the rest, and the headers below it; later ones win. */
export function readHeaders(text) {
  const rules = [];
  for (const line of text.split("\n")) {
    const header = /^\s+([^:]+):\s*(.*)$/.exec(line);
    if (header) {
      rules.at(-1).headers[header[1]] = header[2];
    } else if (line.trim()) {
      rules.push({ path: line.trim(), headers: {} });
    }
  }
  return (path) => {
    const applies = ({ path: rule }) => (rule.endsWith("*") ? path.startsWith(rule.slice(0, -1)) : path === rule);
    return Object.assign({}, ...rules.filter(applies).map(({ headers }) => headers));
  };
}

/** A server of the files in a folder. */
export function serve(folder) {
  const headersOf = readHeaders(readFileSync(join(folder, "_headers"), "utf8"));
  return createServer((request, response) => {
    let path;
    try {
      path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    } catch {
      path = "/\0";
    }
    const file = normalize(join(folder, path.endsWith("/") ? `${path}index.html` : path));
    for (const [name, value] of Object.entries(headersOf(path))) {
      response.setHeader(name, value);
    }
    const found = file.startsWith(folder + sep) && !file.includes("\0") && existsSync(file) && statSync(file).isFile();
    if (!found || !/^(GET|HEAD)$/.test(request.method)) {
      response.writeHead(found ? 405 : 404, { "Content-Type": "text/plain", "Cache-Control": "no-cache" });
      response.end(found ? "GET only\n" : "not found\n");
      return;
    }
    response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
    response.setHeader("Vary", "Accept-Encoding");
    const packed = /\bbr\b/.test(request.headers["accept-encoding"] ?? "") && existsSync(`${file}.br`);
    if (packed) {
      response.setHeader("Content-Encoding", "br");
    }
    const body = readFileSync(packed ? `${file}.br` : file);
    response.setHeader("Content-Length", body.length);
    response.end(request.method === "HEAD" ? undefined : body);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = fileURLToPath(new URL("../dist/web", import.meta.url)), port = "8000"] = process.argv.slice(2);
  if (!existsSync(join(folder, "_headers"))) {
    console.error(`serve: there is no page in ${folder}; run \`make web\``);
    process.exit(1);
  }
  const server = serve(folder);
  server.on("error", (error) => {
    console.error(`serve: ${error.message}`);
    process.exit(1);
  });
  server.listen(Number(port), "127.0.0.1", () => {
    console.log(`meshwise is at http://127.0.0.1:${server.address().port}/`);
  });
}
