/** The answers that the page shows, by the operation that gives them. */
import type {
  Description,
  ErrorAnswer,
  Explanation,
  Launch,
  Meshes,
  Report,
  Topology,
  Verdict,
  Verdicts,
} from "meshwise/worker";

export type {
  Description,
  ErrorAnswer,
  Finding,
  Fix,
  Launch,
  Listed,
  Meshes,
  Report,
  Topology,
  Verdict,
  Verdicts,
  Violation,
} from "meshwise/worker";

export type Answers = {
  describe: Description;
  capabilities: Report | ErrorAnswer;
  validate_mesh: Verdict | Verdicts | ErrorAnswer;
  meshes: Meshes | ErrorAnswer;
  topology: Topology | ErrorAnswer;
  launch: Launch | ErrorAnswer;
  explain: Explanation | ErrorAnswer;
};

export type Op = keyof Answers;
export type Answer = Answers[Op];
