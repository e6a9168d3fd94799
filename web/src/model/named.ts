/** The model that a file names, brought into the first slot. */
import type { Reading } from "../engine/types.ts";
import { findModel, placeWord } from "./address.ts";
import { clear, takeFromHub, takeText } from "./load.ts";
import { first } from "./source.ts";

/** What the page offers where a file names a model that it cannot have. */
const OFFER = "Give its Hub id, drop or paste its config.json, or take an example: the run stays as the file says it.";

/** Takes a model as a reading names it. One that is not named leaves the page's own, and the page says so. */
export async function takeNamed(model: Reading["model"], file: string): Promise<void> {
  if (model === null) {
    return;
  }
  const { hub_id: id, revision, config, path, folder, name, flavor, builder } = model;
  if (config && Object.keys(config).length > 0) {
    await takeText(first, JSON.stringify(config, null, 1), `the numbers that ${file} states`);
  } else if (id !== undefined) {
    const found = findModel(revision ? `${id}@${revision}` : id, first.hub.peek());
    if ("problem" in found) {
      refuse(file, id);
    } else if (!isThere(placeWord(found))) {
      await takeFromHub(first, found);
    }
  } else {
    refuse(file, path ?? folder ?? [name, flavor].filter(Boolean).join(" ") ?? builder ?? "");
  }
}

/** Whether the model of a place is the one that is there, or that could not be had. */
function isThere(word: string): boolean {
  const source = first.source.peek();
  return source.from === "hub" && placeWord(source.place) === word;
}

function refuse(file: string, named: string): void {
  clear(first);
  first.progress.value = {
    is: "failed",
    problem: { title: "A model that this page cannot have", text: `${file} names ${named || "no model"}. ${OFFER}` },
  };
}
