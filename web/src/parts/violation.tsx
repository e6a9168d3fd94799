/** One broken rule, or one risk: what, why, and what would mend it. */
import type { Fix, Verdict, Violation } from "../engine/types.ts";
import type { Slot } from "../model/source.ts";
import { lead } from "../state/lead.ts";
import { apply, type Values } from "../state/question.ts";
import { turnTo } from "../state/said.ts";
import { settingNamed } from "../state/table.ts";
import { Code } from "./code.tsx";
import { Snippet } from "./copy.tsx";
import { Link } from "./link.tsx";
import { fileOf } from "./links.ts";
import { Seen } from "./mark.tsx";
import { needWords } from "./meshwords.ts";
import { Name } from "./settingfield.tsx";

interface Props {
  violation: Violation;
  /** The verdict that it is of, and the model that the verdict is about. */
  verdict: Verdict;
  slot: Slot;
  risk?: boolean;
}

export function ViolationCard({ violation, verdict, slot, risk = false }: Props) {
  const { code, severity, label, message, equation, because, legal, needs, fix, advice, source } = violation;
  return (
    <article class={`violation ${risk ? "risk" : "broken"}`}>
      <header>
        <span class={`severity ${severity}`}>{label}</span>
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
        {needs && (
          <div>
            <dt>Needs</dt>
            <dd>
              <button type="button" class="plain small" onClick={() => take(needs, slot)}>
                State {needWords(needs)}
              </button>
            </dd>
          </div>
        )}
        {Object.entries(legal)
          .filter(([name]) => !(needs && name in needs)) // it was just said
          .map(([name, values]) => (
            <Legal key={name} name={name} values={values} violation={violation} slot={slot} />
          ))}
        {fix.length > 0 && (
          <div>
            <dt>Fix</dt>
            <dd>
              {fix.map((one) => (
                <FixLines key={one.set} fix={one} slot={slot} />
              ))}
            </dd>
          </div>
        )}
        {advice && (
          <div>
            <dt>Advice</dt>
            <dd>{advice}</dd>
          </div>
        )}
      </dl>
      {source && (
        <details class="source">
          <summary>Where this was read</summary>
          <ul>
            {source.map((line) => (
              <li key={line}>
                <Source line={line} framework={verdict.framework} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

const MOST_SHOWN = 24;

/** A source, which leads to the file where it is known. */
function Source({ line, framework }: { line: string; framework: string }) {
  const file = fileOf(line, framework);
  return file === undefined ? <span>{line}</span> : <Link to={file}>{line}</Link>;
}

interface LegalProps extends Pick<Props, "violation" | "slot"> {
  name: string;
  values: readonly unknown[];
}

/** The values that would mend it; a press takes one. */
function Legal({ name, values, violation, slot }: LegalProps) {
  const shown = values.slice(0, MOST_SHOWN).map(String);
  return (
    <div>
      <dt>
        Works <Name name={name} />
      </dt>
      <dd class="chips">
        {shown.map((value) => (
          <button
            type="button"
            key={value}
            class="chip size"
            disabled={settingNamed(name) === undefined}
            aria-label={`Set ${name} to ${value}`}
            onClick={() => take({ [name]: value }, slot)}
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

/** A press removes the button that had the focus: the control takes it, where the user goes on. */
function take(values: Values, slot: Slot): void {
  apply(values, slot.index);
  turnTo(slot.index);
  const [name] = Object.keys(values);
  if (name !== undefined) {
    lead(name);
  }
}

/** A change in the framework's own words. */
function FixLines({ fix, slot }: { fix: Fix; slot: Slot }) {
  const lines = fix.yaml ?? fix.toml;
  return (
    <div class="fix">
      <button type="button" class="plain small" onClick={() => take({ [fix.set]: fix.value }, slot)}>
        Set {fix.set} to {String(fix.value)}
      </button>
      {fix.cli && <Snippet text={fix.cli} label={`${fix.set} on the command line`} />}
      {lines && <Snippet text={lines} label={`${fix.set} in the config`} />}
    </div>
  );
}
