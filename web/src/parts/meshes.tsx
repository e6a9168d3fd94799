/** The meshes of this world that pass, the nearest first, to be sorted and taken. */
import { signal } from "@preact/signals";
import type { Listed } from "../engine/types.ts";
import { first, type Slot, second } from "../model/source.ts";
import { applyMesh } from "../state/question.ts";
import { answersOf } from "../state/solve.ts";
import { comparing } from "../state/view.ts";
import { count } from "./count.ts";
import { FittingTable } from "./fitting.tsx";
import { Sign } from "./mark.tsx";
import { changeWords, meshWords, needWords } from "./meshwords.ts";
import { Empty, Section } from "./section.tsx";

type Column = "near" | "tp" | "pp" | "cp" | "ep" | "dp_replicate" | "dp_shard" | "dp";
const COLUMNS: Column[] = ["tp", "pp", "cp", "ep", "dp_replicate", "dp_shard", "dp"];
const PAGE = 12;

const order = signal<{ by: Column; down: boolean }>({ by: "near", down: false });
const shown = signal(PAGE);
const certain = signal(false);
/** Which of two models the list is about. */
const about = signal(0);

export function MeshesSection() {
  const slot = comparing.value && about.value === 1 ? second : first;
  const { meshes: found, verdict } = answersOf(slot).value;
  if (!found) {
    return (
      <Section id="meshes" title="Meshes that work" aside={<Which />}>
        <Empty slot={slot}>
          {verdict
            ? "Give a world size, and every mesh of it that passes is listed here."
            : "With a model, the meshes of this world that pass are listed here."}
        </Empty>
      </Section>
    );
  }
  const { list: meshes, from } = found;
  const rows = sorted(certain.value ? meshes.meshes.filter(({ valid }) => valid) : meshes.meshes);
  const known = meshes.total - meshes.doubtful;
  const anyDoubt = meshes.meshes.some(({ valid }) => valid === null);
  return (
    <Section id="meshes" title="Meshes that work" aside={<Which />}>
      <div class="above">
        <p>
          {known === 0 ? "No mesh" : count(known, "mesh")} of {from.world_size?.toLocaleString("en")} ranks{" "}
          {known > 1 ? "pass" : known === 0 && meshes.doubtful > 0 ? "is known to pass" : "passes"}
          {meshes.doubtful > 0 &&
            `, and ${meshes.doubtful.toLocaleString("en")} ${meshes.doubtful === 1 ? "depends" : "depend"} on what was not observed`}
          {!meshes.complete && " of those that were tried"}
          {meshes.total > meshes.meshes.length &&
            `; the nearest ${meshes.meshes.length.toLocaleString("en")} are listed`}
          .
        </p>
        {anyDoubt && (
          <label class="check">
            <input
              type="checkbox"
              checked={certain.value}
              onChange={(event) => (certain.value = event.currentTarget.checked)}
            />
            Only those that pass for sure
          </label>
        )}
      </div>
      {rows.length > 0 && <Table rows={rows.slice(0, shown.value)} slot={slot} from={from} />}
      {rows.length > shown.value && (
        <button type="button" class="plain" onClick={() => (shown.value += PAGE * 4)}>
          Show more of {rows.length.toLocaleString("en")}
        </button>
      )}
    </Section>
  );
}

function Which() {
  return comparing.value ? (
    <div class="inline">
      <label for="about">for</label>
      <select
        id="about"
        value={String(about.value)}
        onChange={(event) => (about.value = Number(event.currentTarget.value))}
      >
        {[first, second].map((slot) => (
          <option key={slot.index} value={String(slot.index)}>
            {answersOf(slot).value.verdict?.model ?? "no model"}
          </option>
        ))}
      </select>
    </div>
  ) : null;
}

function sorted(list: readonly Listed[]): readonly Listed[] {
  const { by, down } = order.value;
  const key = (listed: Listed) => listed[`${by}_size` as "tp_size"] ?? 0;
  const rows = by === "near" ? [...list] : [...list].sort((a, b) => key(a) - key(b)); // stable: then the nearest first
  return down ? rows.reverse() : rows;
}

function Table({ rows, slot, from }: { rows: readonly Listed[]; slot: Slot; from: object }) {
  return (
    <FittingTable class="meshes sorted" label="List of meshes">
      <thead>
        <tr>
          <th scope="col">
            <span class="hidden">passes</span>
          </th>
          {COLUMNS.map((column) => (
            <Head key={column} column={column} title={column} />
          ))}
          <Head column="near" title="changes" />
          <th scope="col" class="act">
            <span class="hidden">take it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={`${COLUMNS.map((column) => row[`${column}_size` as "tp_size"]).join()} ${needWords(row.needs)}`}
            class={row.changes?.length === 0 ? "current" : ""}
          >
            <td>
              <Sign truth={row.valid} />
            </td>
            {COLUMNS.map((column) => (
              <td
                key={column}
                data-name={column}
                class={row[`${column}_size` as "tp_size"] === 1 ? "number faint" : "number"}
              >
                {row[`${column}_size` as "tp_size"]}
              </td>
            ))}
            <td class="changes" data-name="changes">
              {row.changes?.length === 0 ? "none: this is it" : changeWords(row, from)}
              {row.needs && <span class="needs"> needs {needWords(row.needs)}</span>}
            </td>
            <td class="act">
              <button
                type="button"
                class="plain small"
                aria-label={`Use ${meshWords(row)}`}
                onClick={() => applyMesh(row, slot.index)}
              >
                Use
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </FittingTable>
  );
}

function Head({ column, title }: { column: Column; title: string }) {
  const { by, down } = order.value;
  const is = by === column;
  const press = () => {
    order.value = { by: column, down: is && !down };
  };
  return (
    <th
      scope="col"
      aria-sort={is ? (down ? "descending" : "ascending") : "none"}
      class={column === "near" ? "" : "number"}
    >
      <button type="button" class="sort" onClick={press}>
        {title}
        <span aria-hidden="true">{is ? (down ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}
