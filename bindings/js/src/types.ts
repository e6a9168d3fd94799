/** The types of requests and answers, made from the engine's JSON Schemas, under the names that people use. */
import type * as answer from "./generated/answer.js";
import type * as request from "./generated/request.js";

export type { Axis, Edit, ErrorAnswer, Evidence, Finding, Fix, Layout, Listed } from "./generated/answer.js";
export type { Facts } from "./generated/facts.js";

export type Answer = answer.Answer;
export type Request = request.Request;
export type Format = NonNullable<request.Format>;
export type Run = NonNullable<request.Run>;
/** The sizes of a mesh, completed, in ranks. */
export type Mesh = answer.Mesh;
/** The same with some members that a request can leave out, and the questions of this package never do. */
type With<T, K extends keyof T> = Omit<T, K> & Required<Pick<T, K>>;
/** A rule that the run breaks. */
export type Violation = With<
  answer.Violation,
  "axis" | "equation" | "label" | "message" | "reason" | "legal" | "fix" | "advice" | "source"
>;
/** A rule that cannot be answered. */
export type Doubt = With<answer.Doubt, "axis" | "equation" | "message" | "advice">;
/** Whether a model can run on a mesh, and what to change. */
export type Verdict = Omit<
  With<answer.VerdictAnswer, "headline" | "tone" | "layout" | "model" | "framework" | "open" | "not_used">,
  "violations" | "warnings" | "unknowns"
> & { violations: Violation[]; warnings: Violation[]; unknowns: Doubt[] };
/** A verdict for each mesh of a list. */
export type Verdicts = Omit<answer.VerdictsAnswer, "verdicts"> & { verdicts: [OneVerdict, ...OneVerdict[]] };
type OneVerdict = Omit<Verdict, "kind" | "catalogue">;
/** Every capability of a model, with its reason. */
export type Report = answer.ReportAnswer;
/** The meshes of a world on which a model can run. */
export type Meshes = answer.MeshesAnswer;
/** The runs of a world, ranked, with what each needs. */
export type Plan = answer.PlanAnswer;
/** What a run needs: memory and time, as intervals. */
export type Estimate = answer.Estimate;
/** What a file or a command says of a run. */
export type Reading = answer.ReadingAnswer;
/** The layout of a mesh. */
export type Topology = answer.TopologyAnswer;
/** How a job starts on a mesh, in the words of every framework. */
export type Launch = answer.LaunchAnswer;
/** What a code means. */
export type Explanation = answer.ExplanationAnswer;
/** The classes that the catalogue knows, and what each supports. */
export type Architectures = answer.ArchitecturesAnswer;
/** What changes from one version of a package to another. */
export type Difference = answer.DifferenceAnswer;
/** What the engine knows. */
export type Description = answer.DescriptionAnswer;

type Answers = {
  describe: Description;
  capabilities: Report;
  validate_mesh: Verdict | Verdicts;
  meshes: Meshes;
  plan: Plan;
  read: Reading;
  topology: Topology;
  launch: Launch;
  explain: Explanation;
  architectures: Architectures;
  difference: Difference;
};

/** The answer to a request; an error is one as well. */
export type AnswerTo<R extends Request> = Answers[R["op"]] | answer.ErrorAnswer;
