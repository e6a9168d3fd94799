/** A setting that is several words of a list. */
import type { ComponentChildren } from "preact";
import { saidOf, say } from "../state/said.ts";
import { listOf } from "../state/wire.ts";
import type { Control } from "./settingfield.tsx";

export function Several({ setting, label, more }: Control & { label: ComponentChildren }) {
  const { name, words } = setting;
  const chosen = listOf(saidOf(name));
  const listed: string[] = [...new Set([...(words ?? []), ...chosen])];
  const turn = (word: string, on: boolean) =>
    say(name, listed.filter((one) => (one === word ? on : chosen.includes(one))).join(","));
  return (
    <fieldset aria-describedby={more}>
      <legend>{label}</legend>
      {listed.map((word) => (
        <label class="check" key={word}>
          <input
            type="checkbox"
            checked={chosen.includes(word)}
            onChange={(event) => turn(word, event.currentTarget.checked)}
          />
          {word}
        </label>
      ))}
    </fieldset>
  );
}
