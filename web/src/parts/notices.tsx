/** What concerns the whole page: an engine that stopped, a newer build. */
import { health } from "../engine/engine.ts";
import { newer, takeNewer } from "../offline/register.ts";
import { unread } from "../state/fragment.ts";
import { retry } from "../state/solve.ts";

export function Notices() {
  const state = health.value;
  return (
    <div class="notices">
      <div role="alert">
        {state.is === "crashed" && (
          <p class="notice bad">
            <strong>The engine stopped</strong> over the last change, and was started again. What you see is from before
            it. <span class="faint">{state.why}</span>{" "}
            <button type="button" class="plain small" onClick={retry}>
              Try again
            </button>
          </p>
        )}
        {(state.is === "unusable" || state.is === "incomplete") && (
          <p class="notice bad">
            <strong>
              {state.is === "unusable" ? "The engine does not start here." : "The engine could not answer everything."}
            </strong>{" "}
            {state.why}{" "}
            <button type="button" class="plain small" onClick={retry}>
              Try again
            </button>
          </p>
        )}
      </div>
      <div role="status">
        {unread.value.length > 0 && (
          <p class="notice open">
            The address has words that name no setting, and they were not asked:{" "}
            {unread.value.map((word, index) => (
              <span key={word}>
                {index > 0 && ", "}
                <code>{word}</code>
              </span>
            ))}
            .
          </p>
        )}
        {newer.value && (
          <p class="notice">
            A newer version is ready.{" "}
            <button type="button" class="plain small" onClick={takeNewer}>
              Load it
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
