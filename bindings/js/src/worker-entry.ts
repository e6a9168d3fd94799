/** What runs in a worker of a browser. */
import { compile, compileOwn } from "./source.js";
import { answering, type ToWorker } from "./worker-protocol.js";

const answer = answering((source) =>
  source === null ? compileOwn(new URL("./meshwise.wasm", import.meta.url)) : compile(source),
);

self.addEventListener("message", async (event: MessageEvent<ToWorker>) => {
  const said = await answer(event.data);
  self.postMessage(said, { transfer: "answer" in said ? [said.answer.buffer] : [] });
});
