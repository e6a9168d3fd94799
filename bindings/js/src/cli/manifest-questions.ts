/** The questions of a manifest: each run with each of its models and frameworks. */
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { acceptAll } from "./accept.js";
import type { Checker } from "./checker.js";
import { Failure } from "./failure.js";
import { type Loaded, load } from "./loaded.js";
import { isOfSettings, type Manifest, type Run, readManifest } from "./manifest.js";
import { material } from "./material.js";
import { readModel } from "./model.js";
import { once } from "./named.js";
import { quoted } from "./printable.js";
import { ofMaterial, type Question, type Questions } from "./question.js";
import { quote } from "./request.js";

/**
 * Makes the questions, and tells those that cannot be asked.
 *
 * @throws {Failure} It is no manifest, or flags stand beside it that say a run.
 */
export async function manifestQuestions(k: Checker, file: Loaded): Promise<Questions> {
  const manifest = await readManifest(file, k.session.command);
  if (k.flagsSayRun || k.flagOfFiles !== undefined || k.model !== "") {
    const what = "a manifest says the runs: flags of sizes, files and models are no part of it";
    throw new Failure(`${file.label}: ${what}`);
  }
  acceptAll(k, manifest.accept);
  const found: Questions = { list: [], failed: [] };
  for (const run of manifest.runs) {
    try {
      found.list.push(...(await ofRun(k, manifest, run)));
    } catch (error) {
      if (!(error instanceof Failure)) {
        throw error;
      }
      found.failed.push(error);
    }
  }
  return found;
}

/** A file or a command is asked about the model and the framework that it names itself, unless the run says others. */
async function ofRun(k: Checker, manifest: Manifest, run: Run): Promise<Question[]> {
  const all: Partial<Manifest> = isOfSettings(run) ? manifest : {};
  const { models = all.models ?? [], frameworks = all.frameworks ?? [] } = run;
  if (isOfSettings(run) && models.length === 0) {
    const what = `the run ${quoted(run.name)} has no model: say models`;
    throw new Failure(`${manifest.file.label}:${run.line}: ${what}`);
  }
  const list: Question[] = [];
  for (const framework of orNone(frameworks)) {
    for (const named of orNone(models)) {
      list.push(...(await ofOne(k, manifest, run, named, framework)));
    }
  }
  return list;
}

function orNone(list: readonly string[]): readonly string[] {
  return list.length === 0 ? [""] : list;
}

async function ofOne(k: Checker, { file }: Manifest, run: Run, named: string, framework: string): Promise<Question[]> {
  const said = [...run.said];
  if (framework !== "") {
    const label = `${file.label}: frameworks`;
    said.push({ member: "framework", of: "run", value: quote(framework), label, known: true });
  }
  const beside = (path: string): string => {
    const joined = join(dirname(file.path), path);
    return path !== "-" && !isAbsolute(path) && existsSync(joined) ? joined : path;
  };
  const label = [run.name, named, framework].filter(Boolean).join(" · ");
  let list: Question[];
  if (isOfSettings(run)) {
    const model = await once(k, named, () => readModel(k.session, beside(named)));
    list = [{ label, path: file.path, model, trainer: 0, place: "" }];
  } else {
    const first = run.file === "" ? undefined : load(beside(run.file));
    const about = material(run.read, "", first === undefined ? [] : [first], run.argv, said, beside);
    list = await ofMaterial(k, label, first?.path ?? file.path, about);
  }
  const of = { run: run.name, of: file, said };
  return list.map((one) => ({ ...one, ...of, named: named !== "" && one.material ? beside(named) : "" }));
}
