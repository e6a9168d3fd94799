// What the Hub may answer, and what the page makes of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answer, browse, go, HUB, LLAMA, MIRROR, settled, verdict } from "./harness.mjs";

const world = browse();
const CONFIG = readFileSync(LLAMA, "utf8");
const START = "#model=example:google--gemma-7b&world=8&gpus=8";

const hubField = (page) => page.getByLabel("Hub id or address");
const fetched = async (page, word) => {
  await hubField(page).fill(word);
  await page.getByRole("button", { name: "Fetch" }).click();
};
const problem = (page) => page.locator(".box .notice.bad");

test("an id is fetched from the Hub by the browser itself", async () => {
  world.hub = (_, response) => answer(response, 200, CONFIG);
  const page = await go(world, START);
  await fetched(page, "meta-llama/Llama-3.1-70B");
  await page.getByText("Config of meta-llama/Llama-3.1-70B").waitFor();
  await settled(page);
  assert.match(await verdict(page).innerText(), /LlamaForCausalLM/);
  const [request] = world.asked;
  assert.equal(request.path, "/meta-llama/Llama-3.1-70B/resolve/main/config.json");
  assert.equal(request.headers.referer, undefined);
  assert.equal(request.headers.cookie, undefined);
  assert.equal(request.headers.authorization, undefined);
});

test("an address of any shape is fetched, by Enter", async () => {
  world.hub = (_, response) => answer(response, 200, CONFIG);
  const page = await go(world, START);
  await hubField(page).fill(
    `${HUB}/meta-llama/Llama-3.1-70B/blob/refs%2Fpr%2F2/config.json?show_file_info=config.json`,
  );
  await hubField(page).press("Enter");
  await page.getByText("Config of meta-llama/Llama-3.1-70B@refs/pr/2").waitFor();
  assert.equal(world.asked[0].path, "/meta-llama/Llama-3.1-70B/resolve/refs%2Fpr%2F2/config.json");
});

test("what is no address is said before anything is asked", async () => {
  const page = await go(world, START);
  await fetched(page, "https://evil.example/a/b");
  await page.locator("#hub0problem").getByText("only").waitFor();
  assert.equal(await hubField(page).getAttribute("aria-invalid"), "true");
  assert.equal(world.asked.length, 0);
  await hubField(page).fill("a/b");
  assert.equal(await hubField(page).getAttribute("aria-invalid"), "false");
});

test("a gated model asks for a token, which goes to the Hub alone and is kept nowhere", async () => {
  world.allowed = [/status of 401/];
  world.hub = (request, response) => {
    if (request.method === "OPTIONS") {
      answer(response, 204, "");
    } else if (request.headers.authorization === "Bearer hf_secret_of_the_test") {
      answer(response, 200, CONFIG);
    } else {
      answer(response, 401, "Access to model is restricted");
    }
  };
  const page = await go(world, START);
  await fetched(page, "acme/Private-70B");
  await problem(page).getByText("Gated, private, or not there").waitFor();
  const token = page.getByLabel("Token for a gated model");
  assert.ok(await token.isVisible(), "the field opens by itself");
  await token.fill("hf_wrong");
  await problem(page).getByRole("button", { name: "Try again" }).click();
  await problem(page).getByText("The token does not open this model").waitFor();
  await token.fill("hf_secret_of_the_test");
  await problem(page).getByRole("button", { name: "Try again" }).click();
  await page.getByText("Config of acme/Private-70B").waitFor();
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("Link copied.").waitFor();
  const kept = await page.evaluate(async () => ({
    address: location.href,
    link: await navigator.clipboard.readText(),
    storage: JSON.stringify({ ...localStorage, ...sessionStorage }),
    cookies: document.cookie,
    caches: (
      await Promise.all(
        (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)),
      )
    ).flat(),
    title: document.title,
  }));
  assert.doesNotMatch(JSON.stringify(kept), /hf_(secret|wrong)/);
  assert.deepEqual(
    kept.caches.filter((address) => address.startsWith(HUB)),
    [],
  );
  assert.equal(await token.getAttribute("type"), "password");
  await page.reload();
  await verdict(page).or(problem(page)).first().waitFor();
  assert.equal(await page.locator("#token0").inputValue(), "", "a token does not outlive its page");
});

