/** Where the files of Hugging Face lie, as `huggingface_hub` says it in `constants.py`, and what is found there or not. */
import { homedir } from "node:os";
import { join } from "node:path";
import { Failure } from "./failure.js";

/** The branch that is meant where no revision is stated. */
export const MAIN = "main";
const OFFLINE = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"];
export const TOO_LARGE = "is larger than 4 MiB; a config.json has a few KiB";

/** A config that was found. */
export interface Found {
  readonly data: Buffer;
  /** The file, or the address that it was downloaded from. */
  readonly from: string;
  /** What should be known of how it was found; usually empty. */
  readonly note?: string;
}

/** There is none. */
export class NotFound extends Failure {
  constructor(readonly search: Search) {
    const called = search.revision === "" ? search.id : `${search.id}@${search.revision}`;
    super(`${called}: no config.json was found: ${search.why}${search.hint}`);
  }
}

/** What was looked for and where, and what would work where it is not found. */
export class Search {
  /** The places, each with what was wrong with it. */
  readonly tried: string[] = [];
  /** The variable of the environment that forbids downloads; empty where none does. */
  readonly offline = OFFLINE.find(isTrue) ?? "";

  /**
   * @param revision Empty for the main branch.
   * @param download Whether the Hub is to be asked.
   */
  constructor(
    readonly id: string,
    readonly revision: string,
    readonly download: boolean,
  ) {}

  /** The places that were tried, and what kept others from being tried. */
  get why(): string {
    const forbidden = this.download && this.offline ? [`nothing was downloaded, since ${this.offline} is set`] : [];
    return [...this.tried, ...forbidden].join("; ");
  }

  /** What would work, as the end of a sentence; empty where that was tried. */
  get hint(): string {
    return this.download ? "" : "; --download asks the Hub";
  }
}

/** The folder of the cache. */
export function cache(): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE } = process.env;
  const folder = HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE;
  return folder ? expanded(folder) : join(home(), "hub");
}

/** The folder of everything of Hugging Face. */
export function home(): string {
  const { HF_HOME, XDG_CACHE_HOME } = process.env;
  return expanded(HF_HOME || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "huggingface"));
}

/** Replaces a leading ~ and the variables of a path, as huggingface_hub does. One that is not set stays. */
export function expanded(path: string): string {
  const from = path === "~" || path.startsWith("~/") ? homedir() + path.slice(1) : path;
  return from.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const variable = braced ?? bare ?? "";
    return process.env[variable] || `$${variable}`;
  });
}

/** Reads a switch of the environment as huggingface_hub does. */
export function isTrue(variable: string): boolean {
  return ["1", "ON", "YES", "TRUE"].includes((process.env[variable] ?? "").toUpperCase());
}
