/**
 * The tables of the engine that the page makes its controls from, asked of the very module that the build puts beside it: the
 * controls stand at once, and a new row of a table needs nothing here.
 */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const ENGINE = new URL("../../bindings/js/dist/node.js", import.meta.url);
const VIRTUAL = "virtual:table";

export function table(): Plugin {
  return {
    name: "meshwise-table",
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    async load(id) {
      if (id !== `\0${VIRTUAL}`) {
        return;
      }
      this.addWatchFile(fileURLToPath(ENGINE));
      const { load } = await import(ENGINE.href);
      const { sections, frameworks, axes, numbers } = (await load()).describe();
      const text = JSON.stringify({ sections, frameworks, axes, numbers });
      return `export default JSON.parse(${JSON.stringify(text)})`; // which browsers read faster than the same in JavaScript
    },
  };
}
