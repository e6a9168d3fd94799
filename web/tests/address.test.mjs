// Every shape in which people paste the address of a model.
import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

globalThis.__HUBS__ = ["https://huggingface.co", "https://hub.example.org"];
const address = await source("/src/model/address.ts");

const LLAMA = "https://huggingface.co/meta-llama/Llama-3.1-70B/resolve/main/config.json";
const SHAPES = {
  "meta-llama/Llama-3.1-70B": LLAMA,
  "  meta-llama/Llama-3.1-70B/ ": LLAMA,
  '"meta-llama/Llama-3.1-70B"': LLAMA,
  "huggingface.co/meta-llama/Llama-3.1-70B": LLAMA,
  "hf.co/meta-llama/Llama-3.1-70B": LLAMA,
  "https://hf.co/meta-llama/Llama-3.1-70B": LLAMA,
  "https://www.huggingface.co/meta-llama/Llama-3.1-70B": LLAMA,
  "http://huggingface.co/meta-llama/Llama-3.1-70B": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B?library=transformers": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B#model-information": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/tree/main": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/blob/main/config.json": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/raw/main/config.json": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/resolve/main/config.json?download=true": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/blob/main/model.safetensors": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/blob/main/model.safetensors.index.json": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B?show_file_info=model.safetensors.index.json": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/tree/main?show_file_info=config.json": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/discussions": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B/discussions/12": LLAMA,
  "https://huggingface.co/api/models/meta-llama/Llama-3.1-70B": LLAMA,
  "git@hf.co:meta-llama/Llama-3.1-70B": LLAMA,
  "https://huggingface.co/meta-llama/Llama-3.1-70B.git": LLAMA,
  "hf://meta-llama/Llama-3.1-70B": LLAMA,
  gpt2: "https://huggingface.co/gpt2/resolve/main/config.json",
  "https://huggingface.co/gpt2/blob/main/config.json": "https://huggingface.co/gpt2/resolve/main/config.json",
  "openai/gpt-oss-20b@refs/pr/3": "https://huggingface.co/openai/gpt-oss-20b/resolve/refs%2Fpr%2F3/config.json",
  "https://huggingface.co/openai/gpt-oss-20b/tree/refs%2Fpr%2F3":
    "https://huggingface.co/openai/gpt-oss-20b/resolve/refs%2Fpr%2F3/config.json",
  "https://huggingface.co/openai/gpt-oss-20b/blob/refs/pr/3/config.json":
    "https://huggingface.co/openai/gpt-oss-20b/resolve/refs%2Fpr%2F3/config.json",
  "openai/gpt-oss-20b@v1.0": "https://huggingface.co/openai/gpt-oss-20b/resolve/v1.0/config.json",
  "hf://openai/gpt-oss-20b@abc123": "https://huggingface.co/openai/gpt-oss-20b/resolve/abc123/config.json",
  "https://huggingface.co/openai/gpt-oss-20b/commit/6cee5e81ee83917806bbde320786a8fb61efebee":
    "https://huggingface.co/openai/gpt-oss-20b/resolve/6cee5e81ee83917806bbde320786a8fb61efebee/config.json",
  "https://huggingface.co/black/flux/tree/main/transformer":
    "https://huggingface.co/black/flux/resolve/main/transformer/config.json",
  "https://huggingface.co/black/flux/blob/main/text%20encoder/config.json":
    "https://huggingface.co/black/flux/resolve/main/text%20encoder/config.json",
  "https://hub.example.org/org/name": "https://hub.example.org/org/name/resolve/main/config.json",
};

for (const [word, expected] of Object.entries(SHAPES)) {
  test(`finds ${word.trim()}`, () => {
    const place = address.findModel(word);
    assert.ok(!("problem" in place), place.problem);
    assert.equal(address.resolveAddress(place), expected);
    assert.deepEqual(address.placeOf(address.placeWord(place)), place, "the short word stands for the same place");
  });
}

const REFUSED = {
  "": /Give an id/,
  "https://huggingface.co/datasets/org/name": /dataset/,
  "https://huggingface.co/spaces/org/name": /space/,
  "https://evil.example/org/name": /only/,
  "https://huggingface.co.evil.example/org/name": /only/,
  "https://user:secret@huggingface.co/org/name": /no address|only/,
  "javascript:alert(1)": /no id|no address/,
  "file:///etc/passwd": /no address/,
  "a/b/c/d": /no id/,
  "a/b/c/resolve/main/config.json": /no id/,
  "a/b@v1/resolve/main/config.json": /no id/,
  "a/b/../../c/d/resolve/main/config.json": /no id/,
  "../../etc/passwd": /no id/,
  "org/<img src=x>": /no id/,
  "https://huggingface.co/": /no id/,
  "%E0%A4%A": /no address/,
};
for (const [word, expected] of Object.entries(REFUSED)) {
  test(`refuses ${word || "nothing"}`, () => {
    const found = address.findModel(word);
    assert.match(found.problem ?? `took it for ${JSON.stringify(found)}`, expected);
  });
}

