/** The endpoints that configs may be fetched from, the default first: see build/headers.ts. */
declare const __HUBS__: string[];
/** Where the project is: the address of its repository. */
declare const __REPOSITORY__: string;

declare module "virtual:examples" {
  const examples: { id: string; name: string; group?: string }[];
  export default examples;
}

/** The tables of the engine: see build/table.ts. */
declare module "virtual:table" {
  import type { Description } from "meshwise/worker";

  const table: Pick<Description, "sections" | "frameworks" | "axes" | "numbers">;
  export default table;
}
