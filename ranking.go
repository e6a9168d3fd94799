package meshwise

import "encoding/json"

// Ranking is the runs of a world in the order in which to try them.
type Ranking struct {
	Headline         string       `json:"headline"`
	Model            string       `json:"model"`
	Framework        string       `json:"framework"`
	WorldSize        int64        `json:"world_size"`
	Parameters       *int64       `json:"parameters"`        // of the language model; nil where not known
	ActiveParameters *int64       `json:"active_parameters"` // that one token meets
	Counts           PlanCounts   `json:"counts"`
	Runs             []Planned    `json:"runs"`
	Nearest          *Planned     `json:"nearest"` // where nothing fits: the run that lacks least
	Lacks            int64        `json:"lacks"`   // bytes that it lacks
	Changes          []Change     `json:"changes"` // each lets something fit by itself
	Assumed          []Assumption `json:"assumed"`
	Unknown          []Missing    `json:"unknown"` // why there is no plan
	Rendered         string       `json:"rendered"`

	Raw json.RawMessage `json:"-"`
}

// PlanCounts is how many were looked at.
type PlanCounts struct {
	Legal     int64 `json:"legal"`      // meshes that were looked at
	Fit       int64 `json:"fit"`        // of these, with a run that fits or is tight
	CannotFit int64 `json:"cannot_fit"` // whatever is varied
	Tried     int64 `json:"tried"`      // runs
	Alike     int64 `json:"alike"`      // the first so many are as good as can be told
}

// Planned is one run of a plan.
type Planned struct {
	Mesh     Mesh           `json:"mesh"`
	Run      map[string]any `json:"run"` // what it decides beside the sizes, and what the framework must be told
	Valid    Truth          `json:"valid"`
	Warnings []string       `json:"warnings"`
	Estimate Estimate       `json:"estimate"`
	Why      []string       `json:"why"`
}

// Change is one setting under which something would fit.
type Change struct {
	Setting string `json:"setting"`
	Value   any    `json:"value"`
}

// Estimate is what a run needs.
type Estimate struct {
	Fits    string       `json:"fits"` // "yes", "tight", "no", "unknown"
	Memory  *Memory      `json:"memory"`
	Time    *Time        `json:"time"`
	Assumed []Assumption `json:"assumed"`
	Unknown []Missing    `json:"unknown"`
	Remarks []Missing    `json:"remarks"`
}

// Memory is what the fullest rank needs, in bytes.
type Memory struct {
	Whole     bool     `json:"whole"` // false: the states of the model alone are told
	Allocated Interval `json:"allocated"`
	Device    Interval `json:"device"` // with what is reserved beyond that, and contexts
	Capacity  *int64   `json:"capacity"`
	Fullest   int64    `json:"fullest"` // the stage of the peak
}

// Time is how long a step takes.
type Time struct {
	Step            Interval `json:"step"` // seconds
	TokensPerSecond Interval `json:"tokens_per_second_per_gpu"`
	TokensPerStep   float64  `json:"tokens_per_step"`
	Microbatches    float64  `json:"microbatches"`
	ModelTFLOPs     float64  `json:"model_tflops_per_gpu"`
	Utilization     float64  `json:"utilization"` // of the card's peak: MFU
}

// Interval is a number that lies between two others.
type Interval struct {
	Low    float64 `json:"low"`
	Middle float64 `json:"middle"`
	High   float64 `json:"high"`
}

// Assumption is what was taken because nothing was said.
type Assumption struct {
	Setting string `json:"setting"`
	Value   string `json:"value"`
	Other   string `json:"other"` // what else it may be: the interval spans both
}

// Missing is what leaves something unknown.
type Missing struct {
	What   string `json:"what"`
	Why    string `json:"why"`
	Settle string `json:"settle"` // the setting that settles it
}
