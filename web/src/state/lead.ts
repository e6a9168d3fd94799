/** Leads the user to the control of a setting, wherever it is. */
import { drawerOf } from "./table.ts";
import { led, opened } from "./view.ts";

export function lead(name: string): void {
  const drawer = drawerOf(name);
  if (drawer !== undefined) {
    opened.value = new Set([...opened.peek(), drawer]);
  }
  led.value = name;
}

export function setOpen(title: string, open: boolean): void {
  if (opened.peek().has(title) !== open) {
    const next = new Set(opened.peek());
    if (open) {
      next.add(title);
    } else {
      next.delete(title);
    }
    opened.value = next;
  }
}
