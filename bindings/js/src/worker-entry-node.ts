/** What runs in a worker of Node. */
import { parentPort } from "node:worker_threads";
import { compiled } from "./node.js";
import { answering, type ToWorker } from "./worker-protocol.js";

const answer = answering((source) => compiled(source ?? undefined));

parentPort?.on("message", async (message: ToWorker) => {
  const said = await answer(message);
  parentPort?.postMessage(said, "answer" in said ? [said.answer.buffer] : []);
});
