/** How the model is spread: the framework, the strategy, and the size of every axis that is turned often. */
import { currentFramework, takeFramework, turnedSlot } from "../state/question.ts";
import { saidOf } from "../state/said.ts";
import { answersOf } from "../state/solve.ts";
import { axisName, axisText, frameworkNamed, frameworks, settingNamed, sizeOf, TURNED } from "../state/table.ts";
import { Name, Problem, problemOf, SettingField } from "./settingfield.tsx";

export function SizesBox() {
  const mesh = answersOf(turnedSlot.value).value.verdict?.mesh;
  const version = settingNamed("framework_version");
  const strategy = settingNamed("strategy");
  return (
    <section class="box" aria-labelledby="sizestitle">
      <h2 id="sizestitle">Parallelism</h2>
      <div class="pair">
        <FrameworkChoice />
        {version && (
          <SettingField setting={version} brief follows={frameworkNamed(currentFramework())?.versions.at(-1)} />
        )}
      </div>
      {strategy && <SettingField setting={strategy} brief follows={mesh?.strategy} />}
      <div class="axes">
        {TURNED.map((axis) => {
          const setting = settingNamed(sizeOf(axis));
          return (
            setting && (
              <SettingField key={axis} setting={setting} label={<Axis axis={axis} />} brief follows="1" steps />
            )
          );
        })}
        <p class="follows" title={axisText("dp")}>
          <Axis axis="dp" />
          <output>{mesh?.dp_size ?? "?"}</output>
        </p>
      </div>
    </section>
  );
}

function Axis({ axis }: { axis: string }) {
  return (
    <span>
      <code>{axis}</code> {axisName(axis)}
    </span>
  );
}

/** The frameworks by the names that people use. */
function FrameworkChoice() {
  const said = saidOf("framework");
  const known = frameworkNamed(said);
  return (
    <div class="field setting" data-setting="framework" title={settingNamed("framework")?.text}>
      <label for="framework">
        <Name name="framework" />
      </label>
      <select
        id="framework"
        value={known?.name ?? said}
        aria-invalid={problemOf("framework") !== ""}
        aria-describedby={problemOf("framework") ? "frameworknote" : undefined}
        onChange={(event) => takeFramework(event.currentTarget.value)}
      >
        {frameworks.map(({ name, text }) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
        {!known && <option value={said}>{said}</option>}
      </select>
      <Problem name="framework" />
    </div>
  );
}
