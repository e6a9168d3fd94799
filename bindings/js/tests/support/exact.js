// JSON read exactly: numbers by their decimal value and not as doubles, no member twice, nothing behind the value.

/** A number as its decimal value, so that 1, 1.0 and 10e-1 are alike and integers above 2^53 are not. */
export class Exact {
  constructor(text) {
    const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
    const digits = (whole + fraction).replace(/^0+/, "");
    const kept = digits.replace(/0+$/, "");
    const power = Number(exponent) - fraction.length + (digits.length - kept.length);
    this.value = kept === "" ? "0" : `${sign}${kept}e${power}`;
  }
}

const TOKEN = /\s*(?:([{}[\]:,])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y;
const WORDS = { true: true, false: false, null: null };

/** Reads one JSON value; objects are Maps. */
export function exact(text) {
  JSON.parse(text); // what is no JSON at all is refused by the real parser
  TOKEN.lastIndex = 0;
  const value = read(text, next(text));
  if (text.slice(TOKEN.lastIndex).trim() !== "") {
    throw new SyntaxError("something stands behind the value");
  }
  return value;
}

function next(text) {
  const token = TOKEN.exec(text);
  if (token === null) {
    throw new SyntaxError("no token");
  }
  return token;
}

function read(text, [, mark, string, number, word]) {
  if (mark === "{") {
    return object(text);
  }
  if (mark === "[") {
    const list = [];
    for (let token = next(text); token[1] !== "]"; token = next(text)) {
      list.push(read(text, token[1] === "," ? next(text) : token));
    }
    return list;
  }
  return string !== undefined ? JSON.parse(string) : number !== undefined ? new Exact(number) : WORDS[word];
}

function object(text) {
  const members = new Map();
  for (let token = next(text); token[1] !== "}"; token = next(text)) {
    const name = JSON.parse((token[1] === "," ? next(text) : token)[2]);
    next(text); // the colon
    if (members.has(name)) {
      throw new SyntaxError(`${name} occurs twice`);
    }
    members.set(name, read(text, next(text)));
  }
  return members;
}
