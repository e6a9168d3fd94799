/** The settings that a rule hinges on and that were not given, or not in words that it can judge. Each leads to its control. */
import type { Verdict } from "../engine/types.ts";
import { lead } from "../state/lead.ts";
import { settingNamed } from "../state/table.ts";

export function OpenSettings({ open }: { open: Verdict["open"] }) {
  return (
    <>
      <Row title="not given" list={open.filter(({ given }) => !given)} />
      <Row title="not judged" list={open.filter(({ given }) => given)} />
    </>
  );
}

function Row({ title, list }: { title: string; list: Verdict["open"] }) {
  return list.length === 0 ? null : (
    <div class="opensettings chips" role="group" aria-label={title}>
      <span class="faint">{title}:</span>
      {list.map(({ setting, codes }) => (
        <button
          type="button"
          key={setting}
          class="chip"
          title={`${settingNamed(setting)?.text ?? ""} (${codes.join(", ")})`}
          onClick={() => lead(setting)}
        >
          {setting}
        </button>
      ))}
    </div>
  );
}
