/** The address keeps the question, so that a link is all that is needed to share it. The token is never in it. */
import { effect, signal } from "@preact/signals";
import { placeOf, placeWord } from "../model/address.ts";
import { clear, take, takeText } from "../model/load.ts";
import { type Slot, type Source, slots } from "../model/source.ts";
import { settingOf, wordOf } from "./names.ts";
import { pack, unpack } from "./pack.ts";
import { reset, said, sayAll } from "./said.ts";
import { settings, TURNED } from "./table.ts";
import { colourAxis, comparing, mapAxes } from "./view.ts";

const MODELS = ["model", "beside"] as const;
/** The words of the address that are no settings. */
export const OWN_WORDS: readonly string[] = [...MODELS, "colour", "map"];
const MOST_VALUE = 2000; // characters of what is said of one setting
const MOST_TEXT = 12_000; // of a packed config, in characters: browsers and chats cut longer addresses

/** A config is too long for a link; the link then has everything else. */
export const leftOut = signal(false);
/** Words of the address that name no setting. They were not asked. */
export const unread = signal<readonly string[]>([]);

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
  for (const setting of settings) {
    const text = said.peek().get(setting.name);
    if (text !== undefined) {
      words.set(wordOf(setting), text);
    }
  }
  if (colourAxis.peek() !== "tp") {
    words.set("colour", colourAxis.peek());
  }
  if (mapAxes.peek().join() !== "tp,pp") {
    words.set("map", mapAxes.peek().join("."));
  }
  leftOut.value = missing;
  return `#${words.toString().replace(/%(2F|3A|40|2C)/g, decodeURIComponent)}`;
}

let writing: ReturnType<typeof setTimeout> | undefined;

/** Keeps the address up to date, and follows it when it is changed by hand. */
export function keepFragment(): void {
  effect(() => {
    for (const slot of slots) {
      void [slot.source.value, slot.read.value];
    }
    void [said.value, colourAxis.value, mapAxes.value, comparing.value];
    clearTimeout(writing);
    writing = setTimeout(write, 150); // browsers forbid to write it at every keystroke
  });
  addEventListener("hashchange", ({ newURL }) => {
    clearTimeout(writing);
    void readFragment(new URL(newURL).hash); // and not that of the location, which may have been written since
  });
}

async function write(): Promise<void> {
  history.replaceState(null, "", location.pathname + (await fragment())); // this is no hashchange
}

/**
 * Takes what the address says, in its fragment or, as some write it, in its query. Whatever is wrong with it shows where it
 * would if it were typed. Returns whether it says anything.
 */
export async function readFragment(hash = location.hash): Promise<boolean> {
  const words = new URLSearchParams(hash.length > 1 ? hash.slice(1) : location.search);
  if ([...words].length === 0) {
    return false;
  }
  takeSettings(words);
  colourAxis.value = words.get("colour")?.slice(0, 20) ?? "tp";
  const [across = "", down = ""] = words.get("map")?.split(".") ?? [];
  const known: readonly string[] = TURNED;
  mapAxes.value = known.includes(across) && known.includes(down) && across !== down ? [across, down] : ["tp", "pp"];
  comparing.value = words.has("beside");
  await Promise.all(slots.map((slot) => takeWord(slot, words.get(MODELS[slot.index as 0 | 1]))));
  return true;
}

/** A link has the whole question: what it does not say was not given. */
function takeSettings(words: URLSearchParams): void {
  const changes = new Map<string, string>();
  const others: string[] = [];
  for (const [word, text] of words) {
    const setting = settingOf(word);
    if (setting) {
      changes.set(setting.name, text.slice(0, MOST_VALUE));
    } else if (!OWN_WORDS.includes(word)) {
      others.push(word.slice(0, 60));
    }
  }
  reset();
  if (words.has("model") || changes.has("world_size")) {
    sayAll([...said.peek().keys()].map((name) => [name, ""] as const));
  }
  sayAll(changes);
  unread.value = others.slice(0, 8);
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
