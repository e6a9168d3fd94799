package mesh

import "github.com/meshwise/meshwise/capabilities"

// Verdict is the answer to whether a model runs on a mesh.
type Verdict struct {
	Model     string
	Framework Framework
	// Valid is no when a rule is broken, unknown when it hinges on a fact that was not observed, else yes.
	Valid      capabilities.Truth
	Mesh       Mesh // completed; 0 where a size cannot be settled
	Violations []Violation
	Warnings   []Violation
	Unknowns   []Doubt
	Effective  []capabilities.Answer
	Layout     *Layout // nil where the sizes make no mesh
	Nearest    []Listed
	// WorldAssumed says that no world size was given, and the smallest that holds the sizes was taken.
	WorldAssumed bool
}

// Violation is a broken rule, or a risk.
type Violation struct {
	Rule     *Rule
	Size     int // of the rule's axis; 0 for a rule about the model
	Severity Severity
	Message  string
	Reason   capabilities.Reason // of the capability that the rule rests on, if it rests on one
	Because  []capabilities.Evidence
	Legal    []Legal
	Fixes    []Fix
}

// Doubt is a rule that cannot be answered from the facts.
type Doubt struct {
	Rule    *Rule
	Size    int
	Message string
	Missing []string // the facts that would settle it
}

// Validate holds a model against a mesh. nearest is how many of the meshes that pass a refusal offers. An error is an
// [*InputError]: the mesh is no question.
func Validate(m *Model, asked Mesh, run Run, nearest int) (Verdict, error) {
	c, err := complete(m, asked, run)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{
		Model: m.report.Model, Framework: c.Framework, Mesh: c.mesh(), WorldAssumed: c.worldAssumed,
		Effective: m.effectiveAt(c.CP, c.EP),
		Layout:    c.layout(),
	}
	for i := range rulings {
		r := &rulings[i]
		switch stance := r.Stances[c.Framework]; r.ask(&c) {
		case broken:
			if stance.Warns() {
				v.Warnings = append(v.Warnings, r.violation(&c, stance))
			} else {
				v.Violations = append(v.Violations, r.violation(&c, stance))
			}
		case unknown:
			if !stance.Warns() && !r.Quiet {
				v.Unknowns = append(v.Unknowns, Doubt{r.Rule, c.sizeOf(r.Axis), r.doubt(&c), r.missing(&c)})
			}
		}
	}
	switch {
	case len(v.Violations) > 0:
		v.Valid = capabilities.No
		v.Nearest = c.nearest(nearest)
	case len(v.Unknowns) == 0:
		v.Valid = capabilities.Yes
	}
	return v, nil
}

func (r *ruling) violation(c *Case, stance Stance) Violation {
	v := Violation{
		Rule: r.Rule, Size: c.sizeOf(r.Axis), Severity: stance.Severity,
		Message: r.message(c), Because: r.because(c), Legal: r.legal(c),
	}
	if r.Reason != "" {
		v.Reason = c.report.Of(r.Reason).Reason
	}
	v.Fixes = r.fixes(c, v.Legal)
	return v
}

// passes reports whether none of the rules refuses the case, and whether one is in doubt.
func (c *Case) passes(which func(*ruling) bool) (ok, doubtful bool) {
	for _, r := range refusals[c.Framework] {
		if !which(r) {
			continue
		}
		switch r.ask(c) {
		case broken:
			return false, false
		case unknown:
			doubtful = doubtful || !r.Quiet
		}
	}
	return true, doubtful
}

func everyRule(*ruling) bool { return true }

// mesh returns the sizes of the case.
func (c *Case) mesh() Mesh {
	return Mesh{
		Strategy: c.Strategy, World: c.World, PP: c.PP, DP: c.DP, DPReplicate: c.DPReplicate, DPShard: c.DPShard,
		CP: c.CP, TP: c.TP, EP: c.EP,
	}
}
