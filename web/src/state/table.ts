/** The tables of the engine: what may be said of a run, and of which frameworks. Only where a control stands is decided here. */
import table from "virtual:table";

export type Section = (typeof table.sections)[number];
export type Setting = Section["settings"][number];
export type Framework = (typeof table.frameworks)[number];

export const sections: readonly Section[] = table.sections;
export const frameworks: readonly Framework[] = table.frameworks;
export const numbers = table.numbers;

/** Every setting, in the order of the table. */
export const settings: readonly Setting[] = sections.flatMap((section) => section.settings);

const byName = new Map(settings.map((setting) => [setting.name as string, setting]));

/** A setting by its name. */
export const settingNamed = (name: string): Setting | undefined => byName.get(name);

/** The axes that are turned most. */
export const TURNED = ["tp", "pp", "cp", "ep", "dp_replicate"] as const;

/** The size of an axis, by its name as a setting. */
export const sizeOf = (axis: string) => `${axis}_size`;

/** The settings of the mesh that each of two models keeps for itself: all but the GPUs that there are. */
export const kept: ReadonlySet<string> = new Set(
  sections
    .filter(({ member }) => member === "mesh")
    .flatMap((section) => section.settings.map(({ name }) => name as string))
    .filter((name) => name !== "world_size"),
);

/** The settings whose controls stand in front. All others are in the drawer of their section. */
const FRONT = new Set([
  "framework",
  "framework_version",
  "strategy",
  "world_size",
  "gpus_per_node",
  "gpu",
  ...TURNED.map(sizeOf),
]);

/** The sections with what is not in front. */
export const drawers: readonly { title: string; settings: readonly Setting[] }[] = sections
  .map(({ title, settings: all }) => ({ title, settings: all.filter(({ name }) => !FRONT.has(name)) }))
  .filter(({ settings: left }) => left.length > 0);

/** The drawer that a setting is in; undefined where it stands in front. */
export const drawerOf = (name: string): string | undefined =>
  drawers.find(({ settings: inside }) => inside.some((setting) => setting.name === name))?.title;

/** The framework of a name, or of another name that is read for it; the default where nothing is said. */
export function frameworkNamed(name: string): Framework | undefined {
  return name === ""
    ? frameworks[0]
    : frameworks.find((known) => known.name === name || known.aliases?.includes(name) === true);
}

/** An axis in words. */
export const axisName = (axis: string): string => table.axes.find((known) => known.axis === axis)?.name ?? axis;

export const axisText = (axis: string): string => table.axes.find((known) => known.axis === axis)?.text ?? "";
