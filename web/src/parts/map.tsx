/** A map of two axes: which sizes pass and fit, and why the others do not. */
import { useSignal } from "@preact/signals";
import { first, type Slot, second } from "../model/source.ts";
import type { Grid } from "../state/grid.ts";
import { apply } from "../state/question.ts";
import { answersOf } from "../state/solve.ts";
import { sizeOf, TURNED } from "../state/table.ts";
import { comparing, mapAxes } from "../state/view.ts";
import { isJudged, KINDS, type Kind, kindsIn, type Listed } from "./cellkinds.ts";
import { Amounts, Missing } from "./estimate.tsx";
import { Empty, Section } from "./section.tsx";

export function MapSection() {
  const shown = comparing.value ? [first, second] : [first];
  const kinds = kindsOf(shown);
  return (
    <Section id="map" title="Map" aside={<Axes />}>
      <p class="legend" hidden={kinds.length === 0}>
        The other sizes stay as they are.{" "}
        {kinds.map(({ sign, tone, words }, index) => (
          <span key={words}>
            {index > 0 && " · "}
            <span class={`sign ${tone}`} aria-hidden="true">
              {sign}
            </span>{" "}
            {words}
          </span>
        ))}
        . Press a cell to take its sizes.
      </p>
      {shown.map((slot) => (
        <Unsettled key={slot.index} slot={slot} />
      ))}
      <div class={shown.length > 1 ? "maps two" : "maps"}>
        {shown.map((slot) => (
          <MapOf key={slot.index} slot={slot} />
        ))}
      </div>
    </Section>
  );
}

/** Why it is not known whether the legal cells fit into the card that was named, said once for all of them. */
function Unsettled({ slot }: { slot: Slot }) {
  const verdicts = answersOf(slot).value.grid?.verdicts ?? [];
  const open = verdicts.flatMap(({ valid, estimate }) =>
    valid !== false && estimate?.memory?.capacity && estimate.fits === "not_known" ? estimate.unknown : [],
  );
  const list = [...new Map(open.map((one) => [one.what + one.why, one])).values()];
  return list.length === 0 || isJudged(verdicts) ? null : (
    <div class="unsettledfit">
      <p class="hint">Whether the legal ones fit is not known:</p>
      <Missing list={list} slot={slot} />
    </div>
  );
}

/** The kinds of cells that there are, in the order of the table above. */
function kindsOf(shown: readonly Slot[]) {
  const there = new Set(shown.flatMap((slot) => kindsIn(answersOf(slot).value.grid?.verdicts ?? [])));
  return Object.entries(KINDS).flatMap(([kind, words]) => (there.has(kind as Kind) ? [words] : []));
}

function Axes() {
  const choose = (index: number, axis: string) => {
    const pair: [string, string] = [...mapAxes.value];
    if (pair[1 - index] === axis) {
      pair.reverse(); // the same twice: they change places
    }
    pair[index] = axis;
    mapAxes.value = pair;
  };
  return (
    <div class="row">
      {["across", "down"].map((word, index) => (
        <div class="inline" key={word}>
          <label for={`map-${word}`}>{word}</label>
          <select
            id={`map-${word}`}
            value={mapAxes.value[index]}
            onChange={(event) => choose(index, event.currentTarget.value)}
          >
            {TURNED.map((axis) => (
              <option key={axis}>{axis}</option>
            ))}
          </select>
        </div>
      ))}
    </div>
  );
}

