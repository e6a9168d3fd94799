// Holds the built page to its sizes, as they travel. node size.mjs [folder]
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const KB = 1024;
const LIMITS = { engine: 670 * KB, rest: 350 * KB, code: 120 * KB, later: 40 * KB };

const folder = process.argv[2] ?? fileURLToPath(new URL("../dist/web", import.meta.url));
/**
 * Engine and code are what the first verdict waits for; rest, what makes the whole of the engine behind it; later, what is
 * loaded when a file of its language is there.
 */
const sizes = { engine: 0, rest: 0, code: 0, later: 0, examples: 0, licenses: 0 };
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  if (name.endsWith(".br")) {
    const of =
      { wasm: "engine", bin: "rest" }[/\.(\w+)\.br$/.exec(name)?.[1]] ??
      /^(?:assets\/)?(examples|licenses|later)/.exec(name)?.[1] ??
      "code";
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
if ([sizes.engine, sizes.rest, sizes.code, sizes.later].includes(0)) {
  console.error(`size: there is no whole page in ${folder}`);
  process.exit(1);
}
process.exit(large ? 1 : 0);
