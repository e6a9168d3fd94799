package plan

// Question asks which runs of a world to start.
type Question struct {
	// Run is what is fixed: the framework, the strategy, the sequence length, the global batch, the card. The size of
	// the world is that of its mesh, whose other sizes are tried. A microbatch, a recomputation or a number of virtual
	// stages that is set here is not varied.
	Run   Run
	Limit int // runs in the answer; 0: ten
}

// World knows which meshes are legal. The planner asks for sizes and never decides them.
type World interface {
	// Meshes visits every legal mesh of the question's world until visit returns false.
	Meshes(visit func(Mesh) bool)
	// Legal says whether a run on a mesh that Meshes does not list may start: with tensor-parallel experts, with stages of
	// unequal depth, with virtual stages. needs names the settings that have to be written for it.
	Legal(run Run) (needs []string, ok bool)
}

// Choice is one run of a plan.
type Choice struct {
	Run      Run
	Estimate Estimate
	Needs    []string     // settings that must be written for the mesh to be legal
	Why      []Comparison // with neighbours, at most three
}

// Answer is a plan: runs in the order in which to try them.
type Answer struct {
	Choices []Choice
	Alike   int // the first so many are as good as can be told: their intervals hold the best one's step

	Legal     int // meshes that were looked at
	Fit       int // of these, with a run that fits or is tight
	CannotFit int // whatever is varied
	Tried     int // runs

	Nearest *Choice // of those that cannot fit, the one that lacks least; nil where something fits
	Lacks   float64 // bytes that it lacks, at least
	Change  []Change

	Assumed []Assumption
	Unknown []Missing // why there is no plan
}

// Change is one change under which something would fit.
type Change struct{ Setting, Value string }
