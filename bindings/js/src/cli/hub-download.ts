/**
 * The config of a model on the Hugging Face Hub, over the network. The user's token goes to the endpoint and nowhere else, over
 * redirects too. An answer has 4 MiB at most, and 10 seconds.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MOST } from "./bytes.js";
import { Failure } from "./failure.js";
import { expanded, type Found, home, isTrue, NotFound, type Search, TOO_LARGE } from "./hub-home.js";
import { name, quoted } from "./printable.js";

const TIMEOUT = 10; // seconds, for the answer and its body together
const REDIRECTS = 5; // the Hub sends elsewhere once, to where large files lie
const MOVED = [301, 302, 303, 307, 308];

/**
 * Asks the Hub for the config of a revision.
 *
 * @throws {NotFound} It has none, or does not answer.
 * @throws {Failure} It is too large, or `HF_ENDPOINT` is no address.
 */
export async function downloaded(id: string, revision: string, search: Search): Promise<Found> {
  const endpoint = endpointOf(id);
  const address = `${endpoint.href.replace(/\/+$/, "")}/${id}/resolve/${encodeURIComponent(revision)}/config.json`;
  let data: Buffer | undefined;
  try {
    const answer = await followed(endpoint, new URL(address), AbortSignal.timeout(TIMEOUT * 1000));
    if (answer.status !== 200) {
      search.tried.push(`${address} answered ${refusal(answer)}`);
      await answer.body?.cancel();
      throw new NotFound(search);
    }
    data = await content(answer);
  } catch (error) {
    if (error instanceof NotFound) {
      throw error;
    }
    search.tried.push(`${address} cannot be had: ${reason(error)}`);
    throw new NotFound(search);
  }
  if (data === undefined) {
    throw new Failure(`${name(id)}: ${address}: ${TOO_LARGE}`);
  }
  if (!/^[ \t\r\n]*\{/.test(data.toString("latin1"))) {
    search.tried.push(`${address} answered with something else than a JSON object`);
    throw new NotFound(search);
  }
  return { data, from: address };
}

/** Asks an address, and those that it sends to. */
async function followed(endpoint: URL, first: URL, signal: AbortSignal): Promise<Response> {
  let to = first;
  for (let sent = 0; ; sent++) {
    const token = to.origin === endpoint.origin ? tokenOf() : "";
    const headers = {
      "User-Agent": "meshwise",
      Accept: "application/json, */*;q=0.1",
      ...(token && { Authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(to, { headers, redirect: "manual", signal });
    const next = answer.headers.get("location");
    if (!MOVED.includes(answer.status) || next === null) {
      return answer;
    }
    await answer.body?.cancel();
    to = new URL(next, to);
    if (sent === REDIRECTS) {
      throw new Error(`more than ${REDIRECTS} redirects`);
    }
    if (first.protocol === "https:" && to.protocol !== "https:") {
      throw new Error("a redirect to an address without https");
    }
  }
}

/** What an answer holds; undefined where that is too much. */
async function content(answer: Response): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST) {
      return undefined; // leaving the loop ends the download
    }
  }
  return Buffer.concat(chunks);
}

/** Why there is no answer. What fetch throws says it in its cause, and never the token. */
function reason(error: unknown): string {
  const { name: kind, message, cause } = error as Error;
  if (kind === "TimeoutError") {
    return `no answer within ${TIMEOUT}s`;
  }
  return (cause instanceof Error && (cause.message || (cause as { code?: string }).code)) || message;
}

/**
 * What an answer other than the file means. The Hub answers 401 for what is not there as well, so that nobody learns of private
 * models by asking.
 */
function refusal({ status, statusText }: Response): string {
  if (status === 401 || status === 403) {
    const licence = "the model is gated or private, or there is none of this name; accept its licence on the Hub";
    return `${status}: ${licence}, ${tokenOf() ? "with the account of your token" : "and set HF_TOKEN"}`;
  }
  if (status === 404) {
    return "404: there is no such model or revision, or it has no config.json";
  }
  return `${status} ${statusText}`;
}

/** The Hub, or what stands in for it. */
function endpointOf(id: string): URL {
  const text = (process.env.HF_ENDPOINT ?? "").replace(/\/+$/, "") || "https://huggingface.co";
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) {
    return new URL(text);
  }
  const expected = "expected an address such as https://huggingface.co";
  throw new Failure(`${name(id)}: HF_ENDPOINT: ${expected}, got ${quoted(text)}`);
}

/** The user's; empty where there is none. */
function tokenOf(): string {
  for (const variable of ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]) {
    const token = (process.env[variable] ?? "").trim();
    if (token !== "") {
      return token;
    }
  }
  if (isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
    return "";
  }
  const path = process.env.HF_TOKEN_PATH;
  try {
    return readFileSync(path ? expanded(path) : join(home(), "token"), "utf8").trim();
  } catch {
    return ""; // as where nobody has logged in
  }
}
