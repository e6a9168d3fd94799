/** The engine in this thread. */
import { Core } from "./core.js";
import { encode } from "./encode.js";
import { MeshError } from "./errors.js";
import * as files from "./files/ask.js";
import type { ReadFile } from "./files/file.js";
import type { MeshLike } from "./mesh.js";
import * as questions from "./questions.js";
import type { Compiled } from "./source.js";
import { facts, factsText, type ModelLike } from "./subject.js";
import type * as t from "./types.js";
import type { Version } from "./version.js";

/** Answers questions about models and meshes, at once. {@link load} makes one. */
export class Engine {
  readonly #core: Core;
  #description: t.Description | undefined;
  #questions: questions.Questions | undefined;

  /** @internal */
  constructor(compiled: Compiled) {
    this.#core = new Core(compiled.module, compiled.sha256);
  }

  /** The version of the ABI that the module speaks. */
  get version(): Version {
    return this.#core.version;
  }

  /** The compiled module, to load further engines from. */
  get module(): WebAssembly.Module {
    return this.#core.module;
  }

  /** SHA-256 of the module in hexadecimal; empty where the module was brought by the caller. */
  get sha256(): string {
    return this.#core.sha256;
  }

  /** The memory that the engine holds, in bytes. */
  get memoryBytes(): number {
    return this.#core.memoryBytes;
  }

  /**
   * Answers a request as bytes, both JSON as in `docs/abi.md`. The same request gets the same bytes in every host.
   *
   * @throws {EngineCrash} The engine trapped, and trapped again on a fresh instance.
   */
  send(request: Uint8Array | string): Uint8Array<ArrayBuffer> {
    return this.#core.send(typeof request === "string" ? questions.bytes(request) : request);
  }

  /**
   * Answers a request. An error is an answer here, of the kind `error`; everywhere else it is thrown.
   *
   * @throws {EngineCrash} The engine trapped, and trapped again on a fresh instance.
   */
  call<R extends t.Request>(request: R): t.AnswerTo<R> {
    return questions.read(this.send(encode(request))) as t.AnswerTo<R>;
  }

  /**
   * Observes a model, and concludes nothing.
   *
   * @throws {InputError} It is no model and no config.
   */
  facts(model: ModelLike): t.Facts {
    return facts(model, this.#ask.probes);
  }

  /**
   * Whether a model can run on a mesh. A mesh on which it cannot is an answer, and no error.
   *
   * @param model A live model, a config as an object or as its text, or facts.
   * @param mesh Sizes in ranks: `{ tp: 8, world_size: 64 }` or `"tp=8,world_size=64"`.
   * @param run What is known of the run: `framework`, `gpus_per_node`…
   * @throws {InputError} The question itself is wrong: an unknown axis, a size that is no positive integer.
   * @throws {EngineError} The engine cannot be used.
   */
  check(model: ModelLike, mesh?: MeshLike | null, run?: t.Run | null, options?: questions.CheckOptions): t.Verdict {
    return this.#answer(this.#ask.check(model, mesh, run, options));
  }

  /** As {@link check}, for many meshes and one look at the model. */
  checkAll(
    model: ModelLike,
    meshes: readonly MeshLike[],
    run?: t.Run | null,
    options?: questions.CheckOptions,
  ): t.Verdicts["verdicts"] {
    return this.#answer<t.Verdicts>(this.#ask.checkAll(model, meshes, run, options)).verdicts;
  }

  /**
   * As {@link check}, but a model that cannot run on the mesh throws. What is not known does not.
   *
   * @throws {MeshError} One bullet a violation, each with the fix as a flag and as lines of a config file.
   */
  validate(model: ModelLike, mesh?: MeshLike | null, run?: t.Run | null): t.Verdict {
    const verdict = this.check(model, mesh, run, { format: "refusal" });
    if (verdict.valid === false) {
      throw new MeshError((verdict.rendered ?? "").trimEnd(), verdict);
    }
    return verdict;
  }

  /**
   * What a model supports, with reasons: true, false, or null where it is not known. `cp` and `ep` of the mesh matter,
   * and its `transformers_version`.
   */
  report(model: ModelLike, mesh?: MeshLike | null, options?: questions.ModelOptions): t.Report {
    return this.#answer(this.#ask.report(model, mesh, options));
  }

  /** Every mesh of a world on which a model can run. A size that is not given is free; `world_size` must be. */
  meshes(model: ModelLike, mesh: MeshLike, run?: t.Run | null, options?: questions.MeshesOptions): t.Meshes {
    return this.#answer(this.#ask.meshes(model, mesh, run, options));
  }

  /**
   * What files say of a run: recipes, configs, scripts, or a command line as `argv`. Nothing is run, and nothing is guessed.
   * A promise: the library that parses YAML or TOML is loaded when the first such file is there.
   *
   * @param of The one that is asked about first, each as its name and its text.
   * @throws {InputError} A file cannot be read, or is of no format that is known; names it and the line.
   */
  read(of: readonly ReadFile[], options: files.ReadOptions = {}): Promise<t.Reading> {
    return files.read(of, options, (request) => this.send(request));
  }

  /**
   * Whether a run may start that files say, with the place in the file of whatever is wrong, and with the `repair` that
   * {@link repaired} makes. Where no law is known of what they start, the answer is the reading.
   *
   * @param model As in {@link check}; null for what the files themselves say of it.
   * @throws {InputError} As in {@link read} and {@link check}.
   */
  async checkFile(
    of: readonly ReadFile[],
    model?: ModelLike | null,
    options: files.CheckFileOptions = {},
  ): Promise<t.Verdict | t.Reading> {
    const about = model == null ? undefined : factsText(model, this.#ask.probes);
    return files.checkFile(of, about, options, (request) => this.send(request));
  }

  /** The layout of a mesh: its axes, where a rank is, who its peers are. */
  topology(mesh: MeshLike, options?: questions.TopologyOptions, run?: t.Run | null): t.Topology {
    return this.#answer(questions.topology(mesh, run, options));
  }

  /** What each framework's config says of a mesh, and what each node runs. */
  launch(mesh: MeshLike, run?: t.Run | null, options?: questions.Rendering): t.Launch {
    return this.#answer(questions.launch(mesh, run, options));
  }

  /**
   * What a code means: of a rule, a reason or an error.
   *
   * @throws {InputError} There is no such code; names the closest.
   */
  explain(code: string, options?: questions.Rendering): t.Explanation {
    return this.#answer(questions.explain(code, options));
  }

  /** The classes that the catalogue knows, and what each supports. */
  architectures(options?: questions.ArchitecturesOptions): t.Architectures {
    return this.#answer(questions.architectures(options));
  }

  /** What changes from one source of the catalogue to another: `difference("transformers@5.22", "transformers@5.23")`. */
  difference(from: string, to: string, options?: questions.Rendering): t.Difference {
    return this.#answer(questions.difference(from, to, options));
  }

  /** What the engine knows: versions, limits, axes, frameworks, probes, rules. The answer is shared: do not change it. */
  describe(): t.Description {
    this.#description ??= this.#answer<t.Description>(questions.DESCRIBE);
    return this.#description;
  }

  get #ask(): questions.Questions {
    this.#questions ??= new questions.Questions(this.describe().probes);
    return this.#questions;
  }

  #answer<A extends t.Answer>(request: string): A {
    return questions.expect<A>(this.send(request));
  }
}
