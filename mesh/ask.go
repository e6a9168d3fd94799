package mesh

import (
	"github.com/meshwise/meshwise/mesh/law"
)

// state is what a rule says about a case.
type state uint8

const (
	holds   state = iota
	broken        // it does not hold
	depends       // it does not hold, and nobody can say here what becomes of that
	unknown       // a fact that decides it was not observed
	open          // a setting that decides it was not given
)

// holdsFor reports whether the ruling is that of the framework's version.
func (r *ruling) holdsFor(c *law.Case) bool {
	return !(r.bounded[0] && c.Version.Before(r.since)) && !(r.bounded[1] && !c.Version.Before(r.until))
}

// ask says what the rule makes of the case. It is broken where it applies and its equation does not hold, and it holds
// where it does not apply or its equation holds, whatever else is not known. A rule that needs a size which the case leaves
// open holds: the rule that left it open has spoken.
func (r *ruling) ask(c *law.Case) state {
	if !r.holdsFor(c) {
		return holds
	}
	return r.askWhen(c, r.at.whens[r.when].Evaluate(c))
}

// askWhen is [ruling.ask] of a rule that holds for the version, where it is known what its condition comes to.
func (r *ruling) askWhen(c *law.Case, when law.Value) state {
	if when.Why == 0 && when.N == 0 {
		return holds
	}
	why := when.Why
	if r.narrows != "" {
		v := r.narrows.Evaluate(c)
		if v.Why == 0 && v.N == 0 {
			return holds
		}
		why |= v.Why
	}
	v := r.equation.Evaluate(c)
	switch why |= v.Why; {
	case v.Why == 0 && v.N == 1, why&law.Unsettled != 0:
		return holds
	case why&(law.NotSaid|law.Own) != 0:
		return open
	case why != 0:
		return unknown
	case r.stance.Depends:
		return depends
	default:
		return broken
	}
}

// conditions is what the conditions of a room's rules come to in a case. Each is computed once.
type conditions struct {
	in    *law.Case
	whens []law.Program
	known []condition
}

type condition struct {
	law.Value
	asked bool
}

// of is what the rule's condition comes to: it speaks of the case where that is known and true.
func (cs *conditions) of(r *ruling) law.Value {
	is := &cs.known[r.when]
	if !is.asked {
		*is = condition{cs.whens[r.when].Evaluate(cs.in), true}
	}
	return is.Value
}

// refuses reports whether a broken rule stops the run: it is no warning, and nobody doubts it.
func (r *ruling) refuses() bool { return !r.stance.Warns() && !r.stance.Depends }
