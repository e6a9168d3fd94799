/** How the run starts with one framework: what it refuses, or its config and its command. */
import type { Launch } from "../engine/types.ts";
import { currentFramework } from "../state/question.ts";
import { sayAll } from "../state/said.ts";
import { frameworkNamed } from "../state/table.ts";
import { Code } from "./code.tsx";
import { Snippet } from "./copy.tsx";

type Start = Launch["starts"][number];

export function StartPanel({ start, answer }: { start: Start; answer: Launch }) {
  const { framework, name, refused } = start;
  return (
    <>
      {refused.map(({ code, message }) => (
        <div class="notice bad" key={code}>
          <p>{message}</p>
          <Code code={code ?? ""} />
        </div>
      ))}
      {start.command && <Files start={start} answer={answer} />}
      {framework !== currentFramework() && (
        <button type="button" class="plain" onClick={() => choose(framework)}>
          Ask under {name}
        </button>
      )}
    </>
  );
}

function choose(framework: string): void {
  const usual = frameworkNamed("")?.name === framework;
  sayAll([
    ["framework", usual ? "" : framework],
    ["framework_version", ""],
  ]);
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
