/** The mesh in each framework's own words, ready to be pasted. */
import type { Launch, Verdict } from "../engine/types.ts";
import { first } from "../model/source.ts";
import { answersOf, currentFramework, launch } from "../state/solve.ts";
import { launchFor } from "../state/view.ts";
import { Snippet } from "./copy.tsx";
import { Sign } from "./mark.tsx";
import { headline } from "./outcome.ts";
import { Section } from "./section.tsx";

export function LaunchSection() {
  const answer = launch.value;
  const starts = answer?.starts ?? [];
  const chosen =
    starts.find((s) => s.framework === launchFor.value) ?? starts.find((s) => s.framework === currentFramework());
  return (
    <Section id="launch" title="To paste">
      {answer && chosen ? (
        <>
          <Tabs starts={starts} chosen={chosen.framework} />
          <div role="tabpanel" id="launchpanel" aria-labelledby={`start-${chosen.framework}`} class="starts">
            <Start start={chosen} answer={answer} verdict={answersOf(first).value.frameworks[chosen.framework]} />
          </div>
        </>
      ) : (
        <p class="hint">These sizes make no mesh, so there is nothing to paste yet.</p>
      )}
    </Section>
  );
}

type Starts = Launch["starts"];

function Tabs({ starts, chosen }: { starts: Starts; chosen: string }) {
  const { frameworks } = answersOf(first).value;
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) {
      const at = starts.findIndex((start) => start.framework === chosen);
      const next = starts[(at + by + starts.length) % starts.length]?.framework ?? "";
      launchFor.value = next;
      document.getElementById(`start-${next}`)?.focus();
    }
  };
  return (
    <div role="tablist" aria-label="In the words of" class="tabs">
      {starts.map(({ framework, name }) => {
        const verdict = frameworks[framework];
        return (
          <button
            type="button"
            role="tab"
            key={framework}
            id={`start-${framework}`}
            aria-selected={framework === chosen}
            aria-controls="launchpanel"
            tabIndex={framework === chosen ? 0 : -1}
            onClick={() => (launchFor.value = framework)}
            onKeyDown={move}
          >
            {name}{" "}
            {verdict && (
              <Sign
                truth={verdict.valid}
                word={`(${verdict.valid === null ? "not known" : verdict.valid ? "runs" : "does not run"})`}
              />
            )}
          </button>
        );
      })}
    </div>
  );
}

function Start({ start, answer, verdict }: { start: Starts[number]; answer: Launch; verdict: Verdict | undefined }) {
  if (start.lacks.length > 0) {
    return (
      <p class="notice open">
        {start.name} has no axis <code>{start.lacks.join(", ")}</code>, and this mesh uses it.
      </p>
    );
  }
  return (
    <>
      {verdict?.valid === false && (
        <p class="notice bad">
          Under {start.name} this does not run: {verdict.violations[0]?.message ?? headline(verdict.text).title}
        </p>
      )}
      <div class="twofiles">
        <figure>
          <figcaption>
            <code>{start.file}</code>
          </figcaption>
          <Snippet text={start.config ?? ""} label={`${start.file} for ${start.name}`} />
        </figure>
        <figure>
          <figcaption>
            {answer.nodes === 1 ? "Command" : `Command, on each of ${answer.nodes.toLocaleString("en")} nodes`}
            {answer.unfilled && ` of ${answer.ranks_per_node} ranks: ${answer.mesh.world_size} do not fill them`}
          </figcaption>
          <Snippet text={start.command ?? ""} label={`command for ${start.name}`} />
        </figure>
      </div>
    </>
  );
}
