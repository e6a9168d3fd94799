/** The settings that a rule hinges on and that were not given, or not in words that it can judge: to be stated here. */
import type { Verdict } from "../engine/types.ts";
import type { Slot } from "../model/source.ts";
import { turned, turnTo } from "../state/said.ts";
import { settingNamed } from "../state/table.ts";
import { led, stated } from "../state/view.ts";
import { SettingField } from "./settingfield.tsx";

interface Props {
  slot: Slot;
  open: Verdict["open"];
}

/** Before the ids of the controls that stand here, whose settings have another one elsewhere. */
const HERE = "state-";

export function OpenSettings({ slot, open }: Props) {
  // It stays while it is being stated, also where the first digit already settles the rule.
  const setting = turned.value === slot.index ? settingNamed(stated.value) : undefined;
  return (
    <>
      <Row title="not given" slot={slot} list={open.filter(({ given }) => !given)} />
      <Row title="not judged" slot={slot} list={open.filter(({ given }) => given)} />
      {setting && (
        <div class="stated settings">
          <SettingField setting={setting} prefix={HERE} />
          <button type="button" class="plain small" onClick={done}>
            Done
          </button>
        </div>
      )}
    </>
  );
}

/** Ends what is being stated; the focus goes to the answer. */
function done(): void {
  stated.value = "";
  document.getElementById("verdict")?.focus();
}

function Row({ title, slot, list }: { title: string; slot: Slot; list: Verdict["open"] }) {
  return list.length === 0 ? null : (
    <div class="opensettings chips" role="group" aria-label={title}>
      <span class="faint">{title}:</span>
      {list.map(({ setting, codes }) => (
        <StateButton key={setting} setting={setting} words={setting} slot={slot} why={codes.join(", ")} />
      ))}
    </div>
  );
}

interface ButtonProps {
  setting: string;
  words: string;
  slot: Slot;
  why?: string;
}

/** Opens the control of a setting beside the verdict, and closes it. */
export function StateButton({ setting, words, slot, why }: ButtonProps) {
  const open = stated.value === setting && turned.value === slot.index;
  const press = () => {
    turnTo(slot.index);
    stated.value = open ? "" : setting;
    led.value = open ? "" : HERE + setting;
  };
  return (
    <button
      type="button"
      class="chip"
      aria-expanded={open}
      title={`${settingNamed(setting)?.text ?? ""}${why ? ` (${why})` : ""}`}
      onClick={press}
    >
      {words}
    </button>
  );
}
