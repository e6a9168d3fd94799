/** The examples of the page: the configs of real models, and facts of live ones, as the tests use them. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const FIXTURES = fileURLToPath(new URL("../../tests/fixtures/", import.meta.url));
const VIRTUAL = "virtual:examples";

/** One example: its file, the model's name, and what it is. */
export interface Example {
  id: string;
  name: string;
  live: boolean;
}

function examples(): (Example & { text: string })[] {
  const configs: { file: string; model: string }[] = JSON.parse(readFileSync(`${FIXTURES}provenance.json`, "utf8"));
  const list = configs
    .filter(({ file }) => file.startsWith("configs/"))
    .map(({ file, model }) => ({
      id: file.replace(/^configs\/|\.json$/g, ""),
      name: model,
      live: false,
      text: readFileSync(FIXTURES + file, "utf8"),
    }));
  for (const file of readdirSync(`${FIXTURES}facts`).sort()) {
    const id = file.replace(/\.json$/, "");
    const text = readFileSync(`${FIXTURES}facts/${file}`, "utf8");
    list.push({ id: `live.${id}`, name: id.replaceAll("_", " "), live: true, text });
  }
  return list;
}

export function examplesPlugin(): Plugin {
  let building = true;
  return {
    name: "meshwise-examples",
    configResolved(config) {
      building = config.command === "build";
    },
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load(id) {
      if (id !== `\0${VIRTUAL}`) {
        return;
      }
      return `export default ${JSON.stringify(examples().map(({ text: _, ...rest }) => rest))}`;
    },
    generateBundle() {
      for (const { id, text } of building ? examples() : []) {
        // As they are: a config may hold what JSON does not have, such as Infinity.
        this.emitFile({ type: "asset", fileName: `examples/${id}.json`, source: text });
      }
    },
    configureServer(server) {
      server.middlewares.use("/examples", (request, response, next) => {
        const found = examples().find(({ id }) => `/${id}.json` === request.url?.split("?")[0]);
        if (!found) {
          next();
          return;
        }
        response.setHeader("Content-Type", "application/json").end(found.text);
      });
    },
  };
}
