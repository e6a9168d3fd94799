/** One setting: its name, its control, what it is, and what the engine says about what was given. */
import { useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { currentFramework, turnedSlot } from "../state/question.ts";
import { saidOf } from "../state/said.ts";
import { answersOf } from "../state/solve.ts";
import { frameworkNamed, type Setting } from "../state/table.ts";
import { led } from "../state/view.ts";
import { Choice } from "./choice.tsx";
import { Several } from "./several.tsx";
import { Typed } from "./typed.tsx";

/** What a control has to know. */
export interface Control {
  setting: Setting;
  /** The id of the control. */
  id: string;
  /** What stands for it where it is not given. */
  follows?: string | undefined;
  /** Buttons that halve and double it. */
  steps?: boolean | undefined;
  /** The engine refuses what was given. */
  wrong: boolean;
  /** The elements that say more of it, by their ids. */
  more: string | undefined;
}

interface Props extends Pick<Control, "setting" | "follows" | "steps"> {
  /** In place of the setting's name. */
  label?: ComponentChildren;
  /** Where there is little room, what it is is said to those who point at it. */
  brief?: boolean;
  /** Of ids, where the setting has another control elsewhere. */
  prefix?: string;
}

export function SettingField({ setting, label, follows, steps, brief, prefix = "" }: Props) {
  const { name, text } = setting;
  const id = prefix + name;
  const box = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    if (led.value === id) {
      led.value = "";
      box.current?.querySelector<HTMLElement>("input, select")?.focus();
    }
  });
  const { verdict } = answersOf(turnedSlot.value).value;
  const wrong = problemOf(name);
  const unused = verdict !== null && saidOf(name) !== "" && verdict.not_used.some((one) => one === name);
  const ids = [brief ? "" : `${id}hint`, wrong ? `${id}note` : ""].filter(Boolean).join(" ");
  const control = { setting, id, follows, steps, wrong: wrong !== "", more: ids || undefined };
  const shown = label ?? <Name name={name} />;
  return (
    <div class="field setting" data-setting={name} ref={box} title={brief ? text : undefined}>
      {setting.kind === "set" ? (
        <Several {...control} label={shown} />
      ) : (
        <>
          <label for={id}>{shown}</label>
          {setting.kind === "flag" || setting.kind === "word" ? <Choice {...control} /> : <Typed {...control} />}
        </>
      )}
      {!brief && (
        <p class="hint" id={`${id}hint`}>
          {unused && <strong class="tag">not used</strong>} {text} <OwnName name={name} />
        </p>
      )}
      <Problem name={name} id={id} />
    </div>
  );
}

/** What the engine says is wrong with what was given; empty where nothing is. */
export function problemOf(name: string): string {
  const { error } = answersOf(turnedSlot.value).value;
  return error !== null && isAbout(error.path, name) ? error.message : "";
}

export function Problem({ name, id = name }: { name: string; id?: string }) {
  const wrong = problemOf(name);
  return wrong ? (
    <p class="problem" id={`${id}note`}>
      {wrong}
    </p>
  ) : null;
}

/** Whether the path of an error leads to a setting: `/run/recompute/mode`, `/run/offload/1`. */
function isAbout(path: string, name: string): boolean {
  const rest = path.replace(/^\/(mesh|run)\//, "").replaceAll("/", ".");
  return path !== rest && (rest === name || rest.startsWith(`${name}.`));
}

/** A name that may break where its parts meet. */
export function Name({ name }: { name: string }) {
  return (
    <code>
      {(name.match(/[^._]+[._]?/g) ?? []).map((part, index) => (
        <span key={index}>
          {part}
          <wbr />
        </span>
      ))}
    </code>
  );
}

/** What the framework calls it, where it has a name of its own for it. */
function OwnName({ name }: { name: string }) {
  const key = frameworkNamed(currentFramework())?.keys.find(({ setting }) => setting === name)?.key;
  return key === undefined || key === name ? null : (
    <>
      · <Name name={key} />
    </>
  );
}
