/** The one version rule of all hosts. */
import { EngineError } from "./errors.js";

/** A version of the ABI. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** The version that this package is written for. It uses nothing that came with a later minor version. */
export const NEEDED: Version = { major: 2, minor: 0 };

/** Reads what `meshwise_abi_version` returns. */
export function unpackVersion(packed: number): Version {
  return { major: (packed >>> 16) & 0xffff, minor: packed & 0xffff };
}

/**
 * Refuses another major version, refuses a minor version below the one that is needed, and accepts any above.
 *
 * @throws {EngineError} `abi.major_mismatch` or `abi.minor_too_old`
 */
export function checkVersion(got: Version, needed: Version = NEEDED): void {
  const speaks = `the module speaks version ${got.major}.${got.minor} of the ABI`;
  if (got.major !== needed.major) {
    throw new EngineError("abi.major_mismatch", `${speaks} and this host ${needed.major}.${needed.minor}`);
  }
  if (got.minor < needed.minor) {
    throw new EngineError(
      "abi.minor_too_old",
      `${speaks} and this host needs at least ${needed.major}.${needed.minor}`,
    );
  }
}
