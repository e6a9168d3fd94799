/** The questions about files, whether the engine answers here or in a worker. */
import { encode } from "../encode.js";
import { type MeshLike, meshRequest } from "../mesh.js";
import { type CheckOptions, expect, type Rendering, withFacts } from "../questions.js";
import type { Reading, Run, Verdict } from "../types.js";
import { fileOf, type ReadFile } from "./file.js";
import { followed, type Open } from "./follow.js";

/** What is said beside the files. */
export interface ReadOptions extends Rendering {
  /** A command line, as its words. */
  readonly argv?: readonly string[] | undefined;
  /** Variables that a script may use. Those of this process are not. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** What the user would add to the command, in the framework's words. */
  readonly overrides?: readonly string[] | undefined;
  /** The format, where the content does not tell it. */
  readonly input?: string | undefined;
  readonly framework?: string | undefined;
  /** Which of several models is meant: `actor`, `critic`, … */
  readonly part?: string | undefined;
  readonly nodes?: number | undefined;
  readonly gpus_per_node?: number | undefined;
  readonly world_size?: number | undefined;
  /** Gives the text of a file that another one names, where it may be read. */
  readonly open?: Open | undefined;
}

export interface CheckFileOptions extends ReadOptions, CheckOptions {
  /** Sizes that hold in place of those of the files. */
  readonly mesh?: MeshLike | null | undefined;
  /** Settings of the run that hold in place of those of the files. */
  readonly run?: Run | null | undefined;
  /** Which of several trainers of a script: 0 for the last, from 1 on the others. */
  readonly trainer?: number | undefined;
}

/** Sends a request, here or to a worker. */
export type Send = (request: string) => Uint8Array | Promise<Uint8Array>;

/** Says what files say of a run. */
export async function read(files: readonly ReadFile[], options: ReadOptions, send: Send): Promise<Reading> {
  const { open, format, file, ...said } = options;
  const { asked, reading } = await follow(files, said, open, send);
  return format === undefined ? reading : expect<Reading>(await send(encode({ op: "read", ...asked, format, file })));
}

/** Holds what files say against the facts of a model, which are JSON; without any, what they say of it themselves. */
export async function checkFile(
  files: readonly ReadFile[],
  facts: string | undefined,
  options: CheckFileOptions,
  send: Send,
): Promise<Verdict | Reading> {
  const { open, mesh, run, trainer, format, file, nearest, catalogue, ...said } = options;
  const { asked } = await follow(files, said, open, send);
  const over = meshRequest(mesh, run);
  const members = {
    reading: { ...asked, trainer },
    ...(Object.keys(over.mesh).length > 0 && { mesh: over.mesh }),
    ...(Object.keys(over.run).length > 0 && { run: over.run }),
    ...{ catalogue, nearest, format, file },
  };
  const op = "validate_mesh";
  return expect<Verdict | Reading>(
    await send(facts === undefined ? encode({ op, ...members }) : withFacts(op, facts, members)),
  );
}

type Said = Omit<ReadOptions, "open" | keyof Rendering>;

async function follow(files: readonly ReadFile[], said: Said, open: Open | undefined, send: Send) {
  const trees: readonly ReadFile[] = await Promise.all(
    files.map((one) => (one.rows === undefined && one.refused === undefined ? fileOf(one.name, one.text) : one)),
  );
  const asked = { ...(trees.length > 0 && { files: trees }), ...said };
  return followed(asked, async (members) => expect<Reading>(await send(encode({ op: "read", ...members }))), open);
}
