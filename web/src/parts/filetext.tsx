/** The text of a file, with what is to be said at its lines. */
import { useSignal } from "@preact/signals";
import { excerpts, type Mark } from "../state/marks.ts";
import { Code } from "./code.tsx";
import { count } from "./count.ts";

/** Lines that are shown at first, and at most: a browser grows slow over more. */
const FEW = 40;
const MOST = 2000;
/** Characters of a line that are shown. */
const WIDE = 400;

interface Props {
  name: string;
  text: string;
  marks: readonly Mark[];
}

export function FileText({ name, text, marks }: Props) {
  const all = useSignal(false);
  const { parts, left } = excerpts(text, marks, all.value ? MOST : FEW);
  return (
    <div>
      <div class="filetext" tabIndex={0} role="group" aria-label={`Text of ${name}`}>
        {parts.map(({ from, lines }) => (
          <ol key={from} start={from}>
            {lines.map((line, index) => (
              <Line
                key={from + index}
                number={from + index}
                text={line}
                marks={marks.filter((mark) => mark.line === from + index)}
              />
            ))}
          </ol>
        ))}
      </div>
      {(left > 0 || all.value) && (
        <button type="button" class="plain small" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
          {all.value ? "Show fewer lines" : `Show ${count(left, "line")} more`}
        </button>
      )}
    </div>
  );
}

const worst = (marks: readonly Mark[]) =>
  ["bad", "open", "faint"].find((tone) => marks.some((one) => one.tone === tone));
const SIGNS = { bad: "✗", open: "!", faint: "?" } as const;

function Line({ number, text, marks }: { number: number; text: string; marks: readonly Mark[] }) {
  const tone = worst(marks);
  return (
    <li value={number} class={tone ? `marked ${tone}` : undefined}>
      <code>
        <Marked text={text} marks={marks} />
      </code>
      {marks.map(({ tone: of, code, message }) => (
        <p key={`${code} ${message}`} class={`mark ${of}`}>
          <span aria-hidden="true">{SIGNS[of]} </span>
          {message} {code && <Code code={code} />}
        </p>
      ))}
    </li>
  );
}

/** A line with the words that are meant. Columns count code points. */
function Marked({ text, marks }: { text: string; marks: readonly Mark[] }) {
  const signs = [...text];
  const spans = marks
    .flatMap(({ from, to, tone }) => (from && to && to > from && tone !== "faint" ? [{ from, to }] : []))
    .sort((a, b) => a.from - b.from);
  const parts = [];
  let at = 0;
  for (const { from, to } of spans) {
    if (from - 1 >= at && to - 1 <= Math.min(signs.length, WIDE)) {
      parts.push(signs.slice(at, from - 1).join(""), <mark key={from}>{signs.slice(from - 1, to - 1).join("")}</mark>);
      at = to - 1;
    }
  }
  return (
    <>
      {parts}
      {signs.slice(at, WIDE).join("")}
      {signs.length > WIDE && "…"}
    </>
  );
}
