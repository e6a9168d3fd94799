package mesh

import (
	"slices"

	"github.com/meshwise/meshwise/internal/yield"
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

// maxTried bounds the combinations that a list tries.
const maxTried = 500_000

// Meshes lists every mesh of the run's world that passes for the model, [BySize], or [ByPlan] where the run says enough for
// one. A size that the run gives is kept; dp is what the others leave. At most limit are returned; all are counted.
func Meshes(m *Model, run Run, limit int) (Listing, error) {
	best := recommended(m, run)
	first := make([]Listed, len(best))
	var known, open []Listed
	list, err := eachMesh(m, run, nil, func(l Listed) {
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

// eachMesh visits every mesh of a world that passes, and counts them. keeps says which sizes of an axis are tried; nil: all.
func eachMesh(m *Model, run Run, keeps func(a Axis, size int64) bool, visit func(Listed)) (Listing, error) {
	base, err := complete(m, &run)
	if err != nil {
		return Listing{}, err
	}
	if base.WorldAssumed {
		return Listing{}, &InputError{Code: "input.missing_field", Field: "world_size", Message: "a list of meshes needs the number of ranks"}
	}
	list := Listing{Model: m.Report.Model}
	tried, turns := 0, yield.Counter{}
	across := roomOf(base.Room).thatRefuse(acrossAxes)
	list.Complete = newSearch(&base, &run, keeps).each(func(c *law.Case, doubtful bool) bool {
		if tried++; tried > maxTried {
			return false
		}
		turns.Every(256)
		if ok, more, needed := passes(c, across); ok {
			doubtful = (doubtful || more) && stillInDoubt(c, needed)
			list.Total++
			if doubtful {
				list.Doubtful++
			}
			visit(Listed{Mesh: meshOf(c), Doubtful: doubtful, Needs: needed})
		}
		return true
	})
	return list, nil
}

// search walks the meshes of one world.
type search struct {
	base    *law.Case
	run     *Run
	choices [][]choice // for each axis of a search
}

// choice is a size that is worth trying, and whether a rule about its axis alone is in doubt about it.
type choice struct {
	size     int64
	doubtful bool
}

// newSearch chooses the sizes that are worth trying on each axis. The rules that read one axis alone are asked here,
// once for each size, and not in every combination.
func newSearch(base *law.Case, run *Run, keeps func(a Axis, size int64) bool) *search {
	s := &search{base: base, run: run, choices: make([][]choice, len(searchAxes))}
	all := divisors(base.Size(law.World))
	for i, a := range searchAxes {
		sizes := all
		if size := run.Number(searchTerms[i]); size > 0 {
			sizes = []int64{size}
		}
		trials := alongOf(base, a)
		for _, size := range sizes {
			if keeps != nil && !keeps(a, size) && run.Number(searchTerms[i]) != size {
				continue
			}
			if ok, doubtful := trials.alone(size); ok {
				s.choices[i] = append(s.choices[i], choice{size, doubtful})
			}
		}
	}
	return s
}

// alone reports whether a rule reads no size of a mesh but that of its own axis, and a search changes that.
func (r *ruling) alone() bool {
	for i, a := range searchAxes {
		if a == r.Axis {
			return !r.reads().Meets(otherSizes[i])
		}
	}
	return false
}

// each visits every combination of the choices that fills the world, with whether one of them is in doubt, until visit
// wants no more. It reports whether it visited all.
func (s *search) each(visit func(c *law.Case, doubtful bool) bool) bool {
	c := s.base.Clone()
	world, asked := s.base.Size(law.World), s.run.Number(termDP)
	for _, pp := range s.choices[0] {
		for _, cp := range s.choices[1] {
			for _, tp := range s.choices[2] {
				inner := product(pp.size, cp.size, tp.size)
				if world%inner != 0 || asked > 0 && asked != world/inner {
					continue
				}
				c.State(termPP, pp.size)
				c.State(termCP, cp.size)
				c.State(termTP, tp.size)
				c.Settle(termDP, world/inner)
				if !s.eachExpert(&c, world/inner, pp.doubtful || cp.doubtful || tp.doubtful, visit) {
					return false
				}
			}
		}
	}
	return true
}

// eachExpert visits the expert groups and replicas of a combination.
func (s *search) eachExpert(c *law.Case, dp int64, doubtful bool, visit func(c *law.Case, doubtful bool) bool) bool {
	asked := s.run.Number(termDPShard)
	for _, ep := range s.choices[3] {
		for _, replicas := range s.choices[4] {
			if dp%replicas.size != 0 || asked > 0 && asked != dp/replicas.size {
				continue
			}
			c.State(termEP, ep.size)
			c.State(termDPReplicate, replicas.size)
			c.State(termDPShard, dp/replicas.size) // a mesh that is listed is written down as it is
			c.Forget()
			if !visit(c, doubtful || ep.doubtful || replicas.doubtful) {
				return false
			}
		}
	}
	return true
}
