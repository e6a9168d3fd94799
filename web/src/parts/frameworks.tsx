/** The same run under every framework: what each says of it, and its own words, ready to be pasted. */
import type { Launch } from "../engine/types.ts";
import { first } from "../model/source.ts";
import { currentFramework } from "../state/question.ts";
import { answersOf, launch } from "../state/solve.ts";
import { launchFor } from "../state/view.ts";
import { Sign } from "./mark.tsx";
import { Empty, Section } from "./section.tsx";
import { StartPanel } from "./start.tsx";

type Starts = Launch["starts"];

export function FrameworksSection() {
  const answer = launch.value;
  const starts = answer?.starts ?? [];
  const chosen =
    starts.find((start) => start.framework === launchFor.value) ??
    starts.find((start) => start.framework === currentFramework());
  return (
    <Section id="frameworks" title="The same run under every framework">
      {answer && chosen ? (
        <>
          <Tabs starts={starts} chosen={chosen.framework} />
          <div role="tabpanel" id="startpanel" aria-labelledby={`start-${chosen.framework}`} tabIndex={-1}>
            <StartPanel start={chosen} answer={answer} />
          </div>
        </>
      ) : (
        <Empty>These sizes make no mesh, so there is nothing to paste yet.</Empty>
      )}
    </Section>
  );
}

function Tabs({ starts, chosen }: { starts: Starts; chosen: string }) {
  const verdicts = answersOf(first).value.frameworks;
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      const at = starts.findIndex((start) => start.framework === chosen);
      const next = starts[(at + by + starts.length) % starts.length]?.framework ?? "";
      launchFor.value = next;
      document.getElementById(`start-${next}`)?.focus();
    }
  };
  return (
    <div role="tablist" aria-label="Frameworks" aria-orientation="vertical" class="frameworks">
      {starts.map(({ framework, name }) => {
        const verdict = verdicts[framework];
        return (
          <button
            type="button"
            role="tab"
            key={framework}
            id={`start-${framework}`}
            aria-selected={framework === chosen}
            aria-controls="startpanel"
            tabIndex={framework === chosen ? 0 : -1}
            onClick={() => (launchFor.value = framework)}
            onKeyDown={move}
          >
            <span>{verdict && <Sign truth={verdict.valid} />}</span>
            <strong>{name}</strong>
            <span class="says">{verdict?.headline ?? "…"}</span>
          </button>
        );
      })}
    </div>
  );
}
