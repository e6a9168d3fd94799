/** Takes whatever is pasted or dropped: a model goes to its slot, and what says a run is read. */
import { batch } from "@preact/signals";
import { fileOf, followed, InputError, type ReadFile } from "meshwise/worker";
import { ask, isError } from "../engine/engine.ts";
import type { ErrorAnswer, Reading } from "../engine/types.ts";
import { description } from "../state/description.ts";
import {
  type Asked,
  type Files,
  files,
  type Item,
  item,
  kept,
  keptAs,
  over,
  read,
  reading,
  setsOf,
} from "../state/files.ts";
import { step } from "../state/fragment.ts";
import { own, type Said, saidOf, sayAnew } from "../state/said.ts";
import { findModel } from "./address.ts";
import { takeFromHub, takeText } from "./load.ts";
import { takeNamed } from "./named.ts";
import { MOST_BYTES, megabytes, readModel } from "./read.ts";
import { first, type Slot } from "./source.ts";

/** What came in: a text, or a file that is not read yet. */
export type Content = { name: string; text: string } | File;

/** The engine says that a text is none that it reads. */
class Wrong extends Error {
  constructor(readonly answer: ErrorAnswer) {
    super(answer.message);
  }
}

/** The engine gave no answer; the page says why. */
class Silent extends Error {}

let latest = 0;

/** Takes what came at once. The last that comes wins. */
export async function takeAll(list: readonly Content[], slot: Slot = first): Promise<void> {
  const turn = ++latest;
  const [only] = list;
  if (list.length === 1 && only && !(only instanceof File) && (await takeAddress(only.text, slot))) {
    return;
  }
  reading.value = true;
  try {
    const opened: (ReadFile | Item)[] = await Promise.all(list.map(open));
    const models: ReadFile[] = [];
    const others: (ReadFile | Item)[] = [];
    for (const one of opened) {
      (await isModel(one)) ? models.push(one as ReadFile) : others.push(one);
    }
    const items = others.length > 0 ? await readAll(others, models) : [];
    if (turn !== latest) {
      return;
    }
    const [model] = models;
    if (items.length > 0) {
      await show(items, 0, 0, model);
    } else if (model) {
      if (item.peek() && !read.peek()) {
        files.value = null; // what could not be read is not what is asked about
      }
      await takeText(slot, model.text, model.name);
    }
  } catch (error) {
    if (!(error instanceof Silent)) {
      throw error;
    }
  } finally {
    if (turn === latest) {
      reading.value = false;
    }
  }
}

/** The path of a file, which no Hub is asked for. */
const FILE = /^(?!https?:).*\.(sh|bash|slurm|sbatch|ya?ml|toml|json|py|txt)$/i;

/** A line that is the id or the address of a model. */
async function takeAddress(text: string, slot: Slot): Promise<boolean> {
  const word = text.trim();
  if (/\s/.test(word) || FILE.test(word) || !/^(https?:\/\/|hf:\/\/)?[\w.-]+\/[^\s=]+$/.test(word)) {
    return false;
  }
  const found = findModel(word, slot.hub.peek());
  if ("problem" in found) {
    return false;
  }
  await takeFromHub(slot, found);
  return true;
}

async function open(content: Content): Promise<ReadFile | Item> {
  const { name } = content;
  try {
    if (!(content instanceof File)) {
      return await fileOf(name, content.text);
    }
    if (content.size > MOST_BYTES) {
      const message = `${name} has ${megabytes(content.size)}; a file has at most 1 MiB, and a config.json 4`;
      return { name, text: null, error: { code: "input.too_large", message } };
    }
    return await fileOf(name, new Uint8Array(await content.arrayBuffer()));
  } catch (error) {
    if (error instanceof InputError) {
      return { name, text: null, error: { code: error.code, message: error.detail } };
    }
    const message = `${name} cannot be read: ${error instanceof Error ? error.message : error}`;
    return { name, text: null, error: { code: "input.missing_field", message } };
  }
}

