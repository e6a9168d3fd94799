package mesh

import (
	"slices"

	"github.com/meshwise/meshwise/internal/yield"
	"github.com/meshwise/meshwise/mesh/law"
)

// maxNear bounds the meshes that are tried in search of near ones.
const maxNear = 4000

// nearestTo offers up to n meshes of the same world that pass, fewest changed sizes first, then the smallest changes.
func nearestTo(c *law.Case, run *Run, n int) []Listed {
	if n <= 0 || hopeless(c) {
		return nil
	}
	// Where the sizes alone are given, any world will do; where one is given, it stays.
	w := walk{c: c, terms: searchTerms, budget: maxNear, rulings: thatMayRefuse(c)}
	for _, a := range searchAxes {
		w.choices = append(w.choices, changes(c, a))
	}
	if run.Gives(termDP) || run.Gives(termDPShard) {
		w.terms = append(w.terms[:len(w.terms):len(w.terms)], termDP)
		w.choices = append(w.choices, []int64{0}) // left out, so that it follows from the others
	}
	for changes := 1; changes <= len(w.terms) && len(w.found) == 0; changes++ {
		w.change(*run, 0, changes, nil)
	}
	return closest(c, w.found, n)
}

// hopeless reports whether a rule about the model alone is broken, which no mesh mends.
func hopeless(c *law.Case) bool {
	for _, r := range roomOf(c.Room).rulings {
		if r.Axis == law.NoAxis && r.refuses() && r.ask(c) == broken {
			return true
		}
	}
	return false
}

// closest keeps the n smallest changes, those without a doubt first where two are alike.
func closest(c *law.Case, found []Listed, n int) []Listed {
	kept := make([]Listed, 0, min(n, len(found))+1)
	ranks := make([]int64, 0, min(n, len(found))+1)
	for i := range found {
		rank := 2 * distance(c, &found[i])
		if found[i].Doubtful {
			rank++
		}
		at := len(ranks)
		for at > 0 && ranks[at-1] > rank {
			at--
		}
		if at == n {
			continue
		}
		ranks, kept = append(ranks, rank), append(kept, found[i])
		copy(ranks[at+1:], ranks[at:])
		copy(kept[at+1:], kept[at:])
		ranks[at], kept[at] = rank, found[i]
		ranks, kept = ranks[:min(n, len(ranks))], kept[:min(n, len(kept))]
	}
	return kept
}

// changes lists the other sizes that are worth trying on an axis.
func changes(c *law.Case, a Axis) []int64 {
	var list []int64
	trials := alongOf(c, a)
	for _, size := range candidates(c, law.Must(a.Subject())) {
		if size == c.Size(a) {
			continue
		}
		if ok, _ := trials.alone(size); ok {
			list = append(list, size)
		}
	}
	return list
}

// walk tries meshes with a given number of changed sizes.
type walk struct {
	c       *law.Case
	terms   []law.Term
	choices [][]int64
	found   []Listed
	budget  int
	turns   yield.Counter
	rulings []*ruling
	trial   law.Case
}

func (w *walk) change(run Run, from, changes int, changed []law.Term) {
	if changes == 0 {
		w.try(run, changed)
		return
	}
	for i := from; i+changes <= len(w.terms); i++ {
		for _, size := range w.choices[i] {
			if w.budget <= 0 {
				return
			}
			next := run.With(w.terms[i], size)
			if w.terms[i] == termDP {
				next = next.With(termDPShard, 0)
			}
			w.change(next, i+1, changes-1, append(changed[:len(changed):len(changed)], w.terms[i]))
		}
	}
}

func (w *walk) try(run Run, changed []law.Term) {
	w.budget--
	w.turns.Every(32)
	trial := &w.trial
	if completeIn(trial, w.c.Model, &run) != nil {
		return
	}
	if n := trial.Size(law.DPShard); n > 0 {
		trial.State(termDPShard, n) // a mesh that is offered is written down as it is
		trial.Forget()
	}
	if ok, doubtful, needed := passes(trial, w.rulings); ok {
		doubtful = doubtful && stillInDoubt(trial, needed)
		w.found = append(w.found, Listed{meshOf(trial), doubtful, needed, named(w.c, changed, trial)})
	}
}

// named is what a user changes: where data parallelism is left out, the sizes of it that were given, and the replicas that
// the framework makes of the ranks where it builds a mesh of them.
func named(c *law.Case, changed []law.Term, to *law.Case) (axes []Axis) {
	for _, t := range changed {
		if a, ok := axisOf(t); ok {
			axes = append(axes, a)
			continue
		}
		for _, part := range []Axis{law.DP, law.DPShard} {
			if c.Gives(law.Must(part.Subject())) && c.Size(part) != to.Size(part) {
				axes = append(axes, part)
			}
		}
	}
	idle := to.Room.IdleAtOne && product(to.Size(law.TP), to.Size(law.CP), to.Size(law.PP), to.Size(law.EP)) == 1
	if !idle && c.Size(law.DPReplicate) != to.Size(law.DPReplicate) && !slices.Contains(axes, law.DPReplicate) {
		axes = append(axes, law.DPReplicate)
	}
	return axes
}
