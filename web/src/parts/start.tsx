/** What one framework says of the run, and how the run starts with it: its config and its command. */
import type { Launch, Verdict, Violation } from "../engine/types.ts";
import { step } from "../state/fragment.ts";
import { currentFramework, takeFramework } from "../state/question.ts";
import { Code } from "./code.tsx";
import { Snippet } from "./copy.tsx";

type Start = Launch["starts"][number];

interface Props {
  framework: string;
  name: string;
  /** What it says of the run; undefined without a model, and while it is asked. */
  verdict: Verdict | undefined;
  /** How the run starts; null while it is asked. */
  answer: Launch | null;
}

export function StartPanel({ framework, name, verdict, answer }: Props) {
  const start = answer?.starts.find((one) => one.framework === framework);
  // A framework that makes no mesh of the sizes starts nothing, and says why.
  const said = verdict
    ? [...verdict.violations, ...verdict.warnings]
    : [...(answer?.violations ?? []), ...(start?.refused ?? [])];
  return (
    <>
      {verdict && <p class="layout">{verdict.layout}</p>}
      {said.map((one) => (
        <Said key={one.code} violation={one} />
      ))}
      {answer && start?.command && <Files start={start} answer={answer} />}
      {framework !== currentFramework() && (
        <button type="button" class="plain" onClick={() => choose(framework)}>
          Ask under {name}
        </button>
      )}
    </>
  );
}

/** A finding in one line. All that would mend it stands in the verdict, once this framework is asked. */
function Said({ violation: { code, severity, label, message } }: { violation: Violation | Start["refused"][number] }) {
  return (
    <div class="says">
      <p>
        {label && <span class={`severity ${severity}`}>{label}</span>} {message}
      </p>
      <Code code={code ?? ""} />
    </div>
  );
}

function choose(framework: string): void {
  step(() => takeFramework(framework));
  document.getElementById("verdict")?.focus();
}

function Files({ start, answer }: { start: Start; answer: Launch }) {
  return (
    <div class="twofiles">
      {start.config && (
        <figure>
          <figcaption>
            <code>{start.file}</code>
          </figcaption>
          <Snippet text={start.config} label={`${start.file} for ${start.name}`} />
        </figure>
      )}
      <figure>
        <figcaption>
          {answer.nodes === 1 ? "Command" : `Command, on each of ${answer.nodes.toLocaleString("en")} nodes`}
          {answer.unfilled && ` of ${answer.ranks_per_node} ranks: ${answer.mesh.world_size} do not fill them`}
        </figcaption>
        <Snippet text={start.command ?? ""} label={`command for ${start.name}`} />
      </figure>
    </div>
  );
}
