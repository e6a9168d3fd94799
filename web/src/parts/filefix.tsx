/** The changes of the files by which the run may start: the engine names them, and here they are shown and made. */
import { InputError, type ReadFile, repaired } from "meshwise/worker";
import type { Verdict } from "../engine/types.ts";
import { change } from "../model/intake.ts";
import { hunks, type Row } from "../state/hunks.ts";
import { settingNamed } from "../state/table.ts";
import { CopyButton, Snippet } from "./copy.tsx";
import { Name } from "./settingfield.tsx";

type Repair = NonNullable<Verdict["repair"]>;

interface Props {
  repair: Repair;
  files: readonly ReadFile[];
  /** The changes are of these very texts; else the answer about them is on its way. */
  current: boolean;
}

export function FileFix({ repair, files, current }: Props) {
  const made = mended(files, repair);
  if (typeof made === "string") {
    return <p class="notice open">{made}</p>;
  }
  return (
    <section class="filefix" aria-labelledby="filefix">
      <h3 id="filefix">The file as it would run</h3>
      <p class="chips">
        {repair.settings.map(({ setting, value }) => (
          <span key={setting}>
            <Name name={setting} /> {String(value)}
          </span>
        ))}
      </p>
      {made.map(({ name, text }) => (
        <Mended
          key={name}
          file={files.find((file) => file.name === name)}
          name={name}
          text={text}
          edits={repair.edits}
          current={current}
        />
      ))}
      {repair.unedited.map(({ field, why }) => (
        <p class="hint" key={field}>
          {settingNamed(field.replace(/^(mesh|run)\./, "")) ? (
            <Name name={field.replace(/^(mesh|run)\./, "")} />
          ) : (
            field
          )}{" "}
          is to be changed by hand: {why}
        </p>
      ))}
    </section>
  );
}

/** The files as the edits make them, or why they are not made. */
function mended(files: readonly ReadFile[], { edits }: Repair) {
  try {
    return repaired(files, edits);
  } catch (error) {
    if (error instanceof InputError) {
      return error.detail; // the text is another one by now
    }
    throw error;
  }
}

interface MendedProps {
  file: ReadFile | undefined;
  name: string;
  text: string;
  edits: Repair["edits"];
  current: boolean;
}

function Mended({ file, name, text, edits, current }: MendedProps) {
  const own = edits.filter((edit) => edit.file === name);
  return (
    <figure>
      <figcaption>
        <code>{name}</code>{" "}
        <button type="button" class="primary small" disabled={!current} onClick={() => void change(name, text)}>
          Take the changes
        </button>
        {current && <CopyButton text={text} words="Copy the file" />}
      </figcaption>
      <Difference rows={hunks(file?.text ?? "", own)} />
      <details>
        <summary>The whole file, to copy</summary>
        <Snippet text={text} label={`${name} as it would run`} />
      </details>
    </figure>
  );
}

/** The lines that differ. */
function Difference({ rows }: { rows: readonly Row[] }) {
  return (
    <ul class="difference">
      {rows.map(({ sign, line, text }) => (
        <li key={`${sign}${line}`} class={sign === "+" ? "good" : "bad"}>
          <span class="number">{line}</span> <span aria-hidden="true">{sign}</span>
          <span class="hidden">{sign === "+" ? "new: " : "old: "}</span>
          <code>{text}</code>
        </li>
      ))}
    </ul>
  );
}
