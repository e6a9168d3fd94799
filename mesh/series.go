package mesh

import (
	"github.com/meshwise/meshwise/internal/version"
	"github.com/meshwise/meshwise/mesh/law"
)

// Series judges runs of one model one after another, as [Judge] does each. What the rules say whatever the runs change is found
// once, and all is done in the same memory: a verdict holds until the next is asked for, and its Asked does not say which rules
// apply.
type Series struct {
	changes law.Terms // the sizes, and other settings in which the runs so far differ
	c       law.Case
	like    Run // the run that the rest was found of
	begun   bool
	version version.Version
	steady  []condition // what conditions come to that no change touches
	known   []condition // the same, and the others
	rules   []*ruling   // those that do not hold whatever changes
	asked   []Asked     // all that the version has
}

// NewSeries begins a series.
func NewSeries(m *Model) *Series {
	s := &Series{c: law.Case{Model: m}}
	s.changes.Union(sizeTerms)
	return s
}

// Judge judges the next run.
func (s *Series) Judge(run Run) (Verdict, error) {
	if err := completeIn(&s.c, s.c.Model, &run); err != nil {
		return Verdict{}, err
	}
	if !s.begun || !s.like.Like(&run, &s.changes) || s.c.Version != s.version {
		s.begin(&run)
	}
	copy(s.known, s.steady)
	return verdictOf(&s.c, bareViolation, bareDoubt, s), nil
}

// begin finds what holds of all runs that are like this one.
func (s *Series) begin(run *Run) {
	at := roomOf(s.c.Room)
	s.begun, s.like, s.version = true, *run, s.c.Version
	s.steady, s.known = make([]condition, len(at.whens)), make([]condition, len(at.whens))
	hanging := at.HangingOn(s.changes)
	veiled := s.c.Clone()
	veiled.Veil(s.changes, &hanging)
	for i, p := range at.whens {
		s.steady[i] = s.stays(p, &veiled)
	}
	var v Verdict
	s.rules = nil
	for _, r := range at.rulings {
		if !r.holdsFor(&s.c) {
			continue
		}
		v.asked(r, false)
		if !r.certain(&veiled, s.changes) {
			s.rules = append(s.rules, r)
		}
	}
	s.asked = v.Asked
}

// stays is what a program comes to whatever changes; it is not asked where that may change.
func (s *Series) stays(p law.Program, veiled *law.Case) condition {
	if p.AsksGiven(s.changes) {
		return condition{}
	}
	v := p.Evaluate(veiled)
	return condition{v, v.Why == 0 || !roomOf(veiled.Room).hangsOn(p.Values()).Meets(s.changes)}
}
