/** The address keeps the question, so that a link is all that is needed to share it. The token is never in it. */
import { effect, signal } from "@preact/signals";
import { placeOf, placeWord } from "../model/address.ts";
import { clear, take, takeText } from "../model/load.ts";
import { type Slot, type Source, slots } from "../model/source.ts";
import { pack, unpack } from "./pack.ts";
import { attention, framework, reset, run, schedule, sizes, strategy, transformers } from "./question.ts";
import { colourAxis, comparing, mapAxes } from "./view.ts";

/** Short names, since a person reads them: `#model=openai/gpt-oss-20b&world=64&tp=8`. */
const FIELDS = {
  framework,
  strategy,
  world: sizes.world_size,
  gpus: run.gpus_per_node,
  pp: sizes.pp_size,
  dp: sizes.dp_size,
  replicas: sizes.dp_replicate_size,
  shards: sizes.dp_shard_size,
  cp: sizes.cp_size,
  tp: sizes.tp_size,
  ep: sizes.ep_size,
  schedule,
  transformers,
  attention,
  layers: run.layers_per_stage,
  etp: run.expert_tensor_parallel_size,
};
const MODELS = ["model", "beside"] as const;
const MOST_TEXT = 12_000; // of a packed config, in characters: browsers and chats cut longer addresses

/** A config is too long for a link; the link then has everything else. */
export const leftOut = signal(false);

const packed = new Map<string, string>(); // what was packed once

/** What the address says of a model. */
async function modelWord(slot: Slot, source: Source): Promise<string | null> {
  switch (source.from) {
    case "hub":
      return placeWord(source.place);
    case "example":
      return `example:${source.id}`;
    case "text": {
      const text = slot.read.peek()?.text;
      if (text === undefined) {
        return null;
      }
      const word = packed.get(text) ?? (await pack(text));
      packed.clear();
      packed.set(text, word);
      return word.length > MOST_TEXT ? "" : `text:${word}`;
    }
    default:
      return null;
  }
}

/** Writes the fragment. */
export async function fragment(): Promise<string> {
  const words = new URLSearchParams();
  let missing = false;
  for (const slot of slots) {
    if (slot.index === 0 || comparing.peek()) {
      const word = await modelWord(slot, slot.source.peek());
      missing ||= word === "";
      if (word) {
        words.set(MODELS[slot.index as 0 | 1], word);
      }
    }
  }
  for (const [name, field] of Object.entries(FIELDS)) {
    if (field.peek() !== "") {
      words.set(name, field.peek());
    }
  }
  if (colourAxis.peek() !== "tp") {
    words.set("colour", colourAxis.peek());
  }
  if (mapAxes.peek().join() !== "tp,pp") {
    words.set("map", mapAxes.peek().join("."));
  }
  leftOut.value = missing;
  return `#${words.toString().replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%40", "@")}`;
}

let writing: ReturnType<typeof setTimeout> | undefined;

/** Keeps the address up to date, and follows it when it is changed by hand. */
export function keepFragment(): void {
  effect(() => {
    for (const field of Object.values(FIELDS)) {
      void field.value;
    }
    for (const slot of slots) {
      void [slot.source.value, slot.read.value];
    }
    void [colourAxis.value, mapAxes.value, comparing.value];
    clearTimeout(writing);
    writing = setTimeout(write, 150); // browsers forbid to write it at every keystroke
  });
  addEventListener("hashchange", ({ newURL }) => {
    clearTimeout(writing);
    void readFragment(new URL(newURL).hash); // and not that of the location, which may have been written since
  });
}

async function write(): Promise<void> {
  history.replaceState(null, "", await fragment()); // this is no hashchange
}

/** Takes what the address says. Whatever is wrong with it shows where it would if it were typed. */
export async function readFragment(hash = location.hash): Promise<boolean> {
  const words = new URLSearchParams(hash.slice(1));
  if ([...words].length === 0) {
    return false;
  }
  reset();
  for (const [name, field] of Object.entries(FIELDS)) {
    field.value = (words.get(name) ?? (words.has("model") || words.has("world") ? "" : field.peek())).slice(0, 40);
  }
  colourAxis.value = words.get("colour")?.slice(0, 20) ?? "tp";
  const [across = "", down = ""] = words.get("map")?.split(".") ?? [];
  const known = ["tp", "pp", "cp", "ep", "dp_replicate"];
  mapAxes.value = known.includes(across) && known.includes(down) && across !== down ? [across, down] : ["tp", "pp"];
  comparing.value = words.has("beside");
  await Promise.all(slots.map((slot) => takeWord(slot, words.get(MODELS[slot.index as 0 | 1]))));
  return words.has("model");
}

async function takeWord(slot: Slot, word: string | null): Promise<void> {
  clear(slot); // what was there before is not what the address names
  if (word === null) {
    return;
  }
  if (word.startsWith("text:")) {
    const text = await unpack(word.slice(5));
    if (text === null) {
      slot.progress.value = {
        is: "failed",
        problem: {
          title: "The link is damaged",
          text: "The config in this link cannot be read; ask for the link once more.",
        },
      };
    } else {
      await takeText(slot, text, "from a link");
    }
  } else if (word.startsWith("example:")) {
    await take(slot, { from: "example", id: word.slice(8) });
  } else {
    const place = placeOf(word);
    if ("problem" in place) {
      slot.progress.value = { is: "failed", problem: { title: "The link names no model", text: place.problem } };
    } else {
      await take(slot, { from: "hub", place });
    }
  }
}
