/** A rule that the facts do not answer, and what would settle it. */
import type { Verdict } from "../engine/types.ts";
import { Code } from "./code.tsx";

export function Unknown({ unknown }: { unknown: Verdict["unknowns"][number] }) {
  return (
    <article class="violation unsettled">
      <header>
        <span class="severity unknown">not known</span>
        <Code code={unknown.code} />
      </header>
      <p class="message">{unknown.message}</p>
      <dl>
        <div>
          <dt>Must hold</dt>
          <dd>
            <code class="equation">{unknown.equation}</code>
          </dd>
        </div>
        {unknown.missing && (
          <div>
            <dt>Settled by</dt>
            <dd class="list">
              {unknown.missing.map((fact) => (
                <code key={fact}>{fact}</code>
              ))}
            </dd>
          </div>
        )}
        {unknown.advice && (
          <div>
            <dt>Advice</dt>
            <dd>{unknown.advice}</dd>
          </div>
        )}
      </dl>
    </article>
  );
}
