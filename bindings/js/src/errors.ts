/** What can go wrong in a call. A mesh on which a model cannot run is no error of a call: it is a verdict. */
import type { VerdictAnswer } from "./generated/answer.js";

/** Any failure of a call. */
export class MeshwiseError extends Error {
  /** The stable name of what went wrong, as listed in `docs/errors.md`. */
  readonly code: string;

  constructor(code: string, message: string, about = message) {
    super(`${code}: ${about}`);
    this.name = "MeshwiseError";
    this.code = code;
  }
}

/** The question itself is wrong: an unknown axis, a size that is no integer, a text that is no config. */
export class InputError extends MeshwiseError {
  /** Where in the request, as a JSON pointer (`/mesh/tp_size`); empty where there is none. */
  readonly path: string;
  /** The sentence without the code and the path. */
  readonly detail: string;

  constructor(code: string, message: string, path = "") {
    super(code, message, path ? `${path}: ${message}` : message);
    this.name = "InputError";
    this.path = path;
    this.detail = message;
  }
}

/** The engine cannot be used: `engine.bad_module`, `engine.unavailable`, `abi.major_mismatch`, `abi.minor_too_old`… */
export class EngineError extends MeshwiseError {
  /** The sentence without the code. */
  readonly detail: string;

  constructor(code: string, message: string, about = message) {
    super(code, message, about);
    this.name = "EngineError";
    this.detail = message;
  }
}

/** What is known of a crash beside its reason. */
export interface CrashReport {
  /** The operation that was asked for, or an empty string. */
  readonly op: string;
  /** The first 8 KB of what the engine printed before it crashed. */
  readonly stderr: string;
  /** SHA-256 of the module in hexadecimal, or an empty string where the module was brought by the caller. */
  readonly module: string;
}

/** The engine trapped, and trapped again on a fresh instance. Never holds any part of the request but its operation. */
export class EngineCrash extends EngineError implements CrashReport {
  readonly op: string;
  readonly stderr: string;
  readonly module: string;

  constructor(message: string, report: Partial<CrashReport> = {}) {
    const { op = "", stderr = "", module = "" } = report;
    const about = [op && `op ${op}`, module && `module ${module}`].filter(Boolean).join(", ");
    super("engine.crashed", message, about ? `${message} (${about})` : message);
    this.name = "EngineCrash";
    this.op = op;
    this.stderr = stderr;
    this.module = module;
  }
}

/** A model cannot run on a mesh. Its text has one bullet a violation, each with the fix as a flag and as YAML. */
export class MeshError extends Error {
  /** The whole answer. */
  readonly verdict: VerdictAnswer;
  /** The codes of the violations, in order: `["tp.no_plan", "pp.no_plan"]`. */
  readonly codes: readonly string[];

  constructor(text: string, verdict: VerdictAnswer) {
    super(text);
    this.name = "MeshError";
    this.verdict = verdict;
    this.codes = verdict.violations.map((violation) => violation.code);
  }
}