// Words that show one model and, at the browser, a server or a proxy, lead to another.
const MISLEADING = [
  "org/name@..",
  "org/name@.",
  "org/name@../../../evil/model/resolve/main",
  "org/name@main/../../../evil",
  "org/name@%2e%2e",
  "org/name@%252e%252e",
  "org/name@%25252e%25252E",
  "org/name@main\\..\\..",
  "org/name@main%5C..",
  "org/name@v1%00",
  "org/name@",
  "org/name@main\u202eniam",
  "org/name@a%E2%81%A6b",
  "org/name@a\ud800",
  "org/name/resolve/main/a\u2067b.json",
  "org/name@a:b",
  "org/name/resolve/../config.json",
  "org/name/resolve/main/../../../../evil/model/resolve/main/config.json",
  "org/name/resolve/main/./config.json",
  "org/name/resolve/main/%2e%2e/%2E%2E/config.json",
  "org/name/resolve/main/%2e%2e%2f%2e%2e%2fconfig.json",
  "org/name/resolve/main/%252e%252e/config.json",
  "org/name/resolve/main/..%5C..%5Cconfig.json",
  "org/name/resolve/main/..\\..\\config.json",
  "org/name/resolve/main/a%255Cb.json",
  "org/name/resolve/main/a%252Fb.json",
  "org/name/blob/refs/../main/config.json",
  "org/name/blob/refs%2F..%2F..%2Fmain/config.json",
  "org/name/tree/main/..",
  "org/name/tree/main?show_file_info=../../../evil/model/resolve/main/config.json",
  "org/name/tree/main?show_file_info=%2e%2e%2fconfig.json",
  "org/name/tree/main?show_file_info=%252e%252e/config.json",
  "org/name/tree/main?show_file_info=/config.json",
  `org/name/resolve/main/${"a".repeat(300)}.json`,
];
const MISLEADING_WORDS = [
  "org/name:../../../evil/model/resolve/main/config.json",
  "org/name@main:../config.json",
  "org/name:./config.json",
  "org/name:a//config.json",
  "org/name:/config.json",
  "org/name:%2e%2e/config.json",
  "org/name:%252E%252e/config.json",
  "org/name:..\\config.json",
  "org/name:%5c..%5cconfig.json",
  "org/name:a%2f..%2fconfig.json",
  "org/name@..:config.json",
];
for (const word of MISLEADING) {
  for (const shape of [word, `https://huggingface.co/${word}`]) {
    test(`refuses ${shape}`, () => {
      const found = address.findModel(shape);
      assert.match(found.problem ?? `took it for ${JSON.stringify(found)}`, /has the part|has a colon|no id/);
    });
  }
}
for (const word of [...MISLEADING, ...MISLEADING_WORDS]) {
  test(`refuses ${word} in a link`, () => {
    const found = address.placeOf(word);
    assert.ok(found.problem, `took it for ${JSON.stringify(found)}`);
  });
}

test("an address that a browser would change is never fetched, whoever made the place", () => {
  for (const part of [{ revision: ".." }, { file: "../config.json" }, { file: "a/./config.json" }, { id: "../name" }]) {
    const place = {
      endpoint: "https://huggingface.co",
      id: "org/name",
      revision: "main",
      file: "config.json",
      ...part,
    };
    assert.throws(() => address.resolveAddress(place), /leads elsewhere/);
  }
});

for (const word of ["org/name:100% real.json", "org/name:..name/config.json", "org/name@v1..2", "org/name:a/...json"]) {
  test(`takes ${word}, which leads nowhere else`, () => {
    const place = address.placeOf(word);
    assert.ok(!("problem" in place), place.problem);
    assert.equal(address.placeWord(place), word);
    assert.ok(new URL(address.resolveAddress(place)).pathname.startsWith("/org/name/resolve/"));
  });
}

// The word goes into links: it must not be read as another place than the one it was made of.
for (const revision of [
  "x%2ey",
  "100%",
  "v1?x=1",
  "v1#x",
  "it's",
  "(a)",
  "a,b;",
  '"v1"',
  "a b",
  "<v1>",
  "refs/pr/3",
  "v1.0-é+1",
]) {
  test(`the word of the revision ${revision} stands for it`, () => {
    for (const file of ["config.json", "text encoder/config.json"]) {
      const place = { endpoint: "https://huggingface.co", id: "org/name", revision, file };
      assert.deepEqual(address.placeOf(address.placeWord(place)), place);
    }
  });
}

test("a bare id is looked for where the user says", () => {
  const place = address.findModel("org/name", "https://hub.example.org");
  assert.equal(address.resolveAddress(place), "https://hub.example.org/org/name/resolve/main/config.json");
});
