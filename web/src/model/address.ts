/** Finds the model in what people paste: an id, an id with a revision, any address of the Hub. */

/** A file of a repository on a Hub. Only {@link findModel} and {@link placeOf} make one. */
export interface Place {
  endpoint: string;
  id: string;
  revision: string;
  file: string;
}

export type Found = Place | { problem: string };

export const HUBS: readonly string[] = __HUBS__;
const DEFAULT = HUBS[0] ?? "https://huggingface.co";

/** Other names under which the Hub is known. */
const ALIASES: Record<string, string> = {
  "hf.co": "huggingface.co",
  "www.huggingface.co": "huggingface.co",
  "www.hf.co": "huggingface.co",
};

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;

/** Reads an address. `endpoint` is where a bare id is looked for. */
export function findModel(text: string, endpoint = DEFAULT): Found {
  let word = text.trim().replace(/^["'`<(]+|["'`>),;]+$/g, "");
  word = word.replace(/^git@([^:/]+):/, "https://$1/").replace(/^hf:\/\//, "");
  if (word === "") {
    return { problem: "Give an id such as meta-llama/Llama-3.1-70B, or the address of a model." };
  }
  const host = /^(https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,}|localhost|127\.0\.0\.1)(:\d+)?(\/.*)?$/i.exec(word);
  const isAddress = host !== null && (host[1] !== undefined || knownHost(`${host[2]}${host[3] ?? ""}`) !== undefined);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word) && !isAddress) {
    return { problem: `${clip(word)} is no address of a model.` };
  }
  if (!isAddress || host === null) {
    return fromPath(word, endpoint);
  }
  const at = `${host[2]}${host[3] ?? ""}`.toLowerCase();
  const hub = knownHost(at);
  if (hub === undefined) {
    return { problem: `This page fetches from ${HUBS.map(hostOf).join(" and ")} only, and ${clip(at)} is neither.` };
  }
  return fromPath(host[4]?.slice(1) ?? "", hub);
}

function hostOf(endpoint: string): string {
  return new URL(endpoint).host;
}

function knownHost(host: string): string | undefined {
  const name = ALIASES[host.toLowerCase()] ?? host.toLowerCase();
  return HUBS.find((hub) => hostOf(hub) === name);
}

function fromPath(path: string, endpoint: string): Found {
  const [bare = "", query = ""] = path.split("#")[0]?.split("?") ?? [];
  let parts: string[];
  try {
    parts = bare.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return { problem: `${clip(path)} is no address of a model.` };
  }
  if (parts[0] === "api") {
    parts.shift();
  }
  if (parts[0] === "datasets" || parts[0] === "spaces") {
    return { problem: `That is a ${parts[0].slice(0, -1)}; a model has the config that is looked for here.` };
  }
  if (parts[0] === "models") {
    parts.shift();
  }
  // An id is a name, or an owner and a name; what follows says where in the repository.
  const verb = parts.findIndex((part, at) => at > 0 && VERBS.has(part));
  const idParts = parts.slice(0, verb < 0 ? 2 : Math.min(verb, 2));
  let revision = "main";
  const last = idParts.at(-1) ?? "";
  const pinned = last.indexOf("@");
  if (pinned > 0) {
    revision = [last.slice(pinned + 1), ...parts.slice(2)].join("/");
    idParts[idParts.length - 1] = last.slice(0, pinned);
  }
  idParts.push((idParts.pop() ?? "").replace(/\.git$/, ""));
  const id = idParts.join("/");
  if (
    idParts.length === 0 ||
    !idParts.every((part) => NAME.test(part)) ||
    (verb < 0 && pinned <= 0 && parts.length > 2) ||
    verb > 2 ||
    (verb >= 0 && pinned > 0) // two revisions
  ) {
    return {
      problem: `${clip(path)} is no id of a model; an id is a name, or an owner and a name, such as openai/gpt-oss-20b.`,
    };
  }
  const inside = verb < 0 ? [] : parts.slice(verb + 1);
  const astray = inside.flatMap((part) => part.split("/")).find(leadsElsewhere);
  if (astray !== undefined) {
    return misleading("address", path, astray);
  }
  const asked = new URLSearchParams(query).get("show_file_info");
  return checked({ endpoint, id, ...within(inside, revision, asked) });
}

