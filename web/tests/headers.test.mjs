// The headers, written once, and the server that sends them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { test } from "node:test";
import { readHeaders, serve } from "../serve.mjs";
import { BUILT, HUB, listen, MIRROR } from "./harness.mjs";
import { source } from "./source.mjs";

const headers = await source("/build/headers.ts");

test("the page may reach the endpoints that the build names, and no other", () => {
  assert.deepEqual(headers.endpoints({}), ["https://huggingface.co"]);
  assert.deepEqual(headers.endpoints({ MESHWISE_HUB: "https://a.example  http://b.example:8080" }), [
    "https://a.example",
    "http://b.example:8080",
  ]);
  assert.equal(headers.policy(["https://a.example"])["connect-src"], "'self' https://a.example");
});

for (const wrong of [
  "huggingface.co",
  "https://a.example/path",
  "https://user@a.example",
  "ftp://a.example",
  "*",
  "https://a.example;script-src *",
]) {
  test(`the build refuses ${wrong} as an endpoint`, () => {
    assert.throws(() => headers.endpoints({ MESHWISE_HUB: wrong }));
  });
}

test("the licenses of what it is made of lie beside the page", () => {
  const licenses = readFileSync(`${BUILT}/licenses.txt`, "utf8");
  for (const [what, said] of Object.entries({
    "its own": /Apache License/,
    "of its packages": /## preact .*\(MIT\)[\s\S]*Permission is hereby granted/,
    "of Go, in the module": /The Go Authors[\s\S]*Redistributions in binary form/,
  })) {
    assert.match(licenses, said, what);
  }
});

test("the file for static hosts says what the server sends", () => {
  const rules = readHeaders(headers.headersFile([HUB, MIRROR]));
  const built = readHeaders(readFileSync(`${BUILT}/_headers`, "utf8"));
  for (const path of ["/", "/index.html", "/assets/x.js", "/serviceworker.js"]) {
    assert.deepEqual(rules(path), built(path));
    assert.match(rules(path)["Content-Security-Policy"], /default-src 'none'/);
  }
  assert.equal(rules("/assets/x.js")["Cache-Control"], "public, max-age=31536000, immutable");
  assert.equal(rules("/")["Cache-Control"], "no-cache");
});

test("the page itself says the same as the header, but for what it cannot", () => {
  const page = readFileSync(`${BUILT}/index.html`, "utf8");
  const meta = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1].replaceAll("&#39;", "'");
  assert.equal(meta, headers.metaPolicy([HUB, MIRROR]));
  assert.equal(headers.policyText(headers.policy([HUB, MIRROR])).replace("frame-ancestors 'none'; ", ""), meta);
});

/** Asks the server for a path as it stands. */
function get(port, path, options = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: "127.0.0.1", path, ...options }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    asked.on("error", reject).end();
  });
}

test("the server gives the files of the page and no others", async () => {
  const server = serve(BUILT);
  const port = await listen(server);
  try {
    assert.equal((await get(port, "/")).status, 200);
    assert.equal((await get(port, "/?x=1")).headers["content-type"], "text/html; charset=utf-8");
    for (const path of [
      "/../package.json",
      "/%2e%2e/package.json",
      "/..%2fpackage.json",
      "/assets",
      "/nothing",
      "/%00",
      "/%",
    ]) {
      const { status, headers: sent } = await get(port, path);
      assert.equal(status, 404, path);
      assert.match(sent["content-security-policy"], /default-src 'none'/);
    }
    assert.equal((await get(port, "/", { method: "POST" })).status, 405);
    const plain = await get(port, "/");
    const packed = await get(port, "/", { headers: { "Accept-Encoding": "gzip, br" } });
    assert.equal(plain.headers["content-encoding"], undefined);
    assert.equal(packed.headers["content-encoding"], "br");
  } finally {
    server.close();
  }
});
