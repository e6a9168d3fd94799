/** The answer: does it run, what is wrong, and what would mend it. */
import { health } from "../engine/engine.ts";
import type { Listed, Verdict } from "../engine/types.ts";
import { first, type Slot, second } from "../model/source.ts";
import { sourceWords } from "../model/words.ts";
import { applyMesh } from "../state/question.ts";
import { answersOf } from "../state/solve.ts";
import { comparing } from "../state/view.ts";
import { Sign, toneOf } from "./mark.tsx";
import { changeWords, meshWords } from "./meshwords.ts";
import { count, headline } from "./outcome.ts";
import { Unknown } from "./unknown.tsx";
import { ViolationCard } from "./violation.tsx";

export function VerdictSection() {
  const shown = comparing.value ? [first, second] : [first];
  return (
    <section class={`verdicts ${comparing.value ? "two" : ""}`} aria-labelledby="verdict">
      <h2 id="verdict" class="hidden" tabIndex={-1}>
        Verdict
      </h2>
      {shown.map((slot) => (
        <VerdictOf key={slot.index} slot={slot} />
      ))}
    </section>
  );
}

function VerdictOf({ slot }: { slot: Slot }) {
  const { verdict, error } = answersOf(slot).value;
  if (error) {
    return (
      <div class="verdict open">
        <p class="outcome">
          <Sign truth={null} word="" /> This is no question yet
        </p>
        <p role="status">
          <code>{error.path || "/"}</code> {error.message}
        </p>
      </div>
    );
  }
  if (!verdict) {
    return <Empty slot={slot} />;
  }
  return <Whole verdict={verdict} slot={slot} />;
}

function Empty({ slot }: { slot: Slot }) {
  const waits = slot.progress.value.is === "loading" || (slot.read.value !== null && health.value.is === "starting");
  return (
    <div class="verdict empty" aria-busy={waits}>
      <p class="outcome">{waits ? "One moment…" : slot.index === 0 ? "Which model?" : "Which model beside it?"}</p>
      {!waits && (
        <p class="hint">Give a Hub id, drop a config.json, or take an example. The answer stands here at once.</p>
      )}
    </div>
  );
}

function Whole({ verdict, slot }: { verdict: Verdict; slot: Slot }) {
  const { title, layout, notes } = headline(verdict.text);
  const { violations, warnings, unknowns, nearest } = verdict;
  return (
    <div class={`verdict ${toneOf(verdict.valid)}`}>
      {comparing.value && <p class="from">{sourceWords(slot)}</p>}
      <div role="status" aria-atomic="true">
        <p class="outcome">
          <Sign truth={verdict.valid} word="" /> {title}
        </p>
        <p class="layout">
          {layout}
          {verdict.world_size_assumed && " · the smallest world that holds the sizes"}
        </p>
        {notes && <p class="notes">{notes}</p>}
      </div>
      {violations.length > 0 && <h3>{count(violations.length, "violation")}</h3>}
      {violations.map((violation) => (
        <ViolationCard key={violation.code} violation={violation} />
      ))}
      {nearest.length > 0 && <Nearest list={nearest} from={verdict} />}
      {warnings.length > 0 && <h3>{count(warnings.length, "warning")}</h3>}
      {warnings.map((warning) => (
        <ViolationCard key={warning.code} violation={warning} risk />
      ))}
      {unknowns.length > 0 && (
        <h3>{unknowns.length === 1 ? "1 thing is" : `${unknowns.length} things are`} not known</h3>
      )}
      {unknowns.map((unknown) => (
        <Unknown key={unknown.code} unknown={unknown} />
      ))}
    </div>
  );
}

/** The meshes that change least, each to be taken by one press. */
function Nearest({ list, from }: { list: Listed[]; from: Verdict }) {
  return (
    <div class="nearest">
      <h3>Nearest meshes that pass</h3>
      <ul>
        {list.map((listed) => (
          <li key={meshWords(listed)}>
            <button type="button" class="chip" onClick={() => applyMesh(listed)}>
              <Sign
                truth={listed.valid}
                word={listed.valid === null ? "passes unless a fact says otherwise:" : "passes:"}
              />{" "}
              <span>{meshWords(listed)}</span> <span class="faint">{changeWords(listed, from.mesh)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
