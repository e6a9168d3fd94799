/** What a file is, in few words: the format, whose law holds, the model, the world, what was not understood. */
import type { ComponentChildren } from "preact";
import type { Reading } from "../engine/types.ts";
import type { Item, One } from "../state/files.ts";
import { frameworkNamed, sizeOf, TURNED } from "../state/table.ts";

export function Facts({ now, found }: { now: Extract<Item, { reading: unknown }>; found: One }) {
  const law = frameworkNamed(found.framework ?? "");
  const { world, not_understood: unknown, wants, others } = found;
  const sizes = TURNED.flatMap((axis) => {
    const size = (found.mesh as Record<string, unknown>)[sizeOf(axis)];
    return typeof size === "number" && size > 1 ? [`${axis}=${size}`] : [];
  });
  return (
    <dl class="amounts filefacts">
      <Fact name="file">{now.name}</Fact>
      <Fact name="read as">{found.dialect ?? found.input}</Fact>
      <Fact name="law">{found.framework === null ? "none here" : (law?.text ?? found.framework)}</Fact>
      <Fact name="model">{modelWords(found.model) ?? "not named: the one beside is asked about"}</Fact>
      {sizes.length > 0 && <Fact name="sizes">{sizes.join(" ")}</Fact>}
      <Fact name="ranks">
        {world.world_size?.toLocaleString("en") ?? "not said"}
        {world.grade !== "stated" && world.world_size !== null && <span class="faint"> ({world.grade})</span>}
      </Fact>
      {others.length > 0 && <Fact name="not asked about">{others.map(({ part }) => part).join(", ")}</Fact>}
      {unknown.length > 0 && (
        <Fact name="not understood">{unknown.slice(0, 6).join(", ") + more(unknown.length, 6)}</Fact>
      )}
      {wants.length > 0 && (
        <Fact name="named, and not here">
          {wants.map(({ file, name }) => file ?? name).join(", ")}: drop them along
        </Fact>
      )}
    </dl>
  );
}

const more = (n: number, shown: number) => (n > shown ? ` and ${n - shown} more` : "");

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function modelWords(model: Reading["model"]): string | undefined {
  if (model === null) {
    return undefined;
  }
  const { hub_id: id, revision, path, folder, name, flavor, builder, config } = model;
  const words = id
    ? `${id}${revision ? `@${revision}` : ""}`
    : (path ?? folder ?? [name, flavor].filter(Boolean).join(" "));
  return words || builder || (config ? `${Object.keys(config).length} numbers that it states` : undefined);
}