const VERBS = new Set([
  "blob",
  "resolve",
  "raw",
  "tree",
  "commit",
  "commits",
  "discussions",
  "edit",
  "revision",
  "blame",
]);

/** The revision and the file that an address names; the config beside the file where it is another one. */
function within(parts: string[], revision: string, asked: string | null): { revision: string; file: string } {
  let rest = parts;
  if (parts[0] === "refs" && parts.length >= 3) {
    revision = parts.slice(0, 3).join("/"); // refs/pr/3, refs/convert/parquet
    rest = parts.slice(3);
  } else if (parts[0] !== undefined && !/^\d{1,5}$/.test(parts[0])) {
    revision = parts[0]; // and not the number of a discussion
    rest = parts.slice(1);
  } else {
    rest = [];
  }
  if (asked?.endsWith(".json") && !asked.endsWith(".index.json")) {
    return { revision, file: asked };
  }
  if (rest.at(-1)?.endsWith(".json") && !rest.at(-1)?.endsWith(".index.json")) {
    return { revision, file: rest.join("/") };
  }
  const folder = rest.at(-1)?.includes(".") ? rest.slice(0, -1) : rest;
  return { revision, file: [...folder, "config.json"].join("/") };
}

/** Refuses a place of which a part leads elsewhere: what the page shows is what it fetches. */
function checked(place: Place): Found {
  for (const what of ["revision", "file"] as const) {
    const part = place[what].split("/").find(leadsElsewhere);
    if (part !== undefined) {
      return misleading(what, place[what], part);
    }
  }
  if (place.revision.includes(":")) {
    return { problem: `${clip(place.revision)} is no revision of a model: no branch, tag or commit has a colon.` };
  }
  return { ...place };
}

function misleading(what: string, path: string, part: string): Found {
  return {
    problem: `The ${what} ${clip(path)} has the part ${clip(JSON.stringify(part))}; its parts are names, without . and .., backslashes and what stands for them.`,
  };
}

/** Says whether a browser, a server or a proxy may take a part of a path for something else than a name. */
function leadsElsewhere(part: string): boolean {
  if (part === "" || part.length > LONGEST_PART) {
    return true;
  }
  for (let word = part, before = ""; word !== before; ) {
    if (word === "." || word === ".." || FORBIDDEN.test(word)) {
      return true;
    }
    before = word;
    try {
      word = decodeURIComponent(word); // a server may decode once more than it should
    } catch {
      // A percent sign that stands for itself.
    }
  }
  return false;
}

const LONGEST_PART = 255; // of a file's name, as file systems have it
// Also halves of characters, which no address holds, and what turns the direction of what is shown.
const FORBIDDEN = /[/\\\p{Cc}\p{Cs}\p{Bidi_Control}]/u;

/** The address to fetch. A revision is one part of it, whatever slashes it has. */
export function resolveAddress(place: Place): string {
  const parts = [...place.id.split("/"), "resolve", place.revision, ...place.file.split("/")];
  const address = `${place.endpoint}/${parts.map(encodeURIComponent).join("/")}`;
  if (new URL(address).href !== address) {
    throw new Error(`${placeWord(place)} leads elsewhere`); // findModel and placeOf make no such place
  }
  return address;
}

/** A place as one word, for the fragment and for the field: `owner/name@revision:folder/config.json`. */
export function placeWord(place: Place): string {
  const revision = place.revision === "main" ? "" : `@${place.revision.replace(READ_OTHERWISE, asPercent)}`;
  const file = place.file === "config.json" ? "" : `:${place.file}`;
  const endpoint = place.endpoint === DEFAULT ? "" : `${place.endpoint}/`;
  return `${endpoint}${place.id}${revision}${file}`;
}

/** What an address, or a word at its ends, would be read as something else for. */
const READ_OTHERWISE = /[%?#\s"'`<>(),;]/g;

function asPercent(sign: string): string {
  const bytes = [...new TextEncoder().encode(sign)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** Reads such a word again. */
export function placeOf(word: string): Found {
  const colon = /:(?!\/\/)(?!\d+\/)([^:@]+\.json)$/.exec(word);
  const found = findModel(colon ? word.slice(0, colon.index) : word);
  return colon && !("problem" in found) ? checked({ ...found, file: colon[1] ?? "config.json" }) : found;
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
