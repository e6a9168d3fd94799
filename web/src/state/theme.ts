/** Puts the theme on the page. */
import { effect } from "@preact/signals";
import { theme } from "./view.ts";

export function followTheme(): void {
  effect(() => {
    const root = document.documentElement;
    if (theme.value === "system") {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = theme.value;
    }
  });
}
