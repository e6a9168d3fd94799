/** The methods of an engine, answered by a worker. */
import { encode } from "./encode.js";
import { MeshError } from "./errors.js";
import * as files from "./files/ask.js";
import type { ReadFile } from "./files/file.js";
import type { MeshLike } from "./mesh.js";
import * as questions from "./questions.js";
import type { Compiled, Source } from "./source.js";
import { facts, factsText, type ModelLike } from "./subject.js";
import type * as t from "./types.js";
import { Client, type Spawn } from "./worker-client.js";

export interface WorkerOptions {
  /** Where the module is loaded from; the one of this package unless it is given. */
  readonly source?: Source | undefined;
  /** How long one question may take, in milliseconds: 20,000 unless it is given. Then the worker is replaced. */
  readonly timeLimit?: number | undefined;
}

const TIME_LIMIT = 20_000;

/**
 * Answers questions as {@link Engine} does, each with a promise. A worker that hangs or dies is replaced and its question
 * asked once more; then the promise is rejected with an {@link EngineCrash}, and the next question has a fresh worker.
 */
export class WorkerEngine {
  readonly #client: Client;
  #description: Promise<t.Description> | undefined;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** @internal */
  static async start(
    spawn: Spawn,
    compile: (source: Source | undefined) => Promise<Compiled>,
    options: WorkerOptions,
  ): Promise<WorkerEngine> {
    const client = new Client(spawn, () => compile(options.source), options.timeLimit ?? TIME_LIMIT);
    await client.start();
    return new WorkerEngine(client);
  }

  /** Answers a request as bytes, both JSON as in `docs/abi.md`. */
  send(request: Uint8Array | string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#client.send(typeof request === "string" ? questions.bytes(request) : request);
  }

  /** Answers a request. An error is an answer here, of the kind `error`; everywhere else it is thrown. */
  async call<R extends t.Request>(request: R): Promise<t.AnswerTo<R>> {
    return questions.read(await this.send(encode(request))) as t.AnswerTo<R>;
  }

  /** Observes a model. A live one is looked at here: it does not travel to the worker. */
  async facts(model: ModelLike): Promise<t.Facts> {
    return facts(model, (await this.describe()).probes);
  }

  /** Whether a model can run on a mesh: see {@link Engine.check}. */
  async check(
    model: ModelLike,
    mesh?: MeshLike | null,
    run?: t.Run | null,
    options?: questions.CheckOptions,
  ): Promise<t.Verdict> {
    return this.#answer((await this.#ask()).check(model, mesh, run, options));
  }

  /** As {@link check}, for many meshes and one look at the model. */
  async checkAll(
    model: ModelLike,
    meshes: readonly MeshLike[],
    run?: t.Run | null,
    options?: questions.CheckOptions,
  ): Promise<t.Verdicts["verdicts"]> {
    return (await this.#answer<t.Verdicts>((await this.#ask()).checkAll(model, meshes, run, options))).verdicts;
  }

  /** As {@link check}, but a model that cannot run on the mesh rejects with a {@link MeshError}. */
  async validate(model: ModelLike, mesh?: MeshLike | null, run?: t.Run | null): Promise<t.Verdict> {
    const verdict = await this.check(model, mesh, run, { format: "refusal" });
    if (verdict.valid === false) {
      throw new MeshError((verdict.rendered ?? "").trimEnd(), verdict);
    }
    return verdict;
  }

  /** What a model supports, with reasons: see {@link Engine.report}. */
  async report(model: ModelLike, mesh?: MeshLike | null, options?: questions.ModelOptions): Promise<t.Report> {
    return this.#answer((await this.#ask()).report(model, mesh, options));
  }

  /** Every mesh of a world on which a model can run: see {@link Engine.meshes}. */
  async meshes(
    model: ModelLike,
    mesh: MeshLike,
    run?: t.Run | null,
    options?: questions.MeshesOptions,
  ): Promise<t.Meshes> {
    return this.#answer((await this.#ask()).meshes(model, mesh, run, options));
  }

  /** What files say of a run: see {@link Engine.read}. They are parsed here, and read in the worker. */
  read(of: readonly ReadFile[], options: files.ReadOptions = {}): Promise<t.Reading> {
    return files.read(of, options, (request) => this.send(request));
  }

  /** Whether a run may start that files say: see {@link Engine.checkFile}. */
  async checkFile(
    of: readonly ReadFile[],
    model?: ModelLike | null,
    options: files.CheckFileOptions = {},
  ): Promise<t.Verdict | t.Reading> {
    const about = model == null ? undefined : factsText(model, (await this.describe()).probes);
    return files.checkFile(of, about, options, (request) => this.send(request));
  }

  /** The layout of a mesh: see {@link Engine.topology}. */
  async topology(mesh: MeshLike, options?: questions.TopologyOptions, run?: t.Run | null): Promise<t.Topology> {
    return this.#answer(questions.topology(mesh, run, options));
  }

  /** What each framework's config says of a mesh, and what each node runs. */
  async launch(mesh: MeshLike, run?: t.Run | null, options?: questions.Rendering): Promise<t.Launch> {
    return this.#answer(questions.launch(mesh, run, options));
  }

  /** What a code means. */
  async explain(code: string, options?: questions.Rendering): Promise<t.Explanation> {
    return this.#answer(questions.explain(code, options));
  }

  /** The classes that the catalogue knows, and what each supports. */
  async architectures(options?: questions.ArchitecturesOptions): Promise<t.Architectures> {
    return this.#answer(questions.architectures(options));
  }

  /** What changes from one source of the catalogue to another. */
  async difference(from: string, to: string, options?: questions.Rendering): Promise<t.Difference> {
    return this.#answer(questions.difference(from, to, options));
  }

  /** What the engine knows. The answer is shared: do not change it. */
  async describe(): Promise<t.Description> {
    this.#description ??= this.#answer<t.Description>(questions.DESCRIBE);
    try {
      return await this.#description;
    } catch (error) {
      this.#description = undefined;
      throw error;
    }
  }

  /** Ends the worker. */
  close(): void {
    this.#client.close();
  }

  async #ask(): Promise<questions.Questions> {
    return new questions.Questions((await this.describe()).probes);
  }

  async #answer<A extends t.Answer>(request: string): Promise<A> {
    return questions.expect<A>(await this.send(request));
  }
}
