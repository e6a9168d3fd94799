// Builds the package into dist/: the types of requests and answers from the engine's JSON Schemas, the module with its
// digest, and the JavaScript. Run by `make js`.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { compile } from "json-schema-to-typescript";

const here = new URL("..", import.meta.url);
const at = (path) => fileURLToPath(new URL(path, here));
const wasm = at("../../build/meshwise.wasm");
const [first, rest] = [at("../../build/meshwise.first.wasm"), at("../../build/meshwise.rest.bin")];
if (![wasm, first, rest].every(existsSync)) {
  console.error("meshwise: there is no module to carry; run `make js`, which builds it");
  process.exit(1);
}

mkdirSync(at("src/generated"), { recursive: true });
const schemaOf = (name) => JSON.parse(readFileSync(at(`../../wasm/abi/schema/${name}.schema.json`), "utf8"), named);
const tables = schemaOf("tables").$defs;
for (const name of ["facts", "request", "answer"]) {
  // What the tables list becomes a part of the document: each type is then made once.
  const schema = schemaOf(name);
  if (name !== "facts") {
    const { architecture: _, ...asked } = tables;
    schema.$defs = { ...(name === "answer" ? tables : asked), ...schema.$defs };
  }
  const types = await compile(schema, schema.title, {
    bannerComment: `// Made from wasm/abi/schema/${name}.schema.json by scripts/build.mjs.`,
    cwd: at("../../wasm/abi/schema/"),
    style: { printWidth: 120 },
  });
  writeFileSync(at(`src/generated/${name}.ts`), types);
}

const members = (of) => JSON.stringify(Object.keys(tables[of].properties));
writeFileSync(
  at("src/generated/settings.ts"),
  `// Made from wasm/abi/schema/tables.schema.json by scripts/build.mjs.
/** The members of a mesh. */
export const MESH: readonly string[] = ${members("mesh")};
/** What can be said of the run beside the sizes: settings, and groups of them. */
export const RUN: readonly string[] = ${members("run")};
`,
);

// A reference with a description beside it would become a type of its own: Mesh1, Mesh2…
function named(_, value) {
  return typeof value?.$ref === "string" ? { $ref: value.$ref.replace(/^(tables|answer)\.schema\.json/, "") } : value;
}

const code = readFileSync(wasm);
const { version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
const digest = (bytes) => {
  const sum = createHash("sha256").update(bytes).digest();
  return JSON.stringify({ sha256: sum.toString("hex"), integrity: `sha256-${sum.toString("base64")}` });
};
writeFileSync(
  at("src/generated/module.ts"),
  `/** The version of this package. */
export const PACKAGE_VERSION: string = ${JSON.stringify(version)};
/** SHA-256 of a file, in hexadecimal and as subresource integrity writes it. */
export interface Digest {
  readonly sha256: string;
  readonly integrity: string;
}
/** Of the module that this package carries. */
export const WHOLE: Digest = ${digest(code)};
/** Of the part of it that most questions run. */
export const FIRST: Digest = ${digest(readFileSync(first))};
/** Of what makes the whole of that. */
export const REST: Digest = ${digest(readFileSync(rest))};
`,
);
writeFileSync(
  at("src/generated/wasm.ts"),
  `/** The module, compressed by gzip, in base64. */
export const WASM: string =
  ${JSON.stringify(gzipSync(code, { level: 9 }).toString("base64"))};
`,
);
// What the command says of itself: written from the Go command, and a test over there holds it to that.
const commands = readFileSync(at("../python/src/meshwise/_cli/commands.json"), "utf8");
writeFileSync(
  at("src/generated/commands.ts"),
  `/** The verbs and flags of the command, as JSON. */
export const COMMANDS: string =
  ${JSON.stringify(JSON.stringify(JSON.parse(commands)))};
`,
);

rmSync(at("dist"), { recursive: true, force: true });
execFileSync(process.execPath, [at("node_modules/typescript/bin/tsc"), "-p", at("tsconfig.json")], {
  stdio: "inherit",
});
const { joined } = await import(new URL("dist/parts.js", here));
if (!code.equals(joined(readFileSync(first), readFileSync(rest)))) {
  console.error("meshwise: the parts are those of another module; run `make js`, which builds them");
  process.exit(1);
}
chmodSync(at("dist/cli/main.js"), 0o755);
copyFileSync(wasm, at("dist/meshwise.wasm"));
copyFileSync(first, at("dist/meshwise.first.wasm"));
copyFileSync(rest, at("dist/meshwise.rest.bin"));
copyFileSync(at("../../build/THIRD_PARTY_NOTICES.txt"), at("dist/THIRD_PARTY_NOTICES.txt")); // of what is in the module
