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
  const press = (setting: string) => {
    const again = stated.value === setting && turned.value === slot.index;
    turnTo(slot.index);
    stated.value = again ? "" : setting;
    led.value = again ? "" : HERE + setting;
  };
  return list.length === 0 ? null : (
    <div class="opensettings chips" role="group" aria-label={title}>
      <span class="faint">{title}:</span>
      {list.map(({ setting, codes }) => (
        <button
          type="button"
          key={setting}
          class="chip"
          aria-expanded={stated.value === setting && turned.value === slot.index}
          title={`${settingNamed(setting)?.text ?? ""} (${codes.join(", ")})`}
          onClick={() => press(setting)}
        >
          {setting}
        </button>
      ))}
    </div>
  );
}