/** Whether a text is of a model: its config, or the facts of it. What else an object of JSON may be, the engine says. */
async function isModel(file: ReadFile | Item): Promise<boolean> {
  if ("error" in file || "reading" in file || !/^\ufeff?\s*\{/.test(file.text)) {
    return false;
  }
  const probes = (await description())?.probes.map(({ fact }) => fact) ?? ["class"];
  return /"(model_type|architectures)"\s*:/.test(file.text) || isFacts(file.text, probes);
}

function isFacts(text: string, probes: readonly string[]): boolean {
  const found = readModel(text, probes);
  return "kind" in found && found.kind === "facts";
}

/** Reads each file as a question of its own, with those of the others that it names; what belongs to another is none. */
async function readAll(others: readonly (ReadFile | Item)[], models: ReadFile[]): Promise<Item[]> {
  const texts = others.filter((one): one is ReadFile => !("error" in one || "reading" in one));
  const named = new Set<string>();
  const items: Item[] = [];
  for (const one of others) {
    if ("error" in one || "reading" in one) {
      items.push(one);
      continue;
    }
    const found = await readOne(one, {}, texts, named);
    if ("error" in found && found.error.code === "input.no_format" && /^\ufeff?\s*\{/.test(one.text)) {
      models.push(one); // an object that says no run: whether it is a model, the engine says
    } else {
      items.push(found);
    }
  }
  const apart = items.filter(({ name }) => !named.has(name));
  return apart.length > 0 || items.length === 0 ? apart : items.slice(0, 1);
}

/** Reads one file. What it names is looked for among the others, by its path or by its name alone. */
async function readOne(
  file: ReadFile,
  more: Pick<Asked, "env">,
  others: readonly ReadFile[],
  named = new Set<string>(),
): Promise<Item> {
  const base = (path: string) => path.replace(/^.*\//, "");
  const opens = (path: string): string | undefined => {
    const apart = others.filter((other) => other !== file);
    const found = apart.find(({ name }) => name === path) ?? apart.find(({ name }) => base(name) === base(path));
    if (found !== undefined) {
      named.add(found.name);
    }
    return found?.text;
  };
  try {
    const answer = await followed<Asked>({ files: [file], ...more }, readBy, opens);
    return { name: file.name, ...answer };
  } catch (error) {
    if (error instanceof Wrong) {
      return { name: file.name, text: file.text, error: error.answer };
    }
    throw error;
  }
}

async function readBy(asked: Asked): Promise<Reading> {
  const answer = await ask("read", { ...asked });
  if (answer === null) {
    throw new Silent();
  }
  if (isError(answer)) {
    throw new Wrong(answer);
  }
  return answer;
}

/** Shows a file: the controls say what it says, and the model is the one that it names. The browser's Back takes it back. */
async function show(list: readonly Item[], chosen: number, trainer: number, config?: ReadFile): Promise<void> {
  step(() => lay(kept(list, chosen, trainer), card()));
  await takeModel(config);
}

/** What no file says of the run: the card. */
const card = (): Said => new Map([["gpu", saidOf("gpu", 0)]]);

/** Puts files on the page. What was said over them stays. */
function lay(next: Files, stays: Said): void {
  batch(() => {
    files.value = next;
    const found = read.peek();
    if (found) {
      sayAnew([...setsOf(found), ...stays], own.peek());
    }
  });
}

async function takeModel(config?: ReadFile): Promise<void> {
  const [found, now] = [read.peek(), item.peek()];
  if (config) {
    await takeText(first, config.text, config.name);
  } else if (found && now) {
    await takeNamed(found.model, now.name);
  }
}

/** Asks about another of the files that came at once, or about another trainer of a script. */
export async function choose(chosen: number, trainer = 0): Promise<void> {
  const all = files.peek();
  if (all) {
    await show(all.list, chosen, trainer);
  }
}

/** Takes what the user changed: another text of the file, or variables that a script leaves open. */
export async function change(name: string, text: string, env?: Record<string, string>): Promise<void> {
  const all = files.peek();
  const now = item.peek();
  if (!all || !now) {
    return;
  }
  const turn = ++latest;
  reading.value = true;
  try {
    const there = "asked" in now ? now.asked.files : [];
    const changed = await fileOf(name, text);
    const main = now.name === name ? changed : there.find((file) => file.name === now.name);
    const others = [...there.filter((file) => file.name !== name), changed];
    const variables = env ?? ("asked" in now ? now.asked.env : undefined);
    const again = await readOne(main ?? changed, variables ? { env: variables } : {}, others);
    if (turn === latest) {
      lay(keptAs(all, now, again), "reading" in now ? over.peek() : card());
      await takeModel();
    }
  } catch (error) {
    if (!(error instanceof Silent)) {
      throw error;
    }
  } finally {
    if (turn === latest) {
      reading.value = false;
    }
  }
}

/** Puts the files away. What they set stays. */
export function close(): void {
  latest++;
  reading.value = false;
  step(() => {
    files.value = null;
  });
}