test("a refusal without the headers that let a page read it is explained both ways", async () => {
  world.allowed = [/CORS policy/, /ERR_FAILED/];
  world.hub = (_, response) => {
    response.writeHead(401, { "Content-Type": "text/plain" });
    response.end("no");
  };
  const page = await go(world, START);
  await fetched(page, "acme/Private-70B");
  const text = await problem(page).innerText();
  assert.match(text, /does not say why/);
  assert.match(text, /gated, private or not there/);
  assert.match(text, /cannot be reached/);
  assert.ok(await page.locator("#token0").isVisible());
});

test("a machine without a network is told so", async () => {
  world.allowed = [/ERR_INTERNET_DISCONNECTED/];
  const page = await go(world, START);
  await world.context.setOffline(true);
  await fetched(page, "acme/Private-70B");
  await problem(page).getByText("Offline", { exact: true }).waitFor();
  await world.context.setOffline(false);
  world.hub = (_, response) => answer(response, 200, CONFIG);
  await problem(page).getByRole("button", { name: "Try again" }).click();
  await page.getByText("Config of acme/Private-70B").waitFor();
});

test("a slow Hub can be left, and is given up", { timeout: 60_000 }, async () => {
  world.hub = (_, response) => {
    response.writeHead(200, { "Access-Control-Allow-Origin": "*" });
    response.write("{"); // and no more
  };
  const page = await go(world, START);
  await fetched(page, "slow/model");
  await page.getByText("Fetching slow/model").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Fetch" }).waitFor();
  assert.equal(await page.getByText("Fetching slow/model").count(), 0);
  assert.ok(await verdict(page).isVisible(), "what was there stays");
  await page.getByRole("button", { name: "Fetch" }).click();
  await problem(page).getByText("No answer").waitFor({ timeout: 20_000 });
});

test("the answer of an earlier question does not come after a later one", async () => {
  let release;
  world.hub = (request, response) => {
    if (request.url.startsWith("/slow/")) {
      release = () => answer(response, 200, '{"architectures": ["TooLate"]}');
    } else {
      answer(response, 200, CONFIG);
    }
  };
  const page = await go(world, START);
  await hubField(page).fill("slow/model");
  await hubField(page).press("Enter");
  await page.getByText("Fetching slow/model").waitFor();
  await hubField(page).fill("quick/model");
  await hubField(page).press("Enter");
  await page.getByText("Config of quick/model").waitFor();
  release();
  await page.waitForTimeout(300);
  assert.match(await verdict(page).innerText(), /LlamaForCausalLM/);
});

test("a file of many megabytes is not read to its end", async () => {
  let sent = 0;
  world.hub = (_, response) => {
    response.writeHead(200, { "Access-Control-Allow-Origin": "*" });
    const part = Buffer.alloc(1 << 20, " ");
    const more = () => {
      while (sent < 64 << 20 && !response.destroyed) {
        sent += part.length;
        if (!response.write(part)) {
          response.once("drain", more);
          return;
        }
      }
      response.end("{}");
    };
    more();
  };
  const page = await go(world, START);
  await fetched(page, "huge/model");
  await problem(page).getByText("Too large").waitFor();
  assert.ok(sent < 40 << 20, `${sent} bytes were taken`);
});

for (const [name, body, type, said] of [
  ["a page in place of JSON", "<!doctype html><title>Sign in</title>", "text/html", /web page/],
  ["JSON that is cut off", CONFIG.slice(0, 200), "text/plain", /no JSON/],
  ["nothing", "", "text/plain", /Empty/],
  ["an array", "[1, 2]", "application/json", /Not a config/],
  [
    "a pointer of Git LFS",
    "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
    "text/plain",
    /no JSON/,
  ],
]) {
  test(`the Hub answers with ${name}`, async () => {
    world.hub = (_, response) => answer(response, 200, body, { "Content-Type": type });
    const page = await go(world, START);
    await fetched(page, "some/model");
    assert.match(await problem(page).innerText(), said);
  });
}

