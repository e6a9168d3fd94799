/** A setting that is typed: a number, a name, a version, a list of names, a layout. Known words are offered. */
import { currentFramework } from "../state/question.ts";
import { saidOf, say } from "../state/said.ts";
import { frameworkNamed, type Setting } from "../state/table.ts";
import type { Control } from "./settingfield.tsx";

export function Typed({ setting, id, follows, steps, wrong, more }: Control) {
  const { name, kind, unit } = setting;
  const said = saidOf(name);
  const now = Number(said || follows || setting.least || 1);
  const put = (next: number) => say(name, String(bounded(setting, next)));
  const offered = offers(setting);
  const count = kind === "count";
  return (
    <>
      <div class="stepper">
        {steps && <Step sign="÷2" words={`Halve ${name}`} off={!(now > 1)} press={() => put(now / 2)} />}
        <input
          id={id}
          type="text"
          inputMode={count && offered.length === 0 ? "numeric" : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellcheck={false}
          placeholder={follows ?? unit ?? (kind === "version" ? offered.at(-1) : undefined)}
          list={offered.length > 0 ? `${id}words` : undefined}
          value={said}
          aria-invalid={wrong}
          aria-describedby={more}
          onInput={(event) => say(name, event.currentTarget.value)}
          onKeyDown={(event) => {
            if (count && offered.length === 0 && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
              event.preventDefault();
              const up = event.key === "ArrowUp";
              put(steps ? (up ? now * 2 : now / 2) : said === "" ? now : up ? now + 1 : now - 1);
            }
          }}
        />
        {steps && <Step sign="×2" words={`Double ${name}`} off={!(now >= 1)} press={() => put(now * 2)} />}
      </div>
      {offered.length > 0 && (
        <datalist id={`${id}words`}>
          {offered.map((word) => (
            <option key={word} value={word} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** What may be said, as far as it is known. */
function offers({ name, words, auto }: Setting): readonly string[] {
  const versions = name === "framework_version" ? frameworkNamed(currentFramework())?.versions : undefined;
  return [...(words ?? versions ?? []), ...(auto ? ["auto"] : [])];
}

function bounded({ least = 1, most = Number.MAX_SAFE_INTEGER }: Setting, next: number): number {
  return Number.isFinite(next) ? Math.max(least, Math.min(most, Math.floor(next))) : least;
}

interface StepProps {
  sign: string;
  words: string;
  off: boolean;
  press: () => void;
}

function Step({ sign, words, off, press }: StepProps) {
  return (
    <button type="button" tabIndex={-1} disabled={off} onClick={press}>
      <span aria-hidden="true">{sign}</span>
      <span class="hidden">{words}</span>
    </button>
  );
}
