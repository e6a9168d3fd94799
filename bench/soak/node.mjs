// The npm package in Node, asked very many times: node node.mjs -calls N FILE. See main.go.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { load } from "../../bindings/js/dist/node.js";
import { readRequests, soak } from "./asks.mjs";

const [, , , calls, path] = process.argv;
const requests = readRequests(readFileSync(path));
const { answers, ...rest } = await soak(await load(), requests, Number(calls), (n) => console.log(n));
console.log(JSON.stringify({ ...rest, digest: createHash("sha256").update(answers).digest("hex") }));