for (const [status, said] of [
  [404, /Not found/],
  [429, /Too many requests/],
  [503, /answers 503/],
]) {
  test(`the Hub answers ${status}`, async () => {
    world.allowed = [new RegExp(`status of ${status}`)];
    world.hub = (_, response) => answer(response, status, "no");
    const page = await go(world, START);
    await fetched(page, "some/model");
    assert.match(await problem(page).innerText(), said);
  });
}

/** Follows a link within the page, as a person does who has it open. */
const follow = (page, hash) => page.evaluate((to) => (location.hash = to), hash);
const giveToken = async (page, token) => {
  await page.locator(".token > summary").click();
  await page.getByLabel("Token for a gated model").fill(token);
};

for (const word of [
  "org/name@../../../evil/model/resolve/main",
  "org/name:../../../../evil/model/resolve/main/config.json",
  "org/name:%2e%2e/%2e%2e/config.json",
  "org/name:%252e%252e/config.json",
  "org/name:..\\..\\config.json",
  "org/name@%2e%2e",
  "org/name/resolve/main/../../../../evil/model/resolve/main/config.json",
]) {
  test(`a link cannot show one model and fetch another: ${word}`, async () => {
    world.hub = (_, response) => answer(response, 200, CONFIG);
    const page = await go(world, START);
    await giveToken(page, "hf_secret");
    for (const written of [word, encodeURIComponent(word)]) {
      await follow(page, `#model=${written}&world=8`);
      await problem(page).getByText("The link names no model").waitFor();
      await follow(page, START);
      await page.locator("p.from").waitFor();
    }
    await fetched(page, word);
    await page
      .locator("#hub0problem")
      .getByText(/has the part|no id/)
      .waitFor();
    assert.deepEqual(world.asked, [], "nothing was asked for");
  });
}

for (const word of [
  "org/name@.",
  "org/name:./config.json",
  "org/name:a/%2E/config.json",
  "org/name:a%2F..%2F..%2Fevil.json",
  "org/name@main%2F..%2F..",
  "org/name@main%5C..",
  "org/name@\u2024\u2024", // dots of other kinds are names
  "org/name@\uff0e\uff0e",
  "org/name:\uff0e\uff0e\uff0fevil.json",
  "org/name:\u2025/config.json",
  "http://elsewhere.test/org/name",
  "http://hub.test@elsewhere.test/org/name",
  "http://hub.test:80@elsewhere.test/org/name",
  "http://user:secret@hub.test/org/name",
  "http://hub.test\\@elsewhere.test/org/name",
  "http://hub.test:8080/org/name",
  "http://hub.test:80/org/name",
  "http://hub.test./org/name",
  "http://hub.test.elsewhere.test/org/name",
  "http://hub%2etest/org/name",
  "http://hub\uff0etest/org/name",
  "http:elsewhere.test/org/name",
  "//elsewhere.test/org/name",
  "\\\\elsewhere.test\\org\\name",
  "http://hub.test//elsewhere.test/org/name",
  "http://hub.test/http://elsewhere.test/org/name",
  "http://hub.test/org/name/resolve/main/../../../evil/model/config.json",
  "http://hub.test/org/name?x=/../../evil/model",
  "http://hub.test/org/name/resolve/main/config.json?show_file_info=../../evil.json",
  "http://hub.test/api/models/org/name",
]) {
  test(`a token goes to the model of a link, if anywhere: ${word}`, async () => {
    world.hub = (request, response) => answer(response, request.method === "OPTIONS" ? 204 : 200, CONFIG);
    const page = await go(world, START);
    await giveToken(page, "hf_secret");
    for (const written of [word, encodeURIComponent(word)]) {
      await follow(page, `#model=${written}&world=8`);
      await problem(page).or(page.getByText("Config of org/name")).first().waitFor();
    }
    await fetched(page, word);
    await page.locator("#hub0problem:not(:empty)").or(page.getByText("Config of org/name")).first().waitFor();
    for (const { path, headers } of world.asked) {
      assert.equal(headers.host, "hub.test");
      const [owner, name, verb, revision, ...file] = path.split("/").slice(1);
      assert.deepEqual([owner, name, verb], ["org", "name", "resolve"], path);
      for (const part of [revision, ...file]) {
        assert.doesNotMatch(decodeURIComponent(part), /^\.{0,2}$|[\\%]/, path);
      }
      assert.match(file.at(-1), /\.json$/, path);
    }
  });
}

