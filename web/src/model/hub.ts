/** Fetches a config from the Hub, by the browser itself, and says in words why it could not. */
import { type Place, placeWord, resolveAddress } from "./address.ts";
import { MOST_BYTES, megabytes } from "./read.ts";
import type { Problem } from "./source.ts";

/** How long a fetch may take, in milliseconds. */
const TIME_LIMIT = 10_000;

/** Fetches the text of a file. A token goes to the place's own endpoint and nowhere else. */
export async function fetchConfig(place: Place, token: string, cancelled: AbortSignal): Promise<string | Problem> {
  const late = AbortSignal.timeout(TIME_LIMIT);
  let response: Response;
  try {
    response = await fetch(resolveAddress(place), {
      signal: AbortSignal.any([cancelled, late]),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-cache",
      headers: token ? { Authorization: `Bearer ${token}` } : {},
    });
  } catch {
    return late.aborted ? slow(place) : unreachable(place);
  }
  if (response.redirected && new URL(response.url).origin !== place.endpoint) {
    void response.body?.cancel();
    return {
      title: "Sent elsewhere",
      text: `${host(place)} sends to ${new URL(response.url).host} for ${place.id}. What is there is not the model that this page would show; paste its config.json.`,
    };
  }
  if (!response.ok) {
    void response.body?.cancel();
    return refused(response.status, place, token !== "");
  }
  try {
    return await bounded(response, place);
  } catch {
    return late.aborted ? slow(place) : unreachable(place);
  }
}

/** Reads a body, and no more of it than a config may have. */
async function bounded(response: Response, place: Place): Promise<string | Problem> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    size += value.length;
    if (size > MOST_BYTES) {
      void reader.cancel();
      return {
        title: "Too large",
        text: `${place.file} of ${place.id} has more than ${megabytes(MOST_BYTES)}; a config.json has a few KB. Is it another file?`,
      };
    }
    parts.push(value);
  }
  return new Blob(parts as BlobPart[]).text();
}

function host(place: Place): string {
  return new URL(place.endpoint).host;
}

function refused(status: number, place: Place, withToken: boolean): Problem {
  if (status === 401 || status === 403) {
    return {
      title: withToken ? "The token does not open this model" : "Gated, private, or not there",
      text: withToken
        ? `${host(place)} answers ${status} for ${place.id}. The token may be wrong, lack the right to read, or its owner may not have asked for access on the model's page yet.`
        : `${host(place)} answers ${status} for ${place.id}, and does not say which of the three. Give a token that may read it, or paste its config.json.`,
      gated: true,
    };
  }
  if (status === 404) {
    return {
      title: "Not found",
      text: `${host(place)} has no ${placeWord(place)} with a ${place.file}. Check the spelling and the revision; a model of weights alone has no config.json.`,
    };
  }
  if (status === 429) {
    return {
      title: "Too many requests",
      text: `${host(place)} asks to wait (429). Try again in a minute.`,
      retry: true,
    };
  }
  return {
    title: `${host(place)} answers ${status}`,
    text: "It may be down. Try again, or paste the config.json.",
    retry: true,
  };
}

function slow(place: Place): Problem {
  return {
    title: "No answer",
    text: `${host(place)} did not send the config within ${TIME_LIMIT / 1000} seconds. Try again, or paste the config.json.`,
    retry: true,
  };
}

/** A browser does not tell a page why a request failed: all that it may mean is said. */
function unreachable(place: Place): Problem {
  if (!navigator.onLine) {
    return {
      title: "Offline",
      text: "This machine has no network. The page works without it: paste a config.json, drop a file, or take an example.",
      retry: true,
    };
  }
  return {
    title: "The request failed",
    text: `The browser does not say why. Either ${host(place)} cannot be reached from here (a network, a proxy or an extension forbids it), or it refused without the headers that let a page read the refusal, as it may for a model that is gated, private or not there. Give a token, or paste its config.json.`,
    gated: true,
    retry: true,
  };
}
