/** The address keeps the question, so that a link is all that is needed to share it. The token is never in it. */
import { batch, effect, signal } from "@preact/signals";
import { placeOf, placeWord } from "../model/address.ts";
import { clear, take, takeText } from "../model/load.ts";
import { type Slot, type Source, slots } from "../model/source.ts";
import { files, restore } from "./files.ts";
import { settingOf, wordOf } from "./names.ts";
import { pack, unpack } from "./pack.ts";
import { fromPlan, own, type Said, START, said, sayAnew } from "./said.ts";
import { settings, TURNED } from "./table.ts";
import { colourAxis, comparing, mapAxes } from "./view.ts";

const MODELS = ["model", "beside"] as const;
/** Before the words of what is said otherwise of the model beside the first. */
const BESIDE = "beside.";
/** The words of the address that are no settings. */
const OWN_WORDS: readonly string[] = [...MODELS, "planned", "colour", "map"];
const MOST_VALUE = 2000; // characters of what is said of one setting
const MOST_TEXT = 12_000; // of a packed config, in characters: browsers and chats cut longer addresses

/** A config is too long for a link; the link then has everything else. */
export const leftOut = signal(false);
/** Words of the address that name no setting. They were not asked. */
export const unread = signal<readonly string[]>([]);

const packed = new Map<string, string>(); // what was packed once

/** A model as it was at one time. */
interface Model {
  source: Source;
  text: string | undefined;
}

