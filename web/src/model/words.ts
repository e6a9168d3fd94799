/** Where a slot's model is from, in words. */
import examples from "virtual:examples";
import { placeWord } from "./address.ts";
import type { Slot } from "./source.ts";

export function sourceWords(slot: Slot): string {
  const source = slot.source.value;
  const kind = slot.read.value?.kind === "facts" ? "Facts" : "Config";
  switch (source.from) {
    case "hub":
      return `${kind} of ${placeWord(source.place)}${slot.instead.value ? ", as this page has it" : ""}`;
    case "example":
      return `${kind} of ${examples.find(({ id }) => id === source.id)?.name ?? source.id}`;
    case "text":
      return `${kind}, ${source.name}`;
    default:
      return "";
  }
}
