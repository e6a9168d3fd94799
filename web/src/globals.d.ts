/** The endpoints that configs may be fetched from, the default first: see build/headers.ts. */
declare const __HUBS__: string[];

declare module "virtual:examples" {
  const examples: { id: string; name: string; live: boolean }[];
  export default examples;
}
