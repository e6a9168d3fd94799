// Package plan says what a training run of a language model needs: how many bytes a rank, and how many seconds a step; and
// which runs of a world are as good as any.
//
//	config.json ─ Read ─> Model ─┬─ Estimate(run) ───────> Estimate: memory and time as intervals, stage by stage
//	                             └─ Plan(question, world) ─> Answer:  the runs of a world, ranked, with reasons
//
// Everything is closed-form arithmetic on a config, the sizes of a mesh and a dozen numbers of a card. [Read] counts
// parameters exactly: the table that it reads, classes_data.go, is made by plan/classfit, which builds each class of
// transformers on torch's meta device from many configs and writes down what its parameters follow from. [Model.Estimate]
// evaluates the equations of docs/planner.md; each stands, with its source, where it is implemented.
//
// Answers have three values, as everywhere in this module. What a run leaves open is taken from its framework and told in
// Assumed; the interval then spans what else it may be. What nothing stands in for is told in Unknown, with the setting
// that settles it, and what hangs on it is unknown. A run cannot fit only where it fits under no value of anything that
// was left open.
//
// Which meshes are legal is not decided here: [World] asks the caller.
//
// The order of every sum is that of the text, and no product is fused with a sum, so that all hosts give the same bytes.
package plan
