/** Everything else that may be said of a run, section by section, quiet until it is used. */
import { useId } from "preact/hooks";
import { setOpen } from "../state/lead.ts";
import { said } from "../state/said.ts";
import { drawers } from "../state/table.ts";
import { opened } from "../state/view.ts";
import { SettingField } from "./settingfield.tsx";

export function Drawers() {
  return (
    <section class="box drawers" aria-labelledby="runtitle">
      <h2 id="runtitle">The run</h2>
      {drawers.map((drawer) => (
        <Drawer key={drawer.title} {...drawer} />
      ))}
    </section>
  );
}

function Drawer({ title, settings }: (typeof drawers)[number]) {
  const id = useId();
  const open = opened.value.has(title);
  const given = settings.filter(({ name }) => said.value.has(name)).length;
  return (
    <details open={open} data-drawer={title} onToggle={(event) => setOpen(title, event.currentTarget.open)}>
      <summary id={id}>
        {title.charAt(0).toUpperCase() + title.slice(1)}
        {given > 0 && <span class="given">{given} given</span>}
      </summary>
      {open && (
        <div class="settings" role="group" aria-labelledby={id}>
          {settings.map((setting) => (
            <SettingField key={setting.name} setting={setting} />
          ))}
        </div>
      )}
    </details>
  );
}
