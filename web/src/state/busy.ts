/** Says on the page whether the engine has answered all that was asked: for styles, and for whoever drives the page. */
import { effect } from "@preact/signals";
import { reading } from "./files.ts";
import { planning } from "./planning.ts";
import { busy } from "./solve.ts";

export function showBusy(): void {
  effect(() => {
    document.documentElement.dataset.busy = busy.value || planning.value || reading.value ? "yes" : "no";
  });
}
