/** A setting of a closed list of words, or one that is true or false: given or not. */
import { saidOf, say } from "../state/said.ts";
import type { Control } from "./settingfield.tsx";

export function Choice({ setting, id, follows, wrong, more }: Control) {
  const { name, kind, words, auto } = setting;
  const listed: string[] = kind === "flag" ? ["true", "false"] : [...(words ?? []), ...(auto ? ["auto"] : [])];
  const said = saidOf(name);
  // Words are read in any case. What is none of them, as from an address, is shown as it is.
  const current = listed.find((word) => word.toLowerCase() === said.toLowerCase()) ?? said;
  const options = current === "" || listed.includes(current) ? listed : [...listed, current];
  return (
    <select
      id={id}
      value={current}
      class={current === "" ? "absent" : undefined}
      aria-invalid={wrong}
      aria-describedby={more}
      onChange={(event) => say(name, event.currentTarget.value)}
    >
      <option value="">{follows ? `not given (${follows})` : "not given"}</option>
      {options.map((word) => (
        <option key={word} value={word}>
          {word}
        </option>
      ))}
    </select>
  );
}
