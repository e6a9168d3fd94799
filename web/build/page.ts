/** Puts the policy into the page, and the headers beside it. */
import type { Plugin } from "vite";
import { headersFile, metaPolicy } from "./headers.ts";

export function page(hubs: string[]): Plugin {
  return {
    name: "meshwise-page",
    apply: "build",
    transformIndexHtml() {
      return [
        {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content: metaPolicy(hubs) },
          injectTo: "head-prepend",
        },
      ];
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "_headers", source: headersFile(hubs) });
    },
  };
}
