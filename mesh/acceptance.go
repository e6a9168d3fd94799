package mesh

// Acceptance is a code that the user says may fire, and why. What is accepted stays what it is in the verdict, and no longer
// fails whoever asked.
type Acceptance struct {
	Code, Reason string
	At           string // where the user says it, as "meshwise.yaml:12"; empty where that is no file
}

// Threshold is what of a verdict fails whoever asked.
type Threshold uint8

// The thresholds, each with what those before it have.
const (
	OnViolation Threshold = iota // a broken rule, or a file that is refused
	OnUnknown                    // a rule that cannot be answered, or a setting whose value is not known
	OnWarning                    // a risk
)

// Accept notes the acceptances that fire, in the order of what was found. Of several of one code it is the first.
func (v *Verdict) Accept(list []Acceptance) {
	if len(list) == 0 {
		return
	}
	v.eachFound(func(code string, _ Threshold) {
		for i := range list {
			if list[i].Code == code && v.Accepting(code) == nil {
				v.Accepted = append(v.Accepted, &list[i])
			}
		}
	})
}

// Accepting is the acceptance that fired for a code; nil where none did.
func (v *Verdict) Accepting(code string) *Acceptance {
	for _, a := range v.Accepted {
		if a.Code == code {
			return a
		}
	}
	return nil
}

// Fails reports whether anything that is not accepted reaches a threshold. A setting that hinges has no code: nothing
// accepts it.
func (v *Verdict) Fails(on Threshold) bool {
	fails := on >= OnUnknown && len(v.Hinges) > 0
	v.eachFound(func(code string, at Threshold) { fails = fails || at <= on && v.Accepting(code) == nil })
	return fails
}

// eachFound visits what was found that may fail, with the threshold that it reaches.
func (v *Verdict) eachFound(visit func(code string, at Threshold)) {
	for i := range v.Violations {
		visit(v.Violations[i].Rule.Code, OnViolation)
	}
	for i := range v.Remarks {
		if v.Remarks[i].Refuses {
			visit(v.Remarks[i].Code, OnViolation)
		}
	}
	for i := range v.Unknowns {
		visit(v.Unknowns[i].Rule.Code, OnUnknown)
	}
	for i := range v.Warnings {
		visit(v.Warnings[i].Rule.Code, OnWarning)
	}
}
