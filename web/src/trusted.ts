/**
 * The page makes no markup and no script from text: the browser refuses both (`require-trusted-types-for`). What is left is
 * the address of a worker, which has to be the page's own.
 */
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

export function trustOwnScripts(): void {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  factory?.createPolicy("default", {
    createScriptURL(address) {
      if (new URL(address, location.href).origin !== location.origin) {
        throw new TypeError("a script from another origin");
      }
      return address;
    },
  });
}
