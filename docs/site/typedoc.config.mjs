import { OptionDefaults } from "typedoc";

const source = (name) => new URL(`../../bindings/js/${name}`, import.meta.url).pathname;

export default {
  plugin: ["typedoc-plugin-markdown"],
  entryPoints: ["node", "worker", "inline"].map((name) => source(`src/${name}.ts`)),
  tsconfig: source("tsconfig.json"),
  readme: "none",
  name: "JavaScript API",
  entryFileName: "index",
  router: "module",
  hidePageHeader: true,
  hideBreadcrumbs: true,
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  blockTags: [...OptionDefaults.blockTags, "@minItems"], // of the JSON Schemas
  validation: { notExported: false, invalidLink: true }, // the parts of an answer are described by docs/abi.md
  treatWarningsAsErrors: true,
};
