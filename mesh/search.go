package mesh

// Listed is a mesh that passes.
type Listed struct {
	Mesh
	// Doubtful says that it passes unless a fact that was not observed says otherwise.
	Doubtful bool
	Changes  []Axis // of a mesh that is offered in place of another: the axes whose sizes differ
}

// Listing is the meshes of one world that pass.
type Listing struct {
	Model  string
	Meshes []Listed // at most as many as were asked for
	Total  int      // how many pass in all, or of those that were tried
	// Complete says that every mesh of the world was tried. A world of many divisors and a model of which little is known
	// have more combinations than anyone reads.
	Complete bool
}

// maxTried bounds the combinations that a list tries.
const maxTried = 500_000

// searchAxes are the axes that a search may change, in the order in which a mesh is read.
var searchAxes = []Axis{PP, CP, TP, EP, DPReplicate}

// Meshes lists every mesh of asked.World that passes for the model, in ascending order of (pp, cp, tp, ep, dp_replicate).
// A size that asked gives is kept; dp is what the others leave. At most limit are returned; all are counted.
func Meshes(m *Model, asked Mesh, run Run, limit int) (Listing, error) {
	var kept []Listed
	list, err := eachMesh(m, asked, run, func(l Listed) {
		if len(kept) < limit {
			kept = append(kept, l)
		}
	})
	list.Meshes = kept
	return list, err
}

// eachMesh visits every mesh of a world that passes, and counts them.
func eachMesh(m *Model, asked Mesh, run Run, visit func(Listed)) (Listing, error) {
	if asked.World == 0 {
		return Listing{}, &InputError{"input.missing_field", "world_size", "a list of meshes needs the number of ranks"}
	}
	base, err := complete(m, asked, run)
	if err != nil {
		return Listing{}, err
	}
	list := Listing{Model: m.report.Model}
	tried := 0
	list.Complete = newSearch(&base).each(func(c *Case, doubtful bool) bool {
		if tried++; tried > maxTried {
			return false
		}
		if ok, more := c.passes(acrossAxes); ok {
			list.Total++
			visit(Listed{Mesh: c.mesh(), Doubtful: doubtful || more})
		}
		return true
	})
	return list, nil
}

// search walks the meshes of one world.
type search struct {
	base    *Case
	choices [][]choice // for each axis of a search
}

// choice is a size that is worth trying, and whether a rule about its axis alone is in doubt about it.
type choice struct {
	size     int
	doubtful bool
}

// newSearch chooses the sizes that are worth trying on each axis. The rules that read one axis alone are asked here,
// once for each size, and not in every combination.
func newSearch(base *Case) *search {
	s := &search{base: base, choices: make([][]choice, len(searchAxes))}
	all := divisors(base.World)
	for i, a := range searchAxes {
		sizes := all
		if size := *base.asked.size(a); size > 0 {
			sizes = []int{size}
		}
		for _, size := range sizes {
			if ok, doubtful := base.alone(a, size); ok {
				s.choices[i] = append(s.choices[i], choice{size, doubtful})
			}
		}
	}
	return s
}

// alone reports whether a size passes the rules that read no other axis, and whether one is in doubt. Of an axis that no
// search changes every size does.
func (c *Case) alone(a Axis, size int) (ok, doubtful bool) {
	trial := *c
	trial.setSize(a, size)
	trial.stage()
	return trial.passes(func(r *ruling) bool { return r.Axis == a && r.alone })
}

// acrossAxes are the rules that a search asks in every combination.
func acrossAxes(r *ruling) bool { return !r.alone }

// readsOneAxis reports whether a rule reads no size of a mesh but that of its own axis, and a search changes that.
func (r *Rule) readsOneAxis(reads termSet) bool {
	for i, a := range searchAxes {
		if a == r.Axis {
			return reads&otherAxes[i] == 0
		}
	}
	return false
}

// otherAxes is, for each axis of a search, the terms of the sizes of all others.
var otherAxes = makeOtherAxes()

func makeOtherAxes() []termSet {
	sets := make([]termSet, len(searchAxes))
	for i, a := range searchAxes {
		sets[i] = setOf("world_size", "dp_size", "dp_shard_size", "expert_tensor_parallel_size")
		for _, other := range searchAxes {
			if other != a {
				sets[i] |= setOf(other.sizeName())
			}
		}
	}
	return sets
}

// each visits every combination of the choices that fills the world, with whether one of them is in doubt, until visit
// wants no more. It reports whether it visited all.
func (s *search) each(visit func(c *Case, doubtful bool) bool) bool {
	c := *s.base
	for _, pp := range s.choices[0] {
		for _, cp := range s.choices[1] {
			for _, tp := range s.choices[2] {
				inner := product(pp.size, cp.size, tp.size)
				if c.World%inner != 0 || c.asked.DP > 0 && c.asked.DP != c.World/inner {
					continue
				}
				c.PP, c.CP, c.TP, c.DP = pp.size, cp.size, tp.size, c.World/inner
				if c.Run.ExpertTP == 0 {
					c.ExpertTP = tp.size
				}
				c.stage()
				doubtful := pp.doubtful || cp.doubtful || tp.doubtful
				if !s.eachExpert(&c, doubtful, visit) {
					return false
				}
			}
		}
	}
	return true
}

// eachExpert visits the expert groups and replicas of a combination.
func (s *search) eachExpert(c *Case, doubtful bool, visit func(c *Case, doubtful bool) bool) bool {
	for _, ep := range s.choices[3] {
		for _, replicas := range s.choices[4] {
			c.EP, c.DPReplicate = ep.size, replicas.size
			c.shard()
			if c.DPShard == 0 || c.asked.DPShard > 0 && c.asked.DPShard != c.DPShard {
				continue
			}
			if !visit(c, doubtful || ep.doubtful || replicas.doubtful) {
				return false
			}
		}
	}
	return true
}

func (c *Case) setSize(a Axis, size int) {
	switch a {
	case PP:
		c.PP = size
	case CP:
		c.CP = size
	case TP:
		c.TP = size
	case EP:
		c.EP = size
	case DPReplicate:
		c.DPReplicate = size
	}
}
