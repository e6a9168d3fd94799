package meshwise

import "encoding/json"

// Verdict is what the engine says of a run.
type Verdict struct {
	Valid     Truth  `json:"valid"`
	Headline  string `json:"headline"` // in one line
	Model     string `json:"model"`
	Framework string `json:"framework"`
	Mesh      Mesh   `json:"mesh"` // every size, those that the framework fills in too
	Layout    string `json:"layout"`

	Violations []Violation `json:"violations"`
	Warnings   []Violation `json:"warnings"`
	Unknowns   []Doubt     `json:"unknowns"`
	Open       []Open      `json:"open"`     // settings that were not given and that decide something
	NotUsed    []string    `json:"not_used"` // settings that were given and that no rule of the framework reads
	Notes      []string    `json:"notes"`
	Nearest    []Listed    `json:"nearest"` // meshes that pass, fewest changes first

	Fails    bool         `json:"fails"`    // where FailOn was asked for
	Accepted []Acceptance `json:"accepted"` // those that fired

	Estimate *Estimate `json:"estimate"` // where a card is given, or Want("estimate")
	Rendered string    `json:"rendered"` // where Text was asked for

	Raw json.RawMessage `json:"-"` // the whole answer
}

// Codes are the codes of the violations.
func (v *Verdict) Codes() []string {
	codes := make([]string, len(v.Violations))
	for i := range v.Violations {
		codes[i] = v.Violations[i].Code
	}
	return codes
}

// Mesh is the sizes of a mesh, in ranks.
type Mesh struct {
	Strategy        string `json:"strategy"`
	WorldSize       int64  `json:"world_size"`
	PPSize          int64  `json:"pp_size"`
	DPSize          int64  `json:"dp_size"`
	DPReplicateSize int64  `json:"dp_replicate_size"`
	DPShardSize     int64  `json:"dp_shard_size"`
	CPSize          int64  `json:"cp_size"`
	TPSize          int64  `json:"tp_size"`
	EPSize          int64  `json:"ep_size"`
}

// Violation is a broken rule, or a risk.
type Violation struct {
	Code     string           `json:"code"`     // stable: docs/rules.md lists them
	Severity string           `json:"severity"` // "refuses", "fails_late", "silently_wrong", "slow", …
	Label    string           `json:"label"`    // what becomes of the run, in words
	Message  string           `json:"message"`
	Axis     string           `json:"axis"`
	Size     int64            `json:"size"`
	Equation string           `json:"equation"`
	Because  []Evidence       `json:"because"`
	Legal    map[string][]any `json:"legal"` // for each setting that may change, values that would mend this
	Needs    map[string]any   `json:"needs"` // settings that were not given, with values under which it may start
	Fix      []Fix            `json:"fix"`   // changes, each of which mends this
	Advice   string           `json:"advice"`
	Source   []string         `json:"source"` // where the rule was read
}

// Fix is one change that mends a violation, in the framework's own words.
type Fix struct {
	Set   string `json:"set"`
	Value any    `json:"value"`
	Path  string `json:"path"`
	CLI   string `json:"cli"`
	YAML  string `json:"yaml"`
	TOML  string `json:"toml"`
}

// Evidence is something that an answer rests on.
type Evidence struct {
	Path    string `json:"path"`
	Value   any    `json:"value"`
	Entries int64  `json:"entries"`
	Opaque  string `json:"opaque"`
	Raised  string `json:"raised"`
	Source  string `json:"source"` // where the catalogue knows it from
}

// Doubt is a rule that the facts do not answer.
type Doubt struct {
	Code     string   `json:"code"`
	Axis     string   `json:"axis"`
	Size     int64    `json:"size"`
	Equation string   `json:"equation"`
	Message  string   `json:"message"`
	Missing  []string `json:"missing"` // what would settle it
	Advice   string   `json:"advice"`
}

// Open is a setting that was not given, with the rules that hinge on it.
type Open struct {
	Setting string   `json:"setting"`
	Codes   []string `json:"codes"`
}

// List is the meshes of a world on which a model runs.
type List struct {
	Model     string   `json:"model"`
	Framework string   `json:"framework"`
	Total     int64    `json:"total"`    // how many pass
	Doubtful  int64    `json:"doubtful"` // of these, unless an unknown fact says otherwise
	Complete  bool     `json:"complete"` // every mesh of the world was tried
	Meshes    []Listed `json:"meshes"`
	Rendered  string   `json:"rendered"`

	Raw json.RawMessage `json:"-"`
}

// Listed is a mesh that passes.
type Listed struct {
	Mesh
	Valid   Truth          `json:"valid"`
	Changes []string       `json:"changes"` // axes whose sizes differ from those that were asked for
	Needs   map[string]any `json:"needs"`   // settings that have to be written for it
}
