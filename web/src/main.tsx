/** Starts the page. */
import "./style/base.css";
import "./style/controls.css";
import "./style/disclosure.css";
import "./style/head.css";
import "./style/layout.css";
import "./style/verdict.css";
import "./style/tables.css";
import "./style/pictures.css";
import "./style/plan.css";
import "./style/bars.css";
import "./style/files.css";
import "./style/settings.css";
import "./style/print.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { warm } from "./engine/engine.ts";
import { takeExample } from "./model/load.ts";
import { first } from "./model/source.ts";
import { keepOffline } from "./offline/register.ts";
import { showBusy } from "./state/busy.ts";
import { keepFragment, readFragment, saysAnything } from "./state/fragment.ts";
import { startPlanning } from "./state/planning.ts";
import { sayAll } from "./state/said.ts";
import { start } from "./state/solve.ts";
import { followTheme } from "./state/theme.ts";
import { trustOwnScripts } from "./trusted.ts";

/** What a newcomer sees: a model that everybody knows, on a mesh that is worth a look. */
const WELCOME = "meta-llama--Llama-3.1-70B";

async function begin(): Promise<void> {
  if (saysAnything()) {
    await readFragment();
  } else {
    sayAll([
      ["world_size", "64"],
      ["tp_size", "8"],
      ["pp_size", "2"],
      ["gpus_per_node", "8"],
      ["gpu", "h100"],
      ["sequence_length", "8192"],
      ["micro_batch_size", "1"],
      ["global_batch_size", "512"],
    ]);
    await takeExample(first, WELCOME);
  }
  keepFragment();
}

trustOwnScripts();
followTheme();
void warm();
void begin(); // before anything is drawn: what is drawn first says what is on its way
start();
startPlanning();
showBusy();
const app = document.getElementById("app");
if (app) {
  app.textContent = "";
  render(<App />, app);
}
keepOffline();
