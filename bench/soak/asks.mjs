// What a host does here, in Node and in a browser: the requests in turn, over and over, each with the answer that it had the
// first time. See main.go.

/** The requests of the file that main.go wrote. */
export function readRequests(content) {
  const requests = [];
  for (let at = 0; at < content.length; ) {
    const line = content.indexOf(10, at);
    const size = Number(new TextDecoder().decode(content.subarray(at, line)));
    requests.push(content.slice(line + 1, line + 1 + size));
    at = line + 1 + size;
  }
  return requests;
}

const same = (a, b) => a.length === b.length && a.every((byte, n) => byte === b[n]);

/** Asks an engine, from call `from` on; `kept` is the answers so far, in the order of the requests. */
export function ask(engine, requests, kept, from, to) {
  for (let n = from; n < to; n++) {
    const answer = engine.send(requests[n % requests.length]);
    const before = kept[n % requests.length];
    if (before === undefined) {
      kept.push(answer);
    } else if (!same(answer, before)) {
      throw new Error(`call ${n}: another answer to request ${n % requests.length} than before`);
    }
  }
}

/** The answers in one piece, each with its length before it, as their digest is of. */
export function joined(answers) {
  const all = new Uint8Array(answers.reduce((sum, { length }) => sum + 4 + length, 0));
  let at = 0;
  for (const answer of answers) {
    new DataView(all.buffer).setUint32(at, answer.length, true);
    all.set(answer, at + 4);
    at += 4 + answer.length;
  }
  return all;
}

/** Asks all that there is to ask, in steps, and tells how far it is. */
export async function soak(engine, requests, calls, tell) {
  const kept = [];
  const warm = Math.max(2 * requests.length, Math.floor(calls / 10));
  let early = 0;
  for (let n = 0; n < calls; ) {
    const next = Math.min(n + 2000, calls, n < warm ? warm : calls);
    ask(engine, requests, kept, n, next);
    n = next;
    if (n === warm) {
      early = engine.memoryBytes;
    }
    await tell(n);
  }
  return { calls, answers: joined(kept), early, late: engine.memoryBytes };
}
