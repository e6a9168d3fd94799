/** The same run under every framework: what each says of it, and its own words, ready to be pasted. */
import { turnedSlot } from "../state/question.ts";
import { answersOf, launch, shownFramework } from "../state/solve.ts";
import { frameworks } from "../state/table.ts";
import { launchFor } from "../state/view.ts";
import { Sign } from "./mark.tsx";
import { Section } from "./section.tsx";
import { StartPanel } from "./start.tsx";

export function FrameworksSection() {
  const chosen = frameworks.find(({ name }) => name === shownFramework()) ?? frameworks[0];
  const { frameworks: verdicts } = answersOf(turnedSlot.value).value;
  return (
    <Section id="frameworks" title="The same run under every framework">
      {chosen && (
        <>
          <Tabs chosen={chosen.name} />
          <div role="tabpanel" id="startpanel" aria-labelledby={`start-${chosen.name}`} tabIndex={-1}>
            <StartPanel
              framework={chosen.name}
              name={chosen.text}
              verdict={verdicts[chosen.name]}
              answer={launch.value}
            />
          </div>
        </>
      )}
    </Section>
  );
}

function Tabs({ chosen }: { chosen: string }) {
  const { frameworks: verdicts } = answersOf(turnedSlot.value).value;
  const move = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      const at = frameworks.findIndex(({ name }) => name === chosen);
      const next = frameworks[(at + by + frameworks.length) % frameworks.length]?.name ?? "";
      launchFor.value = next;
      document.getElementById(`start-${next}`)?.focus();
    }
  };
  return (
    <div role="tablist" aria-label="Frameworks" aria-orientation="vertical" class="frameworks">
      {frameworks.map(({ name, text }) => {
        const verdict = verdicts[name];
        return (
          <button
            type="button"
            role="tab"
            key={name}
            id={`start-${name}`}
            aria-selected={name === chosen}
            aria-controls="startpanel"
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => (launchFor.value = name)}
            onKeyDown={move}
          >
            <span>{verdict && <Sign truth={verdict.valid} />}</span>
            <strong>{text}</strong>
            <span class="says">{verdict?.headline}</span>
          </button>
        );
      })}
    </div>
  );
}
