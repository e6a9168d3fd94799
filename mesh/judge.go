package mesh

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// Judge is [Validate] without messages, what would mend it, and all that does not depend on the rules: for long lists.
func Judge(m *Model, run Run) (Verdict, error) {
	c, err := complete(m, &run)
	if err != nil {
		return Verdict{}, err
	}
	return verdictOf(&c, bareViolation, bareDoubt, nil), nil
}

// verdictOf asks every rule of the case's framework; in a series those that the other runs have not answered.
func verdictOf(c *law.Case, violation func(*law.Case, *ruling) Violation, doubt func(*law.Case, *ruling) Doubt, in *Series) Verdict {
	at := roomOf(c.Room)
	v := Verdict{Model: c.Report.Model, Framework: c.Room, Mesh: meshOf(c), WorldAssumed: c.WorldAssumed}
	conditions, rules := conditions{in: c, whens: at.whens}, at.rulings
	if in != nil {
		v.Asked, rules, conditions.known = in.asked, in.rules, in.known
	} else {
		v.Asked, conditions.known = make([]Asked, 0, len(at.rulings)), make([]condition, len(at.whens))
	}
	for _, r := range rules {
		if in == nil && !r.holdsFor(c) {
			continue
		}
		when := conditions.of(r)
		if in == nil {
			v.asked(r, when.Why == 0 && when.N != 0)
		}
		switch r.askWhen(c, when) {
		case broken:
			v.breaks(c, r, violation)
		case depends:
			v.doubt(c, r, doubt)
		case unknown:
			if !r.stance.Warns() && !r.Quiet {
				v.doubt(c, r, doubt)
			}
		case open:
			v.open(c, r, c.Open(r.names()))
		}
	}
	v.settle(c)
	switch {
	case len(v.Violations) > 0:
		v.Valid = capabilities.No
	case len(v.Unknowns) == 0:
		v.Valid = capabilities.Yes
	}
	return v
}

// settle drops the doubts that are none once the run is told what it needs: who says that alone is not told of them.
func (v *Verdict) settle(c *law.Case) {
	var needed []Need
	for i := range v.Warnings {
		needed = addNeeds(needed, v.Warnings[i].Needs)
	}
	if len(v.Unknowns) == 0 || needed == nil {
		return
	}
	trial := withNeeds(c, needed)
	left := v.Unknowns[:0]
	for i := range v.Unknowns {
		if !settled(&trial, v.Unknowns[i].Rule) {
			left = append(left, v.Unknowns[i])
		}
	}
	v.Unknowns = left
}

// settled reports whether a rule holds of a case in every stance of its framework.
func settled(c *law.Case, rule *Rule) bool {
	for _, r := range roomOf(c.Room).rulings {
		if r.Rule != rule || !r.holdsFor(c) {
			continue
		}
		if is := r.ask(c); is == broken || is == depends || is == unknown {
			return false
		}
	}
	return true
}

// asked notes that a rule was asked, and whether it speaks of the case at all. A rule with several stances counts once.
func (v *Verdict) asked(r *ruling, applies bool) {
	if n := len(v.Asked); n > 0 && v.Asked[n-1].Rule == r.Rule {
		v.Asked[n-1].Applies = v.Asked[n-1].Applies || applies
		return
	}
	v.Asked = append(v.Asked, Asked{r.Rule, applies})
}

// breaks notes a rule that is broken. Where what it rests on was not read, and may well be otherwise, it hinges on that.
func (v *Verdict) breaks(c *law.Case, r *ruling, violation func(*law.Case, *ruling) Violation) {
	if r.stance.Warns() {
		if waits := c.Unread(r.names()); waits != nil {
			v.open(c, r, waits)
			return
		}
	} else if shaky := c.Shaky(r.names()); shaky != nil {
		v.Unknowns = append(v.Unknowns, hinges(c, r, shaky, violation))
		return
	}
	if found := violation(c, r); found.Warns() {
		v.Warnings = append(v.Warnings, found)
	} else {
		v.Violations = append(v.Violations, found)
	}
}

// doubt notes a rule that cannot be answered. One with several stances is noted once.
func (v *Verdict) doubt(c *law.Case, r *ruling, say func(*law.Case, *ruling) Doubt) {
	if n := len(v.Unknowns); n > 0 && v.Unknowns[n-1].Rule == r.Rule {
		return
	}
	v.Unknowns = append(v.Unknowns, say(c, r))
}

// open notes the settings that a rule hinges on.
func (v *Verdict) open(c *law.Case, r *ruling, settings []law.Term) {
next:
	for _, t := range settings {
		for i := range v.Open {
			if v.Open[i].Setting == t {
				v.Open[i].Codes = append(v.Open[i].Codes, r.Code)
				continue next
			}
		}
		v.Open = append(v.Open, Open{Setting: t, Own: c.Gives(t), Codes: []string{r.Code}})
	}
}