function MapOf({ slot }: { slot: Slot }) {
  const { grid, verdict } = answersOf(slot).value;
  const at = useSignal<number | null>(null);
  if (!grid || !verdict) {
    return <Empty slot={slot}>With a model, the map is drawn here.</Empty>;
  }
  const { cells, verdicts } = grid;
  const current = cells.sizes.findIndex((sizes) =>
    Object.entries(sizes).every(([name, size]) => (verdict.mesh as unknown as Record<string, unknown>)[name] === size),
  );
  const looked = at.value !== null && at.value < verdicts.length ? at.value : current;
  const kinds = kindsIn(verdicts);
  return (
    <div class="map">
      {comparing.value && <h3>{verdict.model}</h3>}
      <div
        class="scroll"
        style={{ "--columns": cells.columns.length }}
        tabIndex={-1}
        role="group"
        aria-label={`Map of ${cells.across} and ${cells.down} for ${verdict.model}`}
      >
        <table>
          <caption class="hidden">
            {cells.across} across, {cells.down} down
          </caption>
          <thead>
            <tr>
              <th scope="col" class="corner">
                {cells.down} ↓ {cells.across} →
              </th>
              {cells.columns.map((size) => (
                <th scope="col" key={size}>
                  {size}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.rows.map((size, row) => (
              <tr key={size}>
                <th scope="row">{size}</th>
                {cells.columns.map((column, index) => (
                  <Cell
                    key={column}
                    cells={cells}
                    verdicts={verdicts}
                    kinds={kinds}
                    index={row * cells.columns.length + index}
                    current={current}
                    look={(next) => (at.value = next)}
                    slot={slot.index}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Reason cells={cells} verdicts={verdicts} index={looked} />
    </div>
  );
}

interface CellProps {
  cells: Grid;
  verdicts: readonly Listed[];
  kinds: readonly Kind[];
  index: number;
  current: number;
  look: (index: number | null) => void;
  slot: number;
}

function Cell({ cells, verdicts, kinds, index, current, look, slot }: CellProps) {
  const verdict = verdicts[index];
  const kind = kinds[index];
  if (!verdict || !kind) {
    return <td />;
  }
  const columns = cells.columns.length;
  const focus = (to: number) => document.getElementById(`cell${slot}-${to}`)?.focus();
  const move = (event: KeyboardEvent) => {
    const column = index % columns;
    const next = {
      ArrowRight: column + 1 < columns ? index + 1 : index,
      ArrowLeft: column > 0 ? index - 1 : index,
      ArrowDown: index + columns < verdicts.length ? index + columns : index,
      ArrowUp: index >= columns ? index - columns : index,
      Home: index - column,
      End: index - column + columns - 1,
    }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      focus(next);
    }
  };
  const take = () => {
    apply(cells.sizes[index] ?? {}, slot);
  };
  const first = verdict.violations[0]?.code;
  const { sign, tone, words } = KINDS[kind];
  return (
    <td>
      <button
        type="button"
        id={`cell${slot}-${index}`}
        class={`cell ${tone}`}
        tabIndex={index === Math.max(0, current) ? 0 : -1}
        aria-current={index === current || undefined}
        onClick={take}
        onKeyDown={move}
        onFocus={() => look(index)}
        onPointerEnter={() => look(index)}
        onPointerLeave={() => look(null)}
      >
        <span aria-hidden="true">{sign}</span>
        <span class="hidden">
          {sizesWords(cells, index)}: {verdict.headline}
          {first ? `, ${first}` : verdict.estimate && `, ${words}`}
        </span>
      </button>
    </td>
  );
}

function sizesWords(cells: Grid, index: number): string {
  const sizes = cells.sizes[index] ?? {};
  return `${cells.across} ${sizes[sizeOf(cells.across)]}, ${cells.down} ${sizes[sizeOf(cells.down)]}`;
}

/** Why the cell that is looked at is as it is. */
function Reason({ cells, verdicts, index }: { cells: Grid; verdicts: readonly Listed[]; index: number }) {
  const verdict = verdicts[index];
  if (!verdict) {
    return null;
  }
  const said = [...verdict.violations, ...verdict.warnings, ...verdict.unknowns];
  return (
    <div class="reason">
      <p>
        <strong>{sizesWords(cells, index)}</strong> {verdict.headline}
      </p>
      {verdict.valid !== false && verdict.estimate && <Amounts estimate={verdict.estimate} bars={false} />}
      <ul>
        {said.slice(0, 3).map(({ code, message }) => (
          <li key={code}>{message}</li>
        ))}
        {said.length > 3 && <li class="faint">and {said.length - 3} more</li>}
      </ul>
    </div>
  );
}
