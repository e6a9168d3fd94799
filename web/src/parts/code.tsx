/** A stable code, which explains itself. */
import { useSignal } from "@preact/signals";
import { ask, isError } from "../engine/engine.ts";
import { currentFramework } from "../state/question.ts";
import { Link } from "./link.tsx";
import { pageOf } from "./links.ts";

export function Code({ code }: { code: string }) {
  const open = useSignal(false);
  const text = useSignal("");
  const toggle = async () => {
    open.value = !open.value;
    if (open.value && text.value === "") {
      const answer = await ask("explain", { code, format: "text" });
      text.value = answer === null ? "" : isError(answer) ? answer.message : (answer.rendered ?? answer.title);
    }
  };
  return (
    <span class="code">
      <button type="button" class="codename" aria-expanded={open.value} onClick={toggle}>
        {code}
      </button>
      {open.value && (
        <small>
          <Link to={pageOf(code)}>Documentation</Link>
        </small>
      )}
      {open.value && text.value && (
        <pre
          class="explained"
          tabIndex={0}
          role="region"
          aria-label={`What ${code} means, under ${currentFramework()}`}
        >
          {text.value.trimEnd()}
        </pre>
      )}
    </span>
  );
}
