// Holds the built page to its sizes, as they travel. node size.mjs [folder]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const KB = 1024;
const LIMITS = { engine: 985 * KB, code: 120 * KB, later: 40 * KB };

const folder = process.argv[2] ?? fileURLToPath(new URL("../dist/web", import.meta.url));
/** Code is what the first load takes; later, what is loaded when a file of its language is there. */
const sizes = { engine: 0, code: 0, later: 0, examples: 0, licenses: 0 };
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  if (name.endsWith(".br")) {
    const of = name.endsWith(".wasm.br")
      ? "engine"
      : (/^(?:assets\/)?(examples|licenses|later)/.exec(name)?.[1] ?? "code");
    sizes[of] += readFileSync(join(folder, name)).length;
  }
}
let large = false;
for (const [of, size] of Object.entries(sizes)) {
  const limit = LIMITS[of];
  const over = limit !== undefined && size > limit;
  large ||= over;
  console.log(
    `${of.padEnd(9)} ${(size / KB).toFixed(1).padStart(6)} KB brotli${limit ? ` of ${limit / KB}` : ""}${over ? "  TOO LARGE" : ""}`,
  );
}
if (sizes.engine === 0 || sizes.code === 0 || sizes.later === 0) {
  console.error(`size: there is no whole page in ${folder}`);
  process.exit(1);
}
process.exit(large ? 1 : 0);
