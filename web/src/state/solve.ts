/** Asks the engine at every change, and keeps its answers. What is asked while it answers is asked once, at the end. */
import { batch, effect, signal } from "@preact/signals";
import { ask, health, isError, isIll, warm } from "../engine/engine.ts";
import { Raw } from "../engine/raw.ts";
import type { ErrorAnswer, Launch, Meshes, Report, Topology, Verdict, Verdicts } from "../engine/types.ts";
import type { Read } from "../model/read.ts";
import { first, type Slot, second, slots } from "../model/source.ts";
import { description } from "./description.ts";
import { question as fromFiles, type Item, item } from "./files.ts";
import { type Grid, grid } from "./grid.ts";
import { currentFramework, meshWith, questionOf, runUnder, runWith, turnedSlot } from "./question.ts";
import { turned } from "./said.ts";
import { frameworks } from "./table.ts";
import { colourAxis, comparing, launchFor, mapAxes } from "./view.ts";

/** What the engine answers about one model. */
export interface Answered {
  verdict: Verdict | null;
  report: Report | null;
  /** The meshes of the world, beside the mesh that they are near to. */
  meshes: { list: Meshes; from: Verdict["mesh"] } | null;
  grid: { cells: Grid; verdicts: readonly Verdicts["verdicts"][number][] } | null;
  /** The same run under the law of each framework. */
  frameworks: Record<string, Verdict>;
  /** The file that the verdict is about. */
  of: Item | undefined;
  /** What was read of a file that no law is known of; null where there is one. */
  unjudged: string | null;
  /** The question was none: the first thing that is wrong with it. */
  error: ErrorAnswer | null;
}

const nothing: Answered = {
  verdict: null,
  report: null,
  meshes: null,
  grid: null,
  frameworks: {},
  of: undefined,
  unjudged: null,
  error: null,
};

export const answers = [signal(nothing), signal(nothing)] as const;

/** The answers about a slot's model. */
export const answersOf = (slot: Slot) => answers[slot.index as 0 | 1];

/** The layout of the mesh with the groups of one axis, or why there is none. */
export const layout = signal<Topology | null>(null);
/** The groups of tensor parallelism, whatever axis is looked at: they should stay inside of a node. */
export const tensorGroups = signal<readonly (readonly number[])[]>([]);
/** How the run starts under the framework that is looked at. */
export const launch = signal<Launch | null>(null);

/** The framework whose words are shown: the one that was chosen, or the one that is asked about. */
export const shownFramework = (): string => launchFor.value || currentFramework();

/** The engine is answering. */
export const busy = signal(false);
let stale = false;

/** Starts to answer, now and at every change. */
export function start(): void {
  effect(() => {
    // Whatever is asked about; the loop reads the same again.
    void [questionOf(0), questionOf(1), turned.value, colourAxis.value, mapAxes.value, comparing.value];
    void [shownFramework(), first.read.value, second.read.value, fromFiles.value];
    stale = true;
    void loop();
  });
  let ill = false;
  effect(() => {
    const recovered = ill && health.value.is === "well";
    ill = isIll(health.value);
    if (recovered && !busy.peek()) {
      retry(); // another question has started the engine, as what a code means: what it left unanswered is asked again
    }
  });
}

async function loop(): Promise<void> {
  if (busy.peek()) {
    return;
  }
  busy.value = true;
  await warm(); // several signals may change in one step, and at the start all that is asked while the engine starts
  while (stale) {
    stale = false;
    await solve();
  }
  busy.value = false;
}

/** Asks everything, the verdicts first; gives up as soon as the question is another one. */
async function solve(): Promise<void> {
  const about = slots.filter((slot) => slot === first || comparing.peek());
  for (const slot of about) {
    const read = slot.read.peek();
    if (read === null && filesOf(slot) === null) {
      answersOf(slot).value = nothing;
    } else {
      await judge(slot, read && factsOf(read));
      void description(); // what the words mean can wait for the first verdict
    }
    if (stale || health.peek().is !== "well") {
      return; // an engine that stopped would only stop again
    }
  }
  if (answersOf(turnedSlot.peek()).peek().unjudged !== null) {
    layout.value = null; // under no law there is nothing else to ask
    launch.value = null;
    return;
  }
  // What lists meshes is in the rest of the engine, which is still on its way at a first visit: nothing else waits for it.
  const each = (step: (slot: Slot, facts: Raw) => Promise<void>) =>
    about.flatMap((slot) => {
      const read = slot.read.peek();
      return read === null ? [] : [() => step(slot, factsOf(read))];
    });
  const steps = [lay, ...each(tell), ...each(map), spell, ...each(elsewhere), ...each(list)];
  for (const step of steps) {
    await step();
    if (stale || health.peek().is !== "well") {
      return;
    }
  }
}

/** The member `facts` of a request: the text goes as it is, for the engine to read strictly. */
export function factsOf(read: Read): Raw {
  return new Raw(read.kind === "facts" ? read.text : `{"config":${read.text}}`);
}

/** What is shown of a verdict: what was found. Its text and its layout are asked for nowhere. */
const WANT = ["detail"];
/** Of a verdict itself, and of the cells of the map, also what the run needs. */
const WANT_ALL = [...WANT, "estimate"];

/** Cells of the map in one question: what is moved meanwhile waits for no more. */
const AT_ONCE = 28;

function update(slot: Slot, change: Partial<Answered>): void {
  const kept = answersOf(slot);
  kept.value = { ...kept.peek(), ...change };
}

/** The mesh and the run of a slot, as a request has them. */
const asked = ({ index }: Slot) => ({ mesh: meshWith(index), run: runWith(index) });

