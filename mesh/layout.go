package mesh

import "github.com/meshwise/meshwise/mesh/law"

// Layout says how the ranks of a mesh are numbered and grouped.
type Layout struct {
	Strategy  string
	World     int
	Dims      []Dim       // the axes of the root mesh, slowest first: the last varies fastest with the rank
	Flattened []Flattened // axes that span several of them
	Experts   []Dim       // the expert mesh of one pipeline stage, slowest first; nil without expert parallelism
}

// Dim is an axis with its size.
type Dim struct {
	Axis Axis
	Size int
}

// Flattened is an axis made of several axes of the root mesh.
type Flattened struct {
	Axis Axis
	Of   []Axis
	Size int
}

// layoutOf lays out a completed mesh in the order of its framework. It is nil where the sizes do not fill the world, or
// where one is above 1 that the order has no axis for.
func layoutOf(c *law.Case) *Layout {
	order := c.Order()
	if order == nil {
		return nil
	}
	l := &Layout{Strategy: c.Word(termStrategy), World: int(c.Size(law.World))}
	size := func(a Axis) int { return int(c.Size(a)) }
	for _, a := range order.Axes {
		l.Dims = append(l.Dims, Dim{a, size(a)})
	}
	if ranksOf(l.Dims) != l.World || lacks(c, order) != nil || order.Experts == nil && size(law.EP) > 1 {
		return nil
	}
	for _, span := range order.Flattened {
		f := Flattened{Axis: span.Axis, Of: span.Of, Size: 1}
		for _, a := range span.Of {
			f.Size *= size(a)
		}
		l.Flattened = append(l.Flattened, f)
	}
	if size(law.EP) > 1 {
		if l.Experts = expertDims(c, order); l.Experts == nil {
			return nil
		}
	}
	return l
}

// expertDims is the expert mesh of one pipeline stage. What its other axes leave of the stage is ep_shard.
func expertDims(c *law.Case, order *law.Order) []Dim {
	left := c.Size(law.World) / c.Size(law.PP)
	var dims []Dim
	for _, a := range order.Experts {
		if a == law.EPShard {
			dims = append(dims, Dim{a, 0})
			continue
		}
		n := c.Size(a)
		if n == 0 || left%n != 0 {
			return nil
		}
		left /= n
		dims = append(dims, Dim{a, int(n)})
	}
	for i := range dims {
		if dims[i].Axis == law.EPShard {
			dims[i].Size = int(left)
		}
	}
	return dims
}

// lacks is the axes that are above 1 and that an order of ranks does not have.
func lacks(c *law.Case, order *law.Order) (list []Axis) {
	for _, a := range searchAxes {
		if c.Size(a) <= 1 || a == law.EP {
			continue
		}
		found := false
		for _, has := range order.Axes {
			found = found || has == a
		}
		if !found {
			list = append(list, a)
		}
	}
	return list
}

// ranksOf is how many ranks a mesh has.
func ranksOf(dims []Dim) int {
	p := int64(1)
	for _, d := range dims {
		p = product(p, int64(d.Size))
	}
	return int(p)
}

// Coordinates returns the coordinate of a rank on every axis: those of the root mesh, the flattened ones and those of
// the expert mesh, in this order.
func (l *Layout) Coordinates(rank int) []Dim {
	root := unravel(rank, l.Dims)
	all := append([]Dim(nil), root...)
	for _, f := range l.Flattened {
		index := 0
		for _, d := range l.dimsOf(f.Of) {
			index = index*d.Size + coordinate(root, d.Axis)
		}
		all = append(all, Dim{f.Axis, index})
	}
	if l.Experts != nil {
		all = append(all, l.beside(unravel(rank%l.stageRanks(), l.Experts))...)
	}
	return all
}

// Rank returns the rank at the given coordinates of the root mesh, slowest first: the inverse of Coordinates.
func (l *Layout) Rank(coordinates ...int) int {
	rank := 0
	for i, d := range l.Dims {
		rank = rank*d.Size + coordinates[i]
	}
	return rank
}

// Group returns the ranks that share an axis with a rank, ascending: those whose other coordinates are the same. It is
// nil for an axis that the layout does not have.
func (l *Layout) Group(axis Axis, rank int) []int {
	if isIn(l.beside(l.Experts), axis) {
		stage := l.stageRanks()
		return groupOf(l.Experts, []Axis{axis}, rank%stage, rank-rank%stage)
	}
	spanned := []Axis{axis}
	for _, f := range l.Flattened {
		if f.Axis == axis {
			spanned = f.Of
		}
	}
	if !isIn(l.Dims, spanned[0]) {
		return nil
	}
	return groupOf(l.Dims, spanned, rank, 0)
}

// beside is those axes of the expert mesh that the root mesh does not have.
func (l *Layout) beside(dims []Dim) (list []Dim) {
	for _, d := range dims {
		if !isIn(l.Dims, d.Axis) {
			list = append(list, d)
		}
	}
	return list
}

func isIn(dims []Dim, a Axis) bool {
	for _, d := range dims {
		if d.Axis == a {
			return true
		}
	}
	return false
}

// groupOf finds the ranks of a mesh that differ from one in the coordinates of some axes alone, ascending. The first rank
// of the mesh is first.
func groupOf(dims []Dim, spanned []Axis, rank, first int) []int {
	ranks := []int{rank}
	stride := 1
	for i := len(dims) - 1; i >= 0; i-- {
		d := dims[i]
		for _, a := range spanned {
			if a != d.Axis {
				continue
			}
			at := rank / stride % d.Size
			wider := make([]int, 0, len(ranks)*d.Size)
			for j := range d.Size {
				for _, r := range ranks {
					wider = append(wider, r+(j-at)*stride)
				}
			}
			ranks = wider
		}
		stride *= d.Size
	}
	for i := range ranks {
		ranks[i] += first
	}
	return ranks
}

// Groups returns all groups of an axis, by their first rank.
func (l *Layout) Groups(axis Axis) [][]int {
	var groups [][]int
	seen := make([]bool, l.World)
	for rank := range l.World {
		if seen[rank] {
			continue
		}
		group := l.Group(axis, rank)
		for _, r := range group {
			seen[r] = true
		}
		if group != nil {
			groups = append(groups, group)
		}
	}
	return groups
}

func (l *Layout) stageRanks() int { return ranksOf(l.Experts) }

func (l *Layout) dimsOf(axes []Axis) []Dim {
	var dims []Dim
	for _, d := range l.Dims {
		for _, a := range axes {
			if d.Axis == a {
				dims = append(dims, d)
			}
		}
	}
	return dims
}

// unravel turns an index into coordinates, the last dimension varying fastest.
func unravel(index int, dims []Dim) []Dim {
	at := make([]Dim, len(dims))
	for i := len(dims) - 1; i >= 0; i-- {
		at[i] = Dim{dims[i].Axis, index % dims[i].Size}
		index /= dims[i].Size
	}
	return at
}

func coordinate(at []Dim, a Axis) int {
	for _, d := range at {
		if d.Axis == a {
			return d.Size
		}
	}
	return 0
}
