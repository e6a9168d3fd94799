/** On a narrow screen the verdict stays in sight while the sizes are turned. */
import { first } from "../model/source.ts";
import { answersOf } from "../state/solve.ts";
import { Sign } from "./mark.tsx";

export function Bar() {
  const { verdict } = answersOf(first).value;
  if (!verdict) {
    return null;
  }
  return (
    <button type="button" class="bar" onClick={() => document.getElementById("verdict")?.focus()}>
      <Sign truth={verdict.valid} word="" /> {verdict.headline}
    </button>
  );
}
