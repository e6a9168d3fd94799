/** The service worker: it keeps every file of one build, so that the page opens without a network. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const SOURCE = fileURLToPath(new URL("../src/offline/serviceworker.js", import.meta.url));

export function offline(): Plugin {
  return {
    name: "meshwise-offline",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const sum = createHash("sha256");
        const files: string[] = [];
        for (const name of Object.keys(bundle).sort()) {
          const file = bundle[name];
          if (!file || name === "_headers") {
            continue;
          }
          sum.update(name).update(file.type === "chunk" ? file.code : file.source);
          files.push(name === "index.html" ? "./" : name);
        }
        const source = readFileSync(SOURCE, "utf8")
          .replace("__VERSION__", sum.digest("hex").slice(0, 16))
          .replace("__FILES__", JSON.stringify(files));
        this.emitFile({ type: "asset", fileName: "serviceworker.js", source });
      },
    },
  };
}
