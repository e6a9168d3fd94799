/** The examples of the page: the configs of models that people train, as their owners publish them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const CONFIGS = fileURLToPath(new URL("../../tests/fixtures/", import.meta.url));
/** Which models are offered, by their kind. The other configs stand in for models that the Hub does not give. */
const OFFERED = fileURLToPath(new URL("../examples.json", import.meta.url));
const VIRTUAL = "virtual:examples";

/** One example: its file, the model's name, and the kind under which it is offered. */
export interface Example {
  id: string;
  name: string;
  group?: string;
}

function examples(): (Example & { text: string })[] {
  const configs: { file: string; model: string }[] = JSON.parse(readFileSync(`${CONFIGS}provenance.json`, "utf8"));
  const offered: Record<string, string[]> = JSON.parse(readFileSync(OFFERED, "utf8"));
  const left = new Map(configs.filter(({ file }) => file.startsWith("configs/")).map((one) => [one.model, one.file]));
  const take = (name: string, group?: string) => {
    const file = left.get(name);
    if (file === undefined) {
      throw new Error(`examples.json: there is no config of ${name}, or it is named twice`);
    }
    left.delete(name);
    const id = file.replace(/^configs\/|\.json$/g, "");
    return { id, name, ...(group && { group }), text: readFileSync(CONFIGS + file, "utf8") };
  };
  const list = Object.entries(offered).flatMap(([group, names]) => names.map((name) => take(name, group)));
  return [...list, ...[...left.keys()].map((name) => take(name))];
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
