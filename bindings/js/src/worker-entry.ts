/** What runs in a worker of a browser. */
import { answering, type ToWorker } from "./worker-protocol.js";

const answer = answering();

self.addEventListener("message", (event: MessageEvent<ToWorker>) => {
  const said = answer(event.data);
  self.postMessage(said, { transfer: "answer" in said ? [said.answer.buffer] : [] });
});
