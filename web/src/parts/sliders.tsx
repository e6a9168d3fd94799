/** What moves the memory most, to be moved: the length of a sequence, the microbatch, and what is computed again. */
import type { Slot } from "../model/source.ts";
import { saidOf, say, turnTo } from "../state/said.ts";
import { type Setting, settingNamed } from "../state/table.ts";
import { Name } from "./settingfield.tsx";

/** What a slider goes through: powers of two, as far as people train. */
const RANGES = [
  { name: "sequence_length", from: 9, to: 20 },
  { name: "micro_batch_size", from: 0, to: 6 },
] as const;

export function Sliders({ slot }: { slot: Slot }) {
  const recompute = settingNamed("recompute.mode");
  return (
    <div class="sliders" role="group" aria-label="What moves the memory">
      {RANGES.map((range) => (
        <Slider key={range.name} {...range} slot={slot} />
      ))}
      {recompute && <Words setting={recompute} slot={slot} />}
    </div>
  );
}

function put(slot: Slot, name: string, text: string): void {
  turnTo(slot.index);
  say(name, text);
}

function Slider({ name, from, to, slot }: (typeof RANGES)[number] & { slot: Slot }) {
  const said = saidOf(name, slot.index);
  const now = Number(said);
  const steps = Array.from({ length: to - from + 1 }, (_, n) => 2 ** (from + n));
  if (now >= 1 && Number.isInteger(now) && !steps.includes(now)) {
    steps.push(now); // as it was typed
    steps.sort((a, b) => a - b);
  }
  const id = `slider${slot.index}-${name}`;
  const unit = (settingNamed(name)?.unit ?? "").replace(/s$/, now === 1 ? "" : "s");
  const amount = said === "" ? "not given" : `${Number.isFinite(now) ? now.toLocaleString("en") : said} ${unit}`;
  return (
    <div class="slider">
      <label for={id}>
        <Name name={name} />
      </label>
      <output for={id}>{amount}</output>
      <input
        id={id}
        type="range"
        min="0"
        max={String(steps.length - 1)}
        step="1"
        value={String(Math.max(0, steps.indexOf(now)))}
        aria-valuetext={amount}
        onInput={(event) => put(slot, name, String(steps[Number(event.currentTarget.value)] ?? ""))}
      />
    </div>
  );
}

function Words({ setting, slot }: { setting: Setting; slot: Slot }) {
  const said = saidOf(setting.name, slot.index);
  return (
    <div class="slider">
      <span id={`slider${slot.index}-recompute`}>
        <Name name={setting.name} />
      </span>
      <div class="filters" role="group" aria-labelledby={`slider${slot.index}-recompute`}>
        {(setting.words ?? []).map((word) => (
          <button
            type="button"
            key={word}
            class="chip"
            aria-pressed={said === word}
            onClick={() => put(slot, setting.name, said === word ? "" : word)}
          >
            {word.replaceAll("_", " ")}
          </button>
        ))}
      </div>
    </div>
  );
}
