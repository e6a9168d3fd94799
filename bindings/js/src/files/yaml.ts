/** The rows of a YAML file, by yaml. No scalar is resolved, and no tag makes anything. */
import {
  Alias,
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  Scalar,
  type YAMLError,
  type YAMLSeq,
} from "yaml";
import { DEEPEST, MOST_ROWS, Refused, type Row, tooDeep } from "./rows.js";

const AS_IT_STANDS = {
  schema: "failsafe",
  merge: false,
  uniqueKeys: false, // the engine sees what stands twice, and says so
  resolveKnownTags: false,
  prettyErrors: false,
  keepSourceTokens: true, // where anchors and tags stand
  logLevel: "silent",
} as const;

/** Brackets and indentation after which a text is read no further: a tree has a quarter of that at most. */
const MOST_OPEN = 4 * DEEPEST;

/**
 * The rows of all documents.
 *
 * @throws {Refused} It is no YAML, and where.
 */
export function yamlRows(text: string): Row[] {
  const places = new Places(text);
  const tokens = tokensOf(text);
  if (tokens === undefined) {
    return tooDeep();
  }
  const walk = new Walk(places);
  for (const document of new Composer(AS_IT_STANDS).compose(tokens)) {
    const wrong = document.errors[0];
    if (wrong !== undefined) {
      throw refused(wrong, places);
    }
    if (!walk.document(document)) {
      break;
    }
  }
  return walk.rows;
}

/** The tokens of a text; undefined where it is nested so deep that composing them would exhaust the stack. */
function tokensOf(text: string): CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MOST_OPEN) {
      return undefined;
    }
  }
  tokens.push(...parser.end());
  return tokens;
}

function refused(error: YAMLError, places: Places): Refused {
  const { line, column } = places.at(error.pos[0]);
  return new Refused(error.message, line, column);
}

/** Lines and columns of offsets. A column counts code points, and what a byte order mark is of no column. */
class Places {
  readonly #starts: number[] = [0];

  constructor(readonly text: string) {
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
      this.#starts.push(end + 1);
    }
  }

  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const before = this.text.slice(this.#starts[low], offset).replace(/^\ufeff/, "");
    return { line: low + 1, column: [...before].length + 1 };
  }

  /** Where a key ends; between brackets, where the next sign stands. */
  behind(key: Node, flow: boolean): number {
    const nothing = /(?:\s|#[^\n]*)*/y;
    nothing.lastIndex = key.range?.[1] ?? 0;
    return flow && nothing.test(this.text) ? nothing.lastIndex : (key.range?.[1] ?? 0);
  }

  /** The text of a scalar. A block at the end of a file whose last line has no end has none either. */
  written(node: Node): string {
    const text = textOf(node);
    const last = styleOf(node) === "b" && node.range?.[1] === this.text.length && !this.text.endsWith("\n");
    return last ? text.replace(/\n$/, "") : text;
  }
}

interface Key {
  readonly key?: string;
  readonly keyLine?: number;
  readonly keyColumn?: number;
}

class Walk {
  readonly rows: Row[] = [];
  readonly #places: Places;
  readonly #anchors = new Map<string, number>(); // rows
  readonly #keys = new Map<string, string>(); // anchors of keys, which have no row, with their texts

  constructor(places: Places) {
    this.#places = places;
  }

  /** Adds the rows of a document, and says whether there is room for more. */
  document(document: Document.Parsed): boolean {
    this.#anchors.clear();
    this.#keys.clear();
    const { contents } = document;
    if (isScalar(contents) && contents.range !== undefined && contents.range !== null && contents.source === "") {
      contents.range[0] = contents.range[1] = document.range[2]; // nothing stands where the document ends
    }
    return contents === null || this.#node(contents, -1, {}, 0);
  }

