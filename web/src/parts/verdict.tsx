/** The answer: does it run, what is wrong, and what would mend it. */
import { health, isIll } from "../engine/engine.ts";
import type { Listed, Verdict } from "../engine/types.ts";
import { first, type Slot, second } from "../model/source.ts";
import { sourceWords } from "../model/words.ts";
import { applyMesh } from "../state/question.ts";
import { answersOf } from "../state/solve.ts";
import { comparing } from "../state/view.ts";
import { Code } from "./code.tsx";
import { count } from "./count.ts";
import { EstimateOf } from "./estimate.tsx";
import { Sign } from "./mark.tsx";
import { changeWords, meshWords, needWords } from "./meshwords.ts";
import { OpenSettings } from "./opensettings.tsx";
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
  const { verdict, error, unjudged } = answersOf(slot).value;
  if (unjudged !== null) {
    return (
      <div class="verdict open">
        <p class="outcome" role="status">
          <Sign truth={null} word="" /> {unjudged}
        </p>
        <p class="hint">A framework that is chosen under Parallelism judges it by its own law.</p>
      </div>
    );
  }
  if (error) {
    return (
      <div class="verdict open error">
        <div role="status" aria-atomic="true">
          <p class="outcome">
            <Sign truth={null} word="" /> {error.message}
          </p>
          <p class="layout">
            <code>{error.path || "/"}</code>
          </p>
        </div>
        <p>
          <Code code={error.code} />
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
  const waits = slot.progress.value.is === "loading" || slot.read.value !== null;
  if (waits && isIll(health.value)) {
    return (
      <div class="verdict empty">
        <p class="outcome">There is no answer.</p>
      </div>
    );
  }
  return (
    <div class="verdict empty" aria-busy={waits}>
      <p class="outcome">{waits ? "One moment…" : slot.index === 0 ? "Which model?" : "Which model beside it?"}</p>
      {!waits && (
        <p class="hint">
          Drop or paste the file that starts your run, a config.json or a Hub id anywhere, or take an example. The
          answer stands here at once.
        </p>
      )}
    </div>
  );
}

function Whole({ verdict, slot }: { verdict: Verdict; slot: Slot }) {
  const { headline, tone, layout, notes, counts, violations, warnings, unknowns, nearest, open, estimate } = verdict;
  return (
    <div class={`verdict ${tone}`} aria-busy={slot.progress.value.is === "loading"}>
      {comparing.value && slot.progress.value.is === "ready" && <p class="from">{sourceWords(slot)}</p>}
      <div role="status" aria-atomic="true">
        <p class="outcome">
          <Sign truth={verdict.valid} word="" /> {headline}
        </p>
        <p class="layout">{layout}</p>
        {notes?.map((note) => (
          <p class="notes" key={note}>
            {note}
          </p>
        ))}
      </div>
      <OpenSettings slot={slot} open={open} />
      {estimate && <EstimateOf estimate={estimate} slot={slot} />}
      {violations.length > 0 && <h3>{count(counts.violations, "violation")}</h3>}
      {violations.map((violation) => (
        <ViolationCard key={violation.code} violation={violation} verdict={verdict} slot={slot} />
      ))}
      {nearest.length > 0 && <Nearest list={nearest} from={verdict} slot={slot} />}
      {warnings.length > 0 && <h3>{count(counts.warnings, "warning")}</h3>}
      {warnings.map((warning) => (
        <ViolationCard key={warning.code} violation={warning} verdict={verdict} slot={slot} risk />
      ))}
      {unknowns.length > 0 && <h3>{counts.unknowns} not known</h3>}
      {unknowns.map((unknown) => (
        <Unknown key={unknown.code} unknown={unknown} />
      ))}
    </div>
  );
}

/** The meshes that change least, each to be taken by one press. */
function Nearest({ list, from, slot }: { list: Listed[]; from: Verdict; slot: Slot }) {
  return (
    <div class="nearest">
      <h3>Nearest meshes that pass</h3>
      <ul>
        {list.map((listed) => (
          <li key={`${meshWords(listed)} ${needWords(listed.needs)}`}>
            <button type="button" class="chip" onClick={() => applyMesh(listed, slot.index)}>
              <Sign truth={listed.valid} /> <span>{meshWords(listed)}</span>{" "}
              <span class="faint">{changeWords(listed, from.mesh)}</span>
              {listed.needs && <span class="needs"> needs {needWords(listed.needs)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
