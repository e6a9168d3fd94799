/** On a narrow screen the verdict stays in sight while the sizes are turned. */
import { turnedSlot } from "../state/question.ts";
import { answersOf } from "../state/solve.ts";
import { Sign } from "./mark.tsx";

export function Bar() {
  const { verdict, error } = answersOf(turnedSlot.value).value;
  const said = error?.message ?? verdict?.headline;
  if (said === undefined) {
    return null;
  }
  return (
    <button type="button" class="bar" onClick={() => document.getElementById("verdict")?.focus()}>
      <Sign truth={verdict?.valid ?? null} word="" /> {said}
    </button>
  );
}