  #node(node: Node, parent: number, key: Key, depth: number, before: Before = NOTHING): boolean {
    if (this.rows.length > MOST_ROWS || depth > DEEPEST) {
      return false;
    }
    const at = this.rows.length;
    const place = { parent, ...this.#places.at(beginning(node, before)), ...key };
    if (node instanceof Alias) {
      return this.#alias(node, place);
    }
    const { anchor, tag } = node as Scalar;
    if (anchor !== undefined) {
      this.#anchors.set(anchor, at);
      this.#keys.delete(anchor);
    }
    const tagged = tag === undefined ? {} : { tag: tag.replace(/^tag:yaml\.org,2002:/, "!!") };
    if (isMap(node)) {
      this.rows.push({ ...place, ...tagged, kind: "m" });
      return node.items.every((pair) => this.#pair(pair, at, depth + 1, node.flow === true));
    }
    if (isSeq(node)) {
      this.rows.push({ ...place, ...tagged, kind: "l" });
      const tokens = elementTokens(node);
      const { flow = false } = node;
      return node.items.every((item, n) =>
        this.#node(item as Node, at, {}, depth + 1, { tokens: tokens[n]?.start ?? [], flow }),
      );
    }
    this.rows.push({ ...place, ...tagged, kind: styleOf(node), text: this.#places.written(node) });
    return true;
  }

  #alias(node: Alias, place: Omit<Row, "kind">): boolean {
    const { source } = node;
    const text = this.#keys.get(source);
    const row = this.#anchors.get(source);
    if (text === undefined && row === undefined) {
      throw new Refused(`unknown anchor ${source}`, place.line, place.column);
    }
    this.rows.push(text === undefined ? { ...place, kind: "a", text: String(row) } : { ...place, kind: "q", text });
    return true;
  }

  #pair({ key, value, srcToken }: Pair, parent: number, depth: number, flow: boolean): boolean {
    const at = this.#places.at(beginning(key as Node, { tokens: srcToken?.start ?? [], flow }));
    const place = { keyLine: at.line, keyColumn: at.column };
    const before = { tokens: srcToken?.sep ?? [], flow };
    const text = key instanceof Alias ? this.#textAt(key.source) : isScalar(key) ? textOf(key) : undefined;
    if (text === undefined) {
      // A key that is no scalar stands for its member, and ends the tree: the engine refuses it.
      this.rows.push({ parent, kind: "k", ...at, ...place });
      return false;
    }
    if (isScalar(key) && key.anchor !== undefined) {
      this.#keys.set(key.anchor, text);
    }
    return this.#node(
      (value as Node) ?? absent(this.#places.behind(key as Node, flow)),
      parent,
      { key: text, ...place },
      depth,
      before,
    );
  }

  /** The text of the scalar that has an anchor; undefined where it is no scalar. */
  #textAt(anchor: string): string | undefined {
    const row = this.rows[this.#anchors.get(anchor) ?? -1];
    return this.#keys.get(anchor) ?? (row !== undefined && "pqb".includes(row.kind) ? row.text : undefined);
  }
}

/** What stands in front of a node: its anchor and its tag are among the tokens. */
interface Before {
  readonly tokens: readonly CST.SourceToken[];
  readonly flow: boolean;
}
const NOTHING: Before = { tokens: [], flow: false };

/**
 * Where a node begins: with its anchor or its tag. One that is empty stands behind what announces it, and between brackets
 * before what comes next.
 */
function beginning(node: Node, { tokens, flow }: Before): number {
  const property = tokens.find(({ type }) => type === "anchor" || type === "tag");
  if (property !== undefined) {
    return property.offset;
  }
  const from = node.range?.[0] ?? 0;
  const first = isMap(node) && !node.flow ? node.items[0] : undefined;
  if (first !== undefined) {
    return Math.min(from, beginning(first.key as Node, { tokens: first.srcToken?.start ?? [], flow: false }));
  }
  if (flow || !isScalar(node) || styleOf(node) !== "p" || node.range?.[1] !== from) {
    return from;
  }
  const sign = tokens.findLast(({ type }) => type === "map-value-ind" || type === "seq-item-ind");
  return sign === undefined ? from : sign.offset + sign.source.length;
}

const elementTokens = ({ srcToken }: YAMLSeq): readonly { start: readonly CST.SourceToken[] }[] =>
  (srcToken as CST.BlockSequence | undefined)?.items ?? [];

/** What stands for the value of a key without a colon, as in `{a, b}`: nothing. */
function absent(end: number): Scalar {
  const nothing = new Scalar("");
  nothing.range = [end, end, end];
  return nothing;
}

function styleOf(node: unknown): string {
  switch ((node as Scalar).type) {
    case Scalar.QUOTE_DOUBLE:
    case Scalar.QUOTE_SINGLE:
      return "q";
    case Scalar.BLOCK_LITERAL:
    case Scalar.BLOCK_FOLDED:
      return "b";
    default:
      return "p";
  }
}

function textOf(node: unknown): string {
  const { value } = node as Scalar;
  return typeof value === "string" ? value : "";
}