test("a model that was renamed, with a user in its address, stays on its Hub", async () => {
  world.hub = (request, response) => {
    if (request.method === "OPTIONS") {
      answer(response, 204, "");
    } else if (request.url.startsWith("/org/")) {
      answer(response, 302, "", { Location: "http://user:secret@hub.test:80/renamed/name/resolve/main/config.json" });
    } else {
      answer(response, 200, CONFIG);
    }
  };
  world.allowed = [/ERR_FAILED/, /CORS/, /Access to fetch/];
  const page = await go(world, START);
  await giveToken(page, "hf_secret");
  await fetched(page, "org/name");
  await problem(page).or(page.getByText("Config of org/name")).first().waitFor();
  assert.deepEqual([...new Set(world.asked.map(({ headers }) => headers.host))], ["hub.test"]);
});

test("a token for one Hub is not sent to another that a link names", async () => {
  world.hub = (request, response) => answer(response, request.method === "OPTIONS" ? 204 : 200, CONFIG);
  const page = await go(world, START);
  await giveToken(page, "hf_of_the_hub");
  const sent = (host) => world.asked.filter(({ headers }) => headers.host === host && headers.authorization);
  await follow(page, `#model=${MIRROR}/org/name&world=8`);
  await page.getByText("Config of http://mirror.test/org/name").waitFor();
  assert.deepEqual(sent("mirror.test"), []);
  assert.equal(await page.locator("#token0").inputValue(), "", "the field is about the endpoint that is shown");
  await follow(page, "#model=org/name&world=8");
  await page.getByText("Config of org/name").waitFor();
  assert.deepEqual(
    sent("hub.test").map(({ path, headers }) => `${path} ${headers.authorization}`),
    ["/org/name/resolve/main/config.json Bearer hf_of_the_hub"],
  );
});

test("one Hub cannot show another's model as its own, nor get its reader's token there", async () => {
  world.hub = (request, response) => {
    if (request.method === "OPTIONS") {
      answer(response, 204, "");
    } else if (request.headers.host === "hub.test") {
      answer(response, 302, "", { Location: `${MIRROR}/evil/model/resolve/main/config.json` });
    } else {
      answer(response, 200, CONFIG);
    }
  };
  const page = await go(world, START);
  await fetched(page, "org/name");
  await problem(page).getByText("Sent elsewhere").waitFor();
  await giveToken(page, "hf_secret");
  world.asked.length = 0;
  await fetched(page, "org/name");
  await problem(page).getByText("Sent elsewhere").waitFor();
  assert.deepEqual(
    world.asked.filter(({ headers }) => headers.authorization).map(({ headers }) => headers.host),
    ["hub.test"],
  );
});

test("the Hub cannot send the page, or its token, elsewhere", async () => {
  world.allowed = [
    /Content Security Policy/,
    /Refused to connect/,
    /ERR_FAILED/,
    /CORS/,
    /request to http:\/\/elsewhere/,
  ];
  world.hub = (request, response) => {
    if (request.method === "OPTIONS" || request.headers.host === "elsewhere.test") {
      answer(response, 204, "");
    } else {
      answer(response, 302, "", { Location: "http://elsewhere.test/config.json" });
    }
  };
  const page = await go(world, START);
  await page.locator(".token > summary").click();
  await page.getByLabel("Token for a gated model").fill("hf_secret");
  await fetched(page, "some/model");
  await problem(page).getByText("The request failed").waitFor();
  assert.deepEqual([...new Set(world.asked.map(({ headers }) => headers.host))], ["hub.test"]);
});
