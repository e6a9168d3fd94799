package mesh

import "github.com/meshwise/meshwise/mesh/law"

// passes reports whether none of some rules refuses the case, whether one is in doubt, and what the case needs beside what
// was said.
func passes(c *law.Case, rulings []*ruling) (ok, doubtful bool, needed []Need) {
	var needy []*ruling
	for _, r := range rulings {
		if !r.weigh(c, r.ask(c), &doubtful, &needy) {
			return false, false, nil
		}
	}
	needed, ok = needsOfAll(c, needy)
	return ok, doubtful, needed
}

// weigh takes in what a rule says of a case: whether the case may still pass, whether it is in doubt, and which rules are broken
// unless the run is told more. What these need is asked where no other rule refuses, since it is dear.
func (r *ruling) weigh(c *law.Case, is state, doubtful *bool, needy *[]*ruling) (ok bool) {
	switch is {
	case broken:
		if !r.mayNeed(c) {
			return false
		}
		*needy = append(*needy, r)
	case depends:
		*doubtful = true
	case unknown:
		*doubtful = *doubtful || !r.Quiet
	}
	return true
}

// needsOfAll is what the case needs so that none of some broken rules is; ok is false where nothing helps.
func needsOfAll(c *law.Case, broken []*ruling) (needed []Need, ok bool) {
	for _, r := range broken {
		more := needs(c, r)
		if more == nil {
			return nil, false
		}
		needed = addNeeds(needed, more)
	}
	return needed, true
}

func addNeeds(list, more []Need) []Need {
next:
	for _, n := range more {
		for _, l := range list {
			if l == n {
				continue next
			}
		}
		list = append(list, n)
	}
	return list
}

// thatRefuse lists the rules of the framework that may refuse a run, or leave it in doubt, as far as they are wanted. A search
// asks them of hundreds of meshes.
func (at *room) thatRefuse(wanted func(*ruling) bool) []*ruling {
	list := make([]*ruling, 0, len(at.rulings))
	for _, r := range at.rulings {
		if !r.stance.Warns() && wanted(r) {
			list = append(list, r)
		}
	}
	return list
}

// thatMayRefuse lists those that may refuse the case with other sizes, or leave it in doubt.
func thatMayRefuse(c *law.Case) []*ruling {
	at := roomOf(c.Room)
	veiled := c.Clone()
	sizes := at.HangingOn(sizeTerms)
	veiled.Veil(sizeTerms, &sizes)
	return at.thatRefuse(func(r *ruling) bool { return !r.certain(&veiled, sizeTerms) })
}

// acrossAxes are the rules that a search does not ask of one size by itself.
func acrossAxes(r *ruling) bool { return !r.alone() }

// alone reports whether a rule reads no size of a mesh but that of its own axis, and a search changes that.
func (r *ruling) alone() bool {
	for i, a := range searchAxes {
		if a == r.Axis {
			return !r.reads().Meets(otherSizes[i])
		}
	}
	return false
}

// along tries one size of an axis after the other, on one copy of a case: a search tries hundreds.
type along struct {
	trial   law.Case
	size    law.Term
	rulings []*ruling // those that read no other axis
}

// alongOf makes the copy.
func alongOf(c *law.Case, a Axis) *along {
	t, _ := law.Named(a.Subject())
	return &along{c.Clone(), t, roomOf(c.Room).thatRefuse(func(r *ruling) bool { return r.Axis == a && r.alone() })}
}

// alone reports whether a size passes the rules that read no other axis, and whether one is in doubt.
func (l *along) alone(size int64) (ok, doubtful bool) {
	l.trial.Said().Try()
	l.trial.State(l.size, size)
	l.trial.Forget()
	ok, doubtful, _ = passes(&l.trial, l.rulings)
	return ok, doubtful
}