/** What the address says of a model: null where there is none, empty where it is too long. */
async function modelWord({ source, text }: Model): Promise<string | null> {
  switch (source.from) {
    case "hub":
      return placeWord(source.place);
    case "example":
      return `example:${source.id}`;
    case "text": {
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

/** What the address says, as it was at one time. */
interface Kept {
  models: readonly Model[];
  said: Said;
  own: Said;
  fromPlan: ReadonlySet<string>;
  comparing: boolean;
  colour: string;
  map: readonly [string, string];
}

const now = (): Kept => ({
  models: slots.map((slot) => ({ source: slot.source.peek(), text: slot.read.peek()?.text })),
  said: said.peek(),
  own: own.peek(),
  fromPlan: fromPlan.peek(),
  comparing: comparing.peek(),
  colour: colourAxis.peek(),
  map: mapAxes.peek(),
});

/** What the address said last of each model. */
const written: (string | null)[] = [null, null];

/** What the address would say of the model that is in a slot, as far as it was written. */
function wordNow(slot: Slot): string | null {
  const source = slot.source.peek();
  return source.from === "hub"
    ? placeWord(source.place)
    : source.from === "example"
      ? `example:${source.id}`
      : written[slot.index] || null;
}

/** Writes the fragment. */
export async function fragment(kept = now()): Promise<string> {
  const words = new URLSearchParams();
  for (const [index, model] of kept.models.slice(0, kept.comparing ? 2 : 1).entries()) {
    const word = await modelWord(model);
    written[index] = word;
    if (word || index === 1) {
      words.set(MODELS[index as 0 | 1], word ?? "");
    }
  }
  for (const setting of settings) {
    const text = kept.said.get(setting.name);
    if (text !== undefined) {
      words.set(wordOf(setting), text);
    }
  }
  for (const setting of kept.comparing ? settings : []) {
    const text = kept.own.get(setting.name);
    if (text !== undefined && text !== (kept.said.get(setting.name) ?? "")) {
      words.set(BESIDE + wordOf(setting), text);
    }
  }
  const decided = [...kept.fromPlan].filter((name) => kept.comparing || name.startsWith("0."));
  if (decided.length > 0) {
    words.set("planned", decided.join(","));
  }
  if (kept.colour !== "") {
    words.set("colour", kept.colour);
  }
  if (kept.map.join() !== "tp,pp") {
    words.set("map", kept.map.join("."));
  }
  leftOut.value = written.slice(0, kept.comparing ? 2 : 1).includes("");
  return `#${words.toString().replace(/%(2F|3A|40|2C)/g, decodeURIComponent)}`;
}

let waiting: ReturnType<typeof setTimeout> | undefined;
let writing = Promise.resolve();

/** Keeps the address up to date, and follows it when it is changed: by hand, or by Back. */
export function keepFragment(): void {
  effect(() => {
    for (const slot of slots) {
      void [slot.source.value, slot.read.value];
    }
    void [said.value, own.value, fromPlan.value, colourAxis.value, mapAxes.value, comparing.value, files.value];
    clearTimeout(waiting);
    waiting = setTimeout(() => write("replaceState"), 150); // browsers forbid to write it at every keystroke
  });
  addEventListener("popstate", ({ state }) => restore(state?.file));
  addEventListener("hashchange", ({ newURL }) => {
    clearTimeout(waiting);
    void readFragment(new URL(newURL).hash); // and not that of the location, which may have been written since
  });
}

/** Writes the address as it is now, after what is being written. */
function write(how: "replaceState" | "pushState"): void {
  clearTimeout(waiting);
  const kept = now();
  const file = files.peek()?.id; // its text is on no address
  writing = writing.then(async () => {
    const hash = await fragment(kept);
    if (hash !== location.hash || file !== history.state?.file) {
      history[how](file === undefined ? null : { file }, "", location.pathname + hash); // this is no hashchange
    }
  });
}

/** A change by one press, which the browser's Back takes back. */
export function step(change: () => void): void {
  write("replaceState"); // what was typed until now
  change();
  write("pushState");
}

/** The words of an address: in its fragment or, as some write it, in its query. */
const wordsOf = (hash: string) => new URLSearchParams(hash.length > 1 ? hash.slice(1) : location.search);

/** Whether the address says anything. */
export const saysAnything = (): boolean => wordsOf(location.hash).size > 0;

/** Takes what the address says. Whatever is wrong with it shows where it would if it were typed. */
export async function readFragment(hash = location.hash): Promise<void> {
  const words = wordsOf(hash);
  if (words.size === 0) {
    return;
  }
  const taking: Promise<void>[] = [];
  batch(() => {
    takeSettings(words);
    colourAxis.value = words.get("colour")?.slice(0, 20) ?? "";
    const [across = "", down = ""] = words.get("map")?.split(".") ?? [];
    const known: readonly string[] = TURNED;
    mapAxes.value = known.includes(across) && known.includes(down) && across !== down ? [across, down] : ["tp", "pp"];
    comparing.value = words.has("beside");
    for (const slot of slots) {
      taking.push(takeWord(slot, words.get(MODELS[slot.index as 0 | 1]) || null));
    }
  });
  await Promise.all(taking);
}

/** A link has the whole question: what it does not say was not given. */
function takeSettings(words: URLSearchParams): void {
  const changes = new Map<string, string>();
  const otherwise = new Map<string, string>();
  const others: string[] = [];
  for (const [word, text] of words) {
    const ofBeside = word.startsWith(BESIDE);
    const setting = settingOf(ofBeside ? word.slice(BESIDE.length) : word);
    if (setting) {
      (ofBeside ? otherwise : changes).set(setting.name, text.slice(0, MOST_VALUE));
    } else if (!OWN_WORDS.includes(word)) {
      others.push(word.slice(0, 60));
    }
  }
  const whole = words.has("model") || changes.has("world_size");
  const decided = words.get("planned")?.split(",") ?? [];
  sayAnew([...(whole ? [] : START), ...changes], otherwise, decided.slice(0, 2 * settings.length));
  unread.value = others.slice(0, 8);
}

async function takeWord(slot: Slot, word: string | null): Promise<void> {
  if (slot.progress.peek().is === "ready" && wordNow(slot) === word) {
    return; // the model that is there
  }
  clear(slot); // what was there before is not what the address names
  if (word === null) {
    return;
  }
  if (word.startsWith("text:")) {
    slot.progress.value = { is: "loading", what: "the config of the link" };
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
