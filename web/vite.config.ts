import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { compress } from "./build/compress.ts";
import { examplesPlugin } from "./build/examples.ts";
import { endpoints } from "./build/headers.ts";
import { LICENSES, licenses } from "./build/licenses.ts";
import { offline } from "./build/offline.ts";
import { page } from "./build/page.ts";
import { table } from "./build/table.ts";

const hubs = endpoints();

export default defineConfig({
  base: "./", // the page works from any folder of any host
  publicDir: false,
  logLevel: "warn",
  define: { __HUBS__: JSON.stringify(hubs), __REPOSITORY__: JSON.stringify("https://github.com/meshwise/meshwise") },
  plugins: [table(), examplesPlugin(), page(hubs), licenses(), offline(), compress()],
  // The package next door, as it is built, and not a copy that a lock would have to follow.
  resolve: { alias: { "meshwise/worker": fileURLToPath(new URL("../bindings/js/dist/worker.js", import.meta.url)) } },
  worker: { format: "es" },
  server: { fs: { allow: [fileURLToPath(new URL("..", import.meta.url))] } },
  build: {
    outDir: process.env.MESHWISE_WEB_OUT ?? fileURLToPath(new URL("../dist/web", import.meta.url)),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the policy allows no data: addresses
    reportCompressedSize: false,
    rolldownOptions: {
      // What is loaded only when it is needed has a name that shows it: size.mjs counts it apart.
      output: { chunkFileNames: (chunk) => `assets/${chunk.isDynamicEntry ? "later-" : ""}[name]-[hash].js` },
    },
    license: { fileName: LICENSES }, // what comes along is under licenses that ask to be named
  },
});
