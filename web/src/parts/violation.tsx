/** One broken rule, or one risk: what, why, and what would mend it. */
import type { Fix, Violation } from "../engine/types.ts";
import { apply, SIZES, sizes } from "../state/question.ts";
import { Code } from "./code.tsx";
import { Snippet } from "./copy.tsx";
import { Seen } from "./mark.tsx";

const SEVERITIES: Record<Violation["severity"], string> = {
  refuses: "refuses",
  fails_late: "fails late",
  silently_wrong: "silently wrong",
  wasteful: "wasteful",
};

export function ViolationCard({ violation, risk = false }: { violation: Violation; risk?: boolean }) {
  const { code, severity, message, equation, because, legal, fix, advice, source } = violation;
  return (
    <article class={`violation ${risk ? "risk" : "broken"}`}>
      <header>
        <span class={`severity ${severity}`}>{SEVERITIES[severity]}</span>
        <Code code={code} />
      </header>
      <p class="message">{message}</p>
      <dl>
        <div>
          <dt>Must hold</dt>
          <dd>
            <code class="equation">{equation}</code>
          </dd>
        </div>
        {because && because.length > 0 && (
          <div>
            <dt>Because</dt>
            <dd class="list">
              {because.map((evidence) => (
                <Seen key={evidence.path} evidence={evidence} />
              ))}
            </dd>
          </div>
        )}
        {Object.entries(legal).map(([name, values]) => (
          <Legal key={name} name={name} values={values} violation={violation} />
        ))}
        {fix.length > 0 && (
          <div>
            <dt>Fix</dt>
            <dd>
              {fix.map((one) => (
                <FixLines key={one.set} fix={one} />
              ))}
            </dd>
          </div>
        )}
        {advice && (
          <div>
            <dt>{fix.length > 0 ? "Or" : "Instead"}</dt>
            <dd>{advice}</dd>
          </div>
        )}
      </dl>
      {source && (
        <details class="source">
          <summary>Where this was read</summary>
          <ul>
            {source.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

const MOST_SHOWN = 24;

/** The sizes that would mend it; a press takes one. */
function Legal({ name, values, violation }: { name: string; values: readonly number[]; violation: Violation }) {
  const known = (SIZES as readonly string[]).includes(name);
  const shown = values.slice(0, MOST_SHOWN);
  return (
    <div>
      <dt>
        Works <code>{name}</code>
      </dt>
      <dd class="chips">
        {shown.map((value) => (
          <button
            type="button"
            key={value}
            class="chip size"
            disabled={!known}
            aria-label={`Set ${name} to ${value}`}
            onClick={() => take(name, value)}
          >
            {value}
          </button>
        ))}
        {values.length > shown.length && <span class="faint">and {values.length - shown.length} more</span>}
        <span class="hidden"> for {violation.code}</span>
      </dd>
    </div>
  );
}

/** A press removes the button that had the focus: the field takes it, where the user goes on. */
function take(name: string, value: number): void {
  apply(name, value);
  if (name in sizes) {
    document.getElementById(name)?.focus();
  }
}

/** A change in the framework's own words. */
function FixLines({ fix }: { fix: Fix }) {
  const lines = fix.yaml ?? fix.toml;
  return (
    <div class="fix">
      <button type="button" class="plain small" onClick={() => apply(fix.set, fix.value)}>
        Set {fix.set} to {String(fix.value)}
      </button>
      {fix.cli && <Snippet text={fix.cli} label={`${fix.set} on the command line`} />}
      {lines && <Snippet text={lines} label={`${fix.set} in the config`} />}
    </div>
  );
}
