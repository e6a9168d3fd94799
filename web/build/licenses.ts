/** Adds to the licenses of the packages in the page, which Vite collects, its own and those of what is in the module. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

export const LICENSES = "licenses.txt";

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8");

export function licenses(): Plugin {
  return {
    name: "meshwise-licenses",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const file = bundle[LICENSES];
        if (file?.type !== "asset") {
          throw new Error(`the build wrote no ${LICENSES}`);
        }
        const own = `# meshwise (Apache-2.0)\n\n${read("../../LICENSE").trim()}`;
        const inside = `# In the module\n\n${read("../../bindings/js/dist/THIRD_PARTY_NOTICES.txt").trim()}`;
        file.source = [own, String(file.source).trim(), inside, ""].join("\n\n");
      },
    },
  };
}
