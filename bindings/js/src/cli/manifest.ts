/** Manifests of runs that must pass, which the Go command reads. Here they are recognised, and refused by name. */
import { extname } from "node:path";
import { Refused } from "../files/rows.js";
import { Failure } from "./failure.js";
import type { Loaded } from "./loaded.js";

export const MANIFEST = "meshwise.yaml";
const KEY = "meshwise";

/** @throws {Failure} The file is a manifest. */
export async function refuseManifest(file: Loaded): Promise<void> {
  if (await isManifest(file)) {
    throw manifestOfGo(file.label);
  }
}

/** The refusal of a manifest. */
export function manifestOfGo(label: string): Failure {
  return new Failure(`${label}: is a manifest, which the command in Go reads, and this one does not yet`);
}

async function isManifest(file: Loaded): Promise<boolean> {
  if (![".yaml", ".yml"].includes(extname(file.name).toLowerCase()) || !file.data.includes(KEY)) {
    return false;
  }
  const { yamlRows } = await import("../files/yaml.js");
  try {
    const rows = yamlRows(file.data.toString("utf8"));
    return rows.some(({ parent, key }) => parent === 0 && key === KEY) && rows[0]?.kind === "m";
  } catch (error) {
    if (error instanceof Refused) {
      return false; // what is wrong with it is said where it is read
    }
    throw error;
  }
}
