/** What runs in a worker of Node. */
import { parentPort } from "node:worker_threads";
import { answering, type ToWorker } from "./worker-protocol.js";

const answer = answering();

parentPort?.on("message", (message: ToWorker) => {
  const said = answer(message);
  parentPort?.postMessage(said, "answer" in said ? [said.answer.buffer] : []);
});
