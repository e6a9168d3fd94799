package mesh

import (
	"slices"

	"github.com/meshwise/meshwise/mesh/law"
)

// Listed is a mesh that passes.
type Listed struct {
	Mesh
	// Doubtful says that it passes unless a fact that was not observed says otherwise.
	Doubtful bool
	Needs    []Need // settings that the run must be told beside its sizes
	Changes  []Axis // of a mesh that is offered in place of another: the axes whose sizes differ
}

// Listing is the meshes of one world that pass.
type Listing struct {
	Model  string
	Meshes []Listed // at most as many as were asked for
	Total  int      // how many pass in all, or of those that were tried
	// Doubtful is how many of these pass unless a fact that was not observed says otherwise.
	Doubtful int
	Order    Order
	Asked    int // how many were asked for; 0 where no number was
	// Complete says that every mesh of the world was tried. A world of many divisors and a model of which little is known
	// have more combinations than anyone reads.
	Complete bool
}

// Order is what a list of meshes goes by.
type Order uint8

const (
	// BySize lists what is known to pass first, then what may; both in ascending order of (pp, cp, tp, ep, dp_replicate).
	BySize Order = iota
	// ByPlan lists first the meshes of the runs that a plan recommends, the best first, and the others by size.
	ByPlan
	// ByDistance lists first what changes the fewest sizes of another mesh.
	ByDistance
)

// MostListed is how many meshes a list holds at most.
const MostListed = 16384

// Meshes lists every mesh of the run's world that passes for the model, [BySize], or [ByPlan] where the run says enough for
// one. A size that the run gives is kept; dp is what the others leave. At most limit are returned; all are counted.
func Meshes(m *Model, run Run, limit int) (Listing, error) {
	best := recommended(m, run)
	first := make([]Listed, len(best))
	var known, open []Listed
	wanted := func(doubtful bool) bool {
		return len(best) > 0 || doubtful && len(open) < limit || !doubtful && len(known) < limit
	}
	list, err := eachMesh(m, run, nil, wanted, func(l Listed) {
		switch at := slices.IndexFunc(best, l.Mesh.sameSizes); {
		case at >= 0:
			first[at] = l
		case l.Doubtful && len(open) < limit:
			open = append(open, l)
		case !l.Doubtful && len(known) < limit:
			known = append(known, l)
		}
	})
	for _, l := range first {
		if l.World > 0 { // the plan also has meshes that need a layout of their own, which a list tells by their needs
			list.Meshes = append(list.Meshes, l)
			list.Order = ByPlan
		}
	}
	list.Meshes = append(append(list.Meshes, known...), open...)
	list.Meshes = list.Meshes[:min(limit, len(list.Meshes))]
	return list, err
}

// mostRecommended is how many runs of a plan a list begins with.
const mostRecommended = 20

// recommended are the meshes of the runs that a plan recommends, the best first, each once; none where the run does not say
// what a plan needs. What is wrong with the run itself the list says in its own words.
func recommended(m *Model, run Run) (best []Mesh) {
	for _, needed := range []string{"gpu", "sequence_length", "global_batch_size"} {
		if !run.Gives(law.Must(needed)) {
			return nil
		}
	}
	p, err := Plan(m, run, mostRecommended)
	if err != nil {
		return nil
	}
	for i := range p.Runs {
		if of := p.Runs[i].Mesh; !slices.ContainsFunc(best, of.sameSizes) {
			best = append(best, of)
		}
	}
	return best
}

// sameSizes reports whether two meshes have the same size on every axis that a search changes.
func (m Mesh) sameSizes(other Mesh) bool {
	for _, a := range searchAxes {
		if m.Size(a) != other.Size(a) {
			return false
		}
	}
	return true
}

// eachMesh counts the meshes of a world that pass, and visits those that are wanted; nil: all. keeps says which sizes of an axis
// are tried; nil: all.
func eachMesh(m *Model, run Run, keeps func(a Axis, size int64) bool, wants func(doubtful bool) bool, visit func(Listed)) (Listing, error) {
	base, err := complete(m, &run)
	if err != nil {
		return Listing{}, err
	}
	if base.WorldAssumed {
		return Listing{}, &InputError{Code: "input.missing_field", Field: "world_size", Message: "a list of meshes needs the number of ranks"}
	}
	list := Listing{Model: m.Report.Model}
	s := newSearch(&base, &run, keeps)
	s.visit, s.counts = visit, func(doubtful bool) bool {
		list.Total++
		if doubtful {
			list.Doubtful++
		}
		return wants == nil || wants(doubtful)
	}
	list.Complete = s.each()
	return list, nil
}