/** The members of a request that holds the files to a law: they are of the first model. */
const filesOf = ({ index }: Slot) => (index === 0 ? fromFiles.peek() : null);

async function judge(slot: Slot, facts: Raw | null): Promise<void> {
  const ofFiles = filesOf(slot);
  const of = ofFiles ? item.peek() : undefined;
  const members = ofFiles ?? asked(slot);
  const answer = await ask("validate_mesh", { facts: facts ?? undefined, ...members, nearest: 4, want: WANT_ALL });
  if (answer?.kind === "verdict") {
    const rest = facts === null ? nothing : { error: null, unjudged: null };
    update(slot, { ...rest, verdict: answer, of });
    performance.mark("verdict"); // what is measured is when the first one is there
  } else if (answer?.kind === "reading") {
    update(slot, { ...nothing, unjudged: answer.headline });
  } else if (isError(answer)) {
    update(slot, { ...nothing, error: answer });
  }
}

async function tell(slot: Slot, facts: Raw): Promise<void> {
  const answer = await ask("capabilities", { facts, ...asked(slot) });
  if (answer?.kind === "report") {
    update(slot, { report: answer });
  }
}

/** The meshes of the world that pass, the nearest first. Without a world there is none to list. */
async function list(slot: Slot, facts: Raw): Promise<void> {
  const { mesh: from, world_size_assumed: assumed } = answersOf(slot).peek().verdict ?? {};
  if (!from?.world_size || assumed) {
    update(slot, { meshes: null });
    return;
  }
  const { mesh: near, run } = asked(slot);
  const mesh = { world_size: from.world_size, strategy: from.strategy };
  const answer = await ask("meshes", { facts, mesh, near, run, limit: 1000 });
  update(slot, { meshes: answer?.kind === "meshes" ? { list: answer, from } : null });
}

async function map(slot: Slot, facts: Raw): Promise<void> {
  const { verdict } = answersOf(slot).peek();
  if (verdict === null) {
    return;
  }
  const cells = grid(mapAxes.peek(), verdict.mesh, !verdict.world_size_assumed);
  const verdicts: Verdicts["verdicts"][number][] = [];
  while (verdicts.length < cells.sizes.length) {
    const some = cells.sizes.slice(verdicts.length, verdicts.length + AT_ONCE);
    const answer = await ask("validate_mesh", {
      facts,
      meshes: new Raw(`[${some.map((pair) => meshWith(slot.index, pair).text).join(",")}]`),
      run: runWith(slot.index),
      want: WANT_ALL,
    });
    if (answer?.kind !== "verdicts" || stale) {
      return;
    }
    verdicts.push(...answer.verdicts);
  }
  update(slot, { grid: { cells, verdicts } });
}

/** The same run under every framework: asked late, and given up as soon as there is another question. */
async function elsewhere(slot: Slot, facts: Raw): Promise<void> {
  const found: Record<string, Verdict> = {};
  for (const { name } of frameworks) {
    const answer = await ask("validate_mesh", {
      facts,
      mesh: meshWith(slot.index),
      run: runUnder(slot.index, name),
      nearest: 0,
      want: WANT,
    });
    if (answer?.kind === "verdict") {
      found[name] = answer;
    }
    if (stale) {
      return;
    }
  }
  update(slot, { frameworks: found });
}

/** The largest world whose ranks are drawn. */
export const MOST_DRAWN = 16_384;

async function lay(): Promise<void> {
  const about = asked(turnedSlot.peek());
  const plain = await ask("topology", about);
  if (plain?.kind !== "topology") {
    layout.value = null;
    tensorGroups.value = [];
    return;
  }
  const axes = axesOf(plain).map((one) => one.axis as string);
  const axis = coloured(plain);
  if (plain.topology === null || axis === undefined || plain.topology.world_size > MOST_DRAWN) {
    layout.value = plain;
    tensorGroups.value = [];
    return;
  }
  const grouped = await ask("topology", { ...about, axis });
  const tensor = axis === "tp" || !axes.includes("tp") ? grouped : await ask("topology", { ...about, axis: "tp" });
  batch(() => {
    layout.value = grouped?.kind === "topology" ? grouped : plain;
    tensorGroups.value = tensor?.kind === "topology" && tensor.axis === "tp" ? (tensor.groups ?? []) : [];
  });
}

/** The axes of a layout with their sizes, as they may be looked at. */
export function axesOf(answer: Topology | null) {
  const found = answer?.topology;
  return found ? [...found.axes, ...found.flattened, ...(found.moe_axes ?? [])] : [];
}

/** The axis whose groups are coloured: the chosen one where its ranks are more than one, or the innermost that has more. */
function coloured(answer: Topology): string | undefined {
  const wide = axesOf(answer).filter(({ size }) => size > 1);
  const chosen = wide.find(({ axis }) => axis === colourAxis.peek());
  const axes = answer.topology?.axes ?? [];
  return (chosen ?? axes.findLast(({ size }) => size > 1) ?? axes.at(-1))?.axis;
}

async function spell(): Promise<void> {
  const { index } = turnedSlot.peek();
  const answer = await ask("launch", { mesh: meshWith(index), run: runUnder(index, shownFramework()) });
  launch.value = answer?.kind === "launch" ? answer : null;
}

/** Where a rank is, and who its peers are; null where there is no such rank. */
export async function locate(rank: number): Promise<Topology | null> {
  const answer = await ask("topology", { ...asked(turnedSlot.peek()), rank });
  return answer?.kind === "topology" ? answer : null;
}

/** Asks the same again. */
export function retry(): void {
  stale = true;
  void loop();
}
