/** The answers that the page shows, by the operation that gives them. */
import type {
  Description,
  ErrorAnswer,
  Explanation,
  Launch,
  Meshes,
  Plan,
  Reading,
  Report,
  Topology,
  Verdict,
  Verdicts,
} from "meshwise/worker";

export type {
  Description,
  ErrorAnswer,
  Estimate,
  Finding,
  Fix,
  Launch,
  Listed,
  Meshes,
  Plan,
  Reading,
  Report,
  Topology,
  Verdict,
  Verdicts,
  Violation,
} from "meshwise/worker";

/** A run of a plan. */
export type PlannedRun = Plan["runs"][number];

export type Answers = {
  describe: Description;
  capabilities: Report | ErrorAnswer;
  validate_mesh: Verdict | Verdicts | Reading | ErrorAnswer;
  read: Reading | ErrorAnswer;
  meshes: Meshes | ErrorAnswer;
  plan: Plan | ErrorAnswer;
  topology: Topology | ErrorAnswer;
  launch: Launch | ErrorAnswer;
  explain: Explanation | ErrorAnswer;
};

export type Op = keyof Answers;
export type Answer = Answers[Op];
