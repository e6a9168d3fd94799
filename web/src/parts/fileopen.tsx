/** What a file leaves open: settings that are stated by the user, and variables of a script that it does not set. */
import type { Verdict } from "../engine/types.ts";
import { change } from "../model/intake.ts";
import { first } from "../model/source.ts";
import type { Item, One } from "../state/files.ts";
import { StateButton } from "./opensettings.tsx";

interface Props {
  now: Extract<Item, { reading: unknown }>;
  found: One;
  hinges: readonly NonNullable<Verdict["hinges"]>[number][];
}

export function LeftOpen({ now, found, hinges }: Props) {
  const asks = found.notes.some(({ code }) => code === "reading.needs_env" || code === "reading.undecided");
  return (
    <>
      {hinges.length > 0 && (
        <div class="chips">
          <span class="faint">the file leaves open:</span>
          {hinges.map((setting) => (
            <StateButton key={setting} setting={setting} words={setting} slot={first} />
          ))}
        </div>
      )}
      {(asks || now.asked.env) && <Variables now={now} />}
    </>
  );
}

function Variables({ now }: Pick<Props, "now">) {
  const said = Object.entries(now.asked.env ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
  const take = (text: string) => {
    const env: Record<string, string> = {};
    for (const [, name = "", value = ""] of text.matchAll(/([A-Za-z_]\w*)=(\S*)/g)) {
      env[name] = value;
    }
    const main = now.asked.files.find(({ name }) => name === now.name);
    void change(now.name, main?.text ?? "", env);
  };
  return (
    <div class="field setting variables">
      <label for="variables">Variables that the script does not set</label>
      <input
        id="variables"
        type="text"
        placeholder="NNODES=4 TP=8"
        autoComplete="off"
        autoCapitalize="off"
        spellcheck={false}
        value={said}
        onChange={(event) => take(event.currentTarget.value)}
      />
    </div>
  );
}
