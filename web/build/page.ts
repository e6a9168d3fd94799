/** Puts the policy into the page, asks for the engine before any script runs, and puts the headers beside it. */
import type { Plugin } from "vite";
import { headersFile, metaPolicy } from "./headers.ts";

export function page(hubs: string[]): Plugin {
  return {
    name: "meshwise-page",
    apply: "build",
    transformIndexHtml(_, { bundle }) {
      const engine = Object.keys(bundle ?? {}).find((name) => name.endsWith(".wasm"));
      if (engine === undefined) {
        throw new Error("the page has no engine to ask for");
      }
      return [
        {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content: metaPolicy(hubs) },
          injectTo: "head-prepend",
        },
        {
          tag: "link",
          attrs: { rel: "preload", href: `./${engine}`, as: "fetch", crossorigin: true },
          injectTo: "head",
        },
      ];
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "_headers", source: headersFile(hubs) });
    },
  };
}
