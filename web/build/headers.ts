/** The headers of the page, written once: for the server, for static hosts, and for the page itself. */

/** Where models are fetched from unless the build names other places. */
const HUB = "https://huggingface.co";

/** The endpoints that the page may fetch configs from: those of MESHWISE_HUB, separated by spaces, the default first. */
export function endpoints(environment: Record<string, string | undefined> = process.env): string[] {
  const list = (environment.MESHWISE_HUB ?? HUB).split(/\s+/).filter(Boolean);
  return list.map((address) => {
    const url = new URL(address);
    if (url.pathname !== "/" || url.search || url.hash || url.username || !/^https?:$/.test(url.protocol)) {
      throw new Error(`MESHWISE_HUB: expected an origin such as ${HUB}, got ${address}`);
    }
    return url.origin;
  });
}

/**
 * The content security policy. Scripts, styles and workers come from the page's own origin alone; the engine needs
 * 'wasm-unsafe-eval' to compile, and nothing is ever evaluated as JavaScript. The page can reach its own origin and the
 * endpoints that the build names, and no other: that nothing leaves the tab is then the browser's promise.
 */
export function policy(hubs: string[]): Record<string, string> {
  return {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": ["'self'", ...hubs].join(" "),
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "default",
  };
}

/** A policy as the value of its header. */
export function policyText(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}

/** What a <meta> element can say of the policy, for hosts that set no headers. */
export function metaPolicy(hubs: string[]): string {
  const { "frame-ancestors": _, ...rest } = policy(hubs);
  return policyText(rest);
}

/** The headers by path, in the order in which they apply. */
export function headers(hubs: string[]): [path: string, headers: Record<string, string>][] {
  return [
    [
      "/*",
      {
        "Content-Security-Policy": policyText(policy(hubs)),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy":
          "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
      },
    ],
    ["/assets/*", { "Cache-Control": "public, max-age=31536000, immutable" }],
  ];
}

/** The same as the `_headers` file that static hosts read. */
export function headersFile(hubs: string[]): string {
  return headers(hubs)
    .map(([path, set]) =>
      [path, ...Object.entries(set).map(([name, value]) => `  ${name}: ${value}`)].join("\n").concat("\n"),
    )
    .join("\n");
}
