/** Where more is written: the pages of the project, and the sources that rules were read from. */
import { described } from "../state/description.ts";
import { frameworkNamed, frameworks } from "../state/table.ts";

export const REPOSITORY = __REPOSITORY__;

/** A page of the documentation. */
export const page = (name: string, anchor = ""): string =>
  `${REPOSITORY}/blob/main/docs/${name}.md${anchor && `#${anchor}`}`;

/** What is written of a code: of a rule, or of an error. */
export function pageOf(code: string): string {
  const error = described.value?.errors.some((one) => one.code === code) === true;
  return error ? page("errors") : page("rules", code.replaceAll(/[^\w-]/g, ""));
}

/** The file that a source names, as it was read: `path#symbol` of a framework; undefined where it is another's. */
export function fileOf(source: string, framework: string): string | undefined {
  const room = frameworkNamed(framework);
  const [path = ""] = source.split("#");
  if (path.startsWith("docs/")) {
    return `${REPOSITORY}/blob/main/${source}`;
  }
  const other = frameworks.some(({ name }) => name !== framework && path.startsWith(`${name}/`));
  if (!room || other || !path.endsWith(".py")) {
    return;
  }
  return `https://github.com/${room.repository}/blob/${room.commit ?? `v${room.versions.at(-1)}`}/${path}`;
}
