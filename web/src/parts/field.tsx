/** A field for a number, with what the engine says about it. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { first } from "../model/source.ts";
import { answersOf } from "../state/solve.ts";

interface Props {
  name: string; // as in a request: tp_size
  label: ComponentChildren;
  value: Signal<string>;
  /** What stands for it where it is not given. */
  follows?: string | undefined;
  hint?: string;
  steps?: boolean;
}

export function NumberField({ name, label, value, follows, hint, steps }: Props) {
  const { error } = answersOf(first).value;
  const wrong = error?.path.endsWith(`/${name}`) ? error.message : "";
  const now = Number(value.value || follows || "1");
  const step = (next: number) => {
    value.value = String(Math.max(1, Math.min(1 << 20, Math.floor(next))));
  };
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <div class="stepper">
        {steps && (
          <button type="button" tabIndex={-1} disabled={!(now > 1)} onClick={() => step(now / 2)}>
            <Step sign="÷2" words={`Halve ${name}`} />
          </button>
        )}
        <input
          id={name}
          type="text"
          inputMode="numeric"
          autoComplete="off"
          placeholder={follows}
          value={value.value}
          aria-invalid={wrong !== ""}
          aria-describedby={wrong || hint ? `${name}note` : undefined}
          onInput={(event) => (value.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowUp" || event.key === "ArrowDown") {
              event.preventDefault();
              step(event.key === "ArrowUp" ? now * 2 : now / 2);
            }
          }}
        />
        {steps && (
          <button type="button" tabIndex={-1} disabled={!(now >= 1)} onClick={() => step(now * 2)}>
            <Step sign="×2" words={`Double ${name}`} />
          </button>
        )}
      </div>
      {(wrong || hint) && (
        <p class={wrong ? "problem" : "hint"} id={`${name}note`}>
          {wrong || hint}
        </p>
      )}
    </div>
  );
}

function Step({ sign, words }: { sign: string; words: string }) {
  return (
    <>
      <span aria-hidden="true">{sign}</span>
      <span class="hidden">{words}</span>
    </>
  );
}
