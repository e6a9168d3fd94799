/** A YAML file that the command reads itself, as nodes with their places. */
import type { Row } from "../files/rows.js";

const KINDS: Readonly<Record<string, "map" | "list">> = { m: "map", l: "list" };

export class Node {
  private constructor(
    readonly kind: "map" | "list" | "text",
    /** Of a scalar; empty for anything else. */
    readonly text: string,
    readonly line: number,
    readonly column: number,
    /** What a map or a list holds. The keys of a list are nothing. */
    readonly members: [key: Node, value: Node][] = [],
  ) {}

  /**
   * The first document of a file; undefined where it is empty.
   *
   * @throws {Refused} It is no YAML.
   */
  static async of(data: Buffer): Promise<Node | undefined> {
    const { yamlRows } = await import("../files/yaml.js");
    const nodes: Node[] = [];
    for (const row of yamlRows(data.toString("utf8"))) {
      const { parent, kind, key = "", text = "", keyLine = 0, keyColumn = 0 } = row;
      if (parent < 0 && nodes.length > 0) {
        break; // another document
      }
      const node = (kind === "a" ? nodes[Number(text)] : undefined) ?? Node.#made(row);
      nodes.push(node);
      nodes[parent]?.members.push([new Node("text", key, keyLine, keyColumn), node]);
    }
    return nodes[0];
  }

  static #made({ kind, text = "", line = 0, column = 0 }: Row): Node {
    const known = KINDS[kind];
    return new Node(known ?? "text", known === undefined ? text : "", line, column);
  }
}
