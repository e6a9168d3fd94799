/** Compiles the module, whatever it comes as. */
import { EngineError } from "./errors.js";
import { type Digest, WHOLE } from "./generated/module.js";

/** What an engine can be loaded from: an address, a response, bytes, or a compiled module. */
export type Source = string | URL | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

/** A compiled module. */
export interface Compiled {
  readonly module: WebAssembly.Module;
  /** SHA-256 in hexadecimal where the module is the one of this package, else an empty string. */
  readonly sha256: string;
  /**
   * Fails where the module is not the one that it should be. Until it is done nothing that the module says may be given out.
   * Absent where nothing is left to be looked at.
   */
  readonly checked?: Promise<void>;
  /** Where the module is a part, in which some questions trap: gets the whole. What failed is tried anew at the next call. */
  readonly whole?: () => Promise<Compiled>;
}

/** Compiles what a caller brings. Nothing is checked but that it is WebAssembly: the exports are looked at later. */
export async function compile(source: Source): Promise<Compiled> {
  if (source instanceof WebAssembly.Module) {
    return { module: source, sha256: "" };
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return { module: await compileBytes(source), sha256: "" };
  }
  const response = typeof source === "string" || source instanceof URL ? fetched(source) : source;
  return { module: await compileResponse(await response), sha256: "" };
}

/** Compiles the module of this package from its address, as it arrives. Its digest may be known a little later. */
export async function compileOwn(url: URL): Promise<Compiled> {
  const { bytes: _, ...compiled } = await compileFile(url, WHOLE);
  return compiled;
}

/** Compiles bytes that must be the module of this package. */
export async function compileOwnBytes(bytes: Uint8Array<ArrayBuffer>): Promise<Compiled> {
  await checkDigest(bytes, WHOLE);
  return { module: await compileBytes(bytes), sha256: WHOLE.sha256 };
}

/** What {@link compileFile} gives. */
interface File extends Compiled {
  readonly checked: Promise<void>;
  readonly bytes: Promise<ArrayBuffer>;
}

/** Compiles a file of this package as it arrives, and keeps its bytes. */
export async function compileFile(url: URL, digest: Digest): Promise<File> {
  const response = await fetchedOwn(url, digest);
  const bytes = response.ok ? response.clone().arrayBuffer() : Promise.resolve(new ArrayBuffer());
  const checked = response.ok ? checkOwn(url, bytes, digest) : Promise.resolve();
  checked.catch(() => undefined); // whoever has the module waits for it
  try {
    return { module: await compileResponse(response), sha256: digest.sha256, checked, bytes };
  } catch (error) {
    await checked; // what is wrong with the bytes says more than that they do not compile
    throw error;
  }
}

/** Fetches a file of this package, and holds it to its digest. */
export async function fetchFile(url: URL, digest: Digest): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetchedOwn(url, digest);
  if (!response.ok) {
    throw notFound(response);
  }
  const bytes = response.arrayBuffer();
  await checkOwn(url, bytes, digest);
  return new Uint8Array(await bytes);
}

const fetchedOwn = (url: URL, { integrity }: Digest) => fetched(url, NO_DIGESTS ? { integrity } : {});

async function fetched(url: string | URL, options?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, options);
  } catch (error) {
    throw broken(url, error);
  }
}

const broken = (url: string | URL, error: unknown) =>
  new EngineError("engine.unavailable", `the module at ${url} cannot be fetched: ${reason(error)}`);

const notFound = ({ url, status }: Response) =>
  new EngineError("engine.unavailable", `the module at ${url} cannot be fetched: status ${status}`);

async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!(response instanceof Response)) {
    throw new EngineError(
      "engine.bad_module",
      "expected the module as an address, a Response, bytes, or a WebAssembly.Module",
    );
  }
  if (!response.ok) {
    throw notFound(response);
  }
  // A server that names another type is common, and no reason to fail.
  const streams = response.headers.get("content-type")?.startsWith("application/wasm") === true;
  if (streams) {
    try {
      return await WebAssembly.compileStreaming(response);
    } catch (error) {
      throw new EngineError("engine.bad_module", refusal(error));
    }
  }
  return compileBytes(new Uint8Array(await response.arrayBuffer()));
}

export async function compileBytes(bytes: BufferSource): Promise<WebAssembly.Module> {
  if (startsAsText(bytes)) {
    throw new EngineError("engine.bad_module", IS_A_PAGE);
  }
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw new EngineError("engine.bad_module", refusal(error));
  }
}

const IS_A_PAGE =
  "the address of the module answers with a page and no WebAssembly. A development server that bundles dependencies " +
  'moves this package away from its module: for Vite, set optimizeDeps: { exclude: ["meshwise"] }';

function startsAsText(bytes: BufferSource): boolean {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  return new TextDecoder().decode(view.subarray(0, 64)).trimStart().startsWith("<");
}

function refusal(error: unknown): string {
  const said = reason(error);
  const forbidden = /content security policy|unsafe-eval/i.test(said);
  return `the module does not compile: ${said}${forbidden ? "; allow script-src 'wasm-unsafe-eval'" : ""}`;
}

function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}

/** Digests can only be taken in secure contexts. Elsewhere a browser checks what it fetches, and gives it out when all is there. */
const NO_DIGESTS = globalThis.crypto?.subtle === undefined;

async function checkOwn(url: URL, arriving: Promise<ArrayBuffer>, digest: Digest): Promise<void> {
  let bytes: ArrayBuffer;
  try {
    bytes = await arriving;
  } catch (error) {
    throw broken(url, error);
  }
  if (startsAsText(bytes)) {
    throw new EngineError("engine.bad_module", IS_A_PAGE);
  }
  await checkDigest(new Uint8Array(bytes), digest);
}

async function checkDigest(bytes: Uint8Array<ArrayBuffer>, { sha256 }: Digest): Promise<void> {
  if (NO_DIGESTS) {
    return; // what came along inside of the JavaScript is as good as that
  }
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const found = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== sha256) {
    throw new EngineError(
      "engine.bad_module",
      `the module is not the one of this package: sha256 ${found}, not ${sha256}`,
    );
  }
}
