/** What was read of a file: what it is, what it says, what is to be said of it, and how it would run. */
import { useSignal } from "@preact/signals";
import { choose, close } from "../model/intake.ts";
import { first } from "../model/source.ts";
import { type Files, fileSays, files, type Item, item, over, read, taken } from "../state/files.ts";
import { marksOf } from "../state/marks.ts";
import { apply } from "../state/question.ts";
import { answersOf } from "../state/solve.ts";
import { Code } from "./code.tsx";
import { Change } from "./filechange.tsx";
import { Facts } from "./filefacts.tsx";
import { FileFix } from "./filefix.tsx";
import { LeftOpen } from "./fileopen.tsx";
import { Said } from "./filesays.tsx";
import { FileText } from "./filetext.tsx";
import { Sign } from "./mark.tsx";
import { Section } from "./section.tsx";

export function FileSection() {
  const all = files.value;
  const now = item.value;
  if (!all || !now) {
    return null;
  }
  return (
    <Section id="file" title="Your file" aside={<Aside all={all} />}>
      <div class="plan">{"reading" in now ? <WhatWasRead now={now} /> : <NotRead now={now} />}</div>
    </Section>
  );
}

function Aside({ all }: { all: Files }) {
  return (
    <div class="row">
      {all.list.length > 1 && (
        <select
          aria-label="The file that is asked about"
          value={String(all.chosen)}
          onChange={(event) => void choose(Number(event.currentTarget.value))}
        >
          {all.list.map(({ name }, index) => (
            <option key={`${index} ${name}`} value={String(index)}>
              {name}
            </option>
          ))}
        </select>
      )}
      <button type="button" class="plain small" onClick={close}>
        Put it away
      </button>
    </div>
  );
}

/** A file that cannot be read stays, to be mended. */
function NotRead({ now }: { now: Extract<Item, { error: unknown }> }) {
  const { code, message } = now.error;
  const at = /^.*?:(\d+)(?::(\d+))?: /.exec(message);
  const line = Number(at?.[1] ?? 0);
  return (
    <>
      <div class="notice bad" role="alert">
        <p>{message}</p>
        <Code code={code} />
        {now.text === null && <p class="hint">What was asked before stays as it is.</p>}
      </div>
      {now.text !== null && (
        <>
          {line > 0 && (
            <FileText
              name={now.name}
              text={now.text}
              marks={[{ line, tone: "bad", message: message.slice(at?.[0].length) }]}
            />
          )}
          <Change name={now.name} text={now.text} open />
        </>
      )}
    </>
  );
}

function WhatWasRead({ now }: { now: Extract<Item, { reading: unknown }> }) {
  const found = read.value;
  const at = useSignal(now.name);
  if (!found) {
    return null;
  }
  const { verdict, of } = answersOf(first).value;
  const judged = taken.value.length === 0 ? verdict : null;
  const list = now.asked.files;
  const shown = list.find(({ name }) => name === at.value) ?? list[0];
  return (
    <>
      <p class="recommended" role="status">
        {now.reading.headline}
      </p>
      {verdict && (
        <p>
          <Sign truth={verdict.valid} word="" /> {verdict.headline}
        </p>
      )}
      <Facts now={now} found={found} />
      <Trainers now={now} />
      <Over />
      <LeftOpen now={now} found={found} hinges={judged?.hinges ?? []} />
      {list.length > 1 && (
        <div class="filters" role="group" aria-label="Files that belong to it">
          {list.map(({ name }) => (
            <button
              type="button"
              key={name}
              class="chip"
              aria-pressed={shown?.name === name}
              onClick={() => (at.value = name)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      {shown && <FileText name={shown.name} text={shown.text} marks={marksOf(shown.name, judged, found)} />}
      {judged?.repair && judged.repair.settings.length > 0 && (
        <FileFix repair={judged.repair} files={list} current={of === now} />
      )}
      <Said found={found} />
      {shown && <Change name={shown.name} text={shown.text} />}
    </>
  );
}

/** A script may run several trainers, of which one is asked about. */
function Trainers({ now }: { now: Extract<Item, { reading: unknown }> }) {
  const others = now.reading.more ?? [];
  if (others.length === 0) {
    return null;
  }
  return (
    <div class="inline">
      <label for="trainer">{others.length + 1} trainers; asked about</label>
      <select
        id="trainer"
        value={String(files.value?.trainer ?? 0)}
        onChange={(event) => void choose(files.peek()?.chosen ?? 0, Number(event.currentTarget.value))}
      >
        {[now.reading, ...others].map((_, index) => (
          <option key={index} value={String(index)}>
            {index === 0 ? "the last" : `number ${index}`}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What the controls say otherwise than the file. */
function Over() {
  const said = [...over.value].filter(([name]) => name !== "gpu");
  const list = [...said.map(([name, text]) => `${name} ${text}`), ...taken.value.map((name) => `${name} not given`)];
  const back = () => {
    const names = [...said.map(([name]) => name), ...taken.value];
    apply(Object.fromEntries(names.map((name) => [name, fileSays(name)])), 0);
  };
  return list.length === 0 ? null : (
    <p class="notice open">
      Said over the file: {list.join(", ")}.
      {taken.value.length > 0 && " No law holds a file to what is taken from it: the controls are asked alone."}{" "}
      <button type="button" class="plain small" onClick={back}>
        As in the file
      </button>
    </p>
  );
}
