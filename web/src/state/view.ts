/** What the user looks at, beside the question itself. */
import { signal } from "@preact/signals";

/** The axis by whose groups the ranks are coloured; empty for the innermost above 1. */
export const colourAxis = signal("");
/** The two axes of the map: across, and down. */
export const mapAxes = signal<[string, string]>(["tp", "pp"]);
/** The rank that is looked at, by pointer or by key; -1 for none. */
export const rank = signal(-1);
/** A second model stands beside the first. */
export const comparing = signal(false);
/** The drawers of settings that stand open, by their titles. */
export const opened = signal<ReadonlySet<string>>(new Set());
/** The setting whose control is to have the focus as soon as it is there. */
export const led = signal("");
/** The setting that is being stated beside the verdict. */
export const stated = signal("");
/** The framework whose files are shown to be copied; empty for the one that is asked about. */
export const launchFor = signal("");

export type Theme = "light" | "dark" | "system";
const KEY = "meshwise.theme";

function kept(): Theme {
  try {
    const word = localStorage.getItem(KEY);
    return word === "light" || word === "dark" ? word : "system";
  } catch {
    return "system"; // a browser that keeps nothing
  }
}

/** The theme, kept on this machine. Nothing else is. */
export const theme = signal<Theme>(kept());

export function setTheme(next: Theme): void {
  theme.value = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // it lasts as long as the page
  }
}
