/** What the model supports, with the reason and the evidence of each answer. */
import { signal } from "@preact/signals";
import type { Finding, Report } from "../engine/types.ts";
import { first, second } from "../model/source.ts";
import { reasonText } from "../state/description.ts";
import { answersOf } from "../state/solve.ts";
import { comparing } from "../state/view.ts";
import { Answer, Seen } from "./mark.tsx";
import { Empty, Section } from "./section.tsx";

type Filter = "all" | "true" | "false" | "null";
const FILTERS: [Filter, string][] = [
  ["all", "all"],
  ["true", "yes"],
  ["false", "no"],
  ["null", "unknown"],
];
const filter = signal<Filter>("all");

export function CapabilitiesSection() {
  const shown = comparing.value ? [first, second] : [first];
  const reports = shown.map((slot) => answersOf(slot).value.report);
  const one = reports.find((report) => report !== null);
  if (!one) {
    return (
      <Section id="capabilities" title="What the model supports">
        <Empty>With a model, every capability stands here with its reason.</Empty>
      </Section>
    );
  }
  return (
    <Section id="capabilities" title="What the model supports" aside={<Filters reports={reports} />}>
      <Table reports={reports} of="derived" caption="From the facts" />
      {Object.keys(one.declared).length > 0 && (
        <Table reports={reports} of="declared" caption="As the class declares" />
      )}
      <Table reports={reports} of="effective" caption="At these sizes" />
    </Section>
  );
}

function Filters({ reports }: { reports: (Report | null)[] }) {
  const all = Object.values(reports[0]?.derived ?? {});
  const number = (which: Filter) => all.filter(({ value }) => which === "all" || String(value) === which).length;
  return (
    <div class="filters" role="group" aria-label="Answers">
      {FILTERS.map(([which, word]) => (
        <button
          type="button"
          key={which}
          class="chip"
          aria-pressed={filter.value === which}
          onClick={() => (filter.value = which)}
        >
          {word} {number(which)}
        </button>
      ))}
    </div>
  );
}

interface TableProps {
  reports: (Report | null)[];
  of: "derived" | "declared" | "effective";
  caption: string;
}

function Table({ reports, of, caption }: TableProps) {
  const names = [...new Set(reports.flatMap((report) => Object.keys(report?.[of] ?? {})))];
  const rows = names.filter((name) => {
    const found = reports.map((report) => String(report?.[of][name]?.value));
    return filter.value === "all" || found.includes(filter.value);
  });
  if (rows.length === 0) {
    return null;
  }
  return (
    <table class={`capabilities ${reports.length > 1 ? "two" : ""}`}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Capability</th>
          {reports.map((report, index) => (
            <th scope="col" key={index}>
              {reports.length > 1 ? (report?.model ?? "no model") : "Answer, and why"}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((name) => {
          const values = new Set(reports.map((report) => String(report?.[of][name]?.value)));
          return (
            <tr key={name} class={values.size > 1 ? "differs" : ""}>
              <th scope="row">
                <code>{name}</code>
                {values.size > 1 && <span class="tag">differs</span>}
              </th>
              {reports.map((report, index) => (
                <td key={index} data-model={reports.length > 1 ? (report?.model ?? "no model") : undefined}>
                  <Why
                    finding={report?.[of][name]}
                    disagrees={of === "derived" && report?.disagree.includes(name) === true}
                  />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Why({ finding, disagrees }: { finding: Finding | undefined; disagrees: boolean }) {
  if (!finding) {
    return <span class="faint">not said</span>;
  }
  return (
    <div class="why">
      <Answer truth={finding.value} />
      <div>
        {finding.reason && finding.reason !== "not_observed" && <p>{reasonText(finding.reason)}</p>}
        {disagrees && <p class="tag">the class declares otherwise</p>}
        {finding.because?.map((evidence) => (
          <Seen key={evidence.path} evidence={evidence} />
        ))}
        {finding.missing && (
          <p class="missing">
            settled by{" "}
            {finding.missing.map((fact, index) => (
              <span key={fact}>
                {index > 0 && ", "}
                <code>{fact}</code>
              </span>
            ))}
          </p>
        )}
      </div>
    </div>
  );
}
