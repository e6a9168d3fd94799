package mesh

// Layout says how the ranks of a mesh are numbered and grouped.
type Layout struct {
	Strategy  Strategy
	World     int
	Dims      []Dim       // the axes of the root mesh, slowest first: the last varies fastest with the rank
	Flattened []Flattened // axes that span several of them
	MoE       []Dim       // the expert mesh of one pipeline stage, slowest first; nil without expert parallelism
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

// layout lays out a completed mesh, as NeMo Automodel builds it:
//
//	strategy      | root mesh, slowest first                | flattened                      | expert mesh of a stage
//	--------------+-----------------------------------------+--------------------------------+------------------------
//	fsdp2         | pp, dp_replicate, dp_shard, cp, tp      | dp, dp_shard_cp, dp_cp         | ep_shard, ep if ep > 1
//	megatron_fsdp | dp, cp, tp                              | dp_cp if cp > 1                | -
//	ddp           | none: the process group of all ranks    | -                              | -
//
// The strategies are NeMo Automodel's; any other framework lays its ranks out in the order of the first row. The layout is nil where the sizes do not fill the world.
func (c *Case) layout() *Layout {
	l := &Layout{Strategy: c.Strategy, World: c.World}
	switch {
	case c.Strategy == FSDP2 || c.Framework != NeMoAutomodel:
		if c.DPShard == 0 || product(c.PP, c.DPReplicate, c.DPShard, c.CP, c.TP) != c.World {
			return nil
		}
		l.Dims = []Dim{{PP, c.PP}, {DPReplicate, c.DPReplicate}, {DPShard, c.DPShard}, {CP, c.CP}, {TP, c.TP}}
		l.Flattened = []Flattened{
			{DP, []Axis{DPReplicate, DPShard}, c.DP},
			{DPShardCP, []Axis{DPShard, CP}, c.DPShard * c.CP},
			{DPCP, []Axis{DPReplicate, DPShard, CP}, c.DP * c.CP},
		}
		stage := c.DP * c.CP * c.TP
		if c.EP > 1 {
			if stage%c.EP != 0 {
				return nil
			}
			l.MoE = []Dim{{EPShard, stage / c.EP}, {EP, c.EP}}
		}
	case c.Strategy == MegatronFSDP:
		if c.PP > 1 || c.EP > 1 || c.DPReplicate > 1 || product(c.DP, c.CP, c.TP) != c.World {
			return nil
		}
		l.Dims = []Dim{{DP, c.DP}, {CP, c.CP}, {TP, c.TP}}
		if c.CP > 1 {
			l.Flattened = []Flattened{{DPCP, []Axis{DP, CP}, c.DP * c.CP}}
		}
	default:
		if c.PP*c.CP*c.TP*c.EP*c.DPReplicate != 1 || c.DP != c.World {
			return nil
		}
		l.Dims = []Dim{{DP, c.World}}
	}
	return l
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
	if l.MoE != nil {
		all = append(all, unravel(rank%l.stageRanks(), l.MoE)...)
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
	for _, d := range l.MoE {
		if d.Axis == axis {
			return l.expertGroup(axis, rank)
		}
	}
	spanned := l.dimsOf([]Axis{axis})
	for _, f := range l.Flattened {
		if f.Axis == axis {
			spanned = l.dimsOf(f.Of)
		}
	}
	if len(spanned) == 0 {
		return nil
	}
	ranks := []int{rank}
	for _, d := range spanned {
		stride, at := l.stride(d.Axis), coordinate(unravel(rank, l.Dims), d.Axis)
		wider := make([]int, 0, len(ranks)*d.Size)
		for _, r := range ranks {
			for i := range d.Size {
				wider = append(wider, r+(i-at)*stride)
			}
		}
		ranks = wider
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

// expertGroup finds a group of the expert mesh: per stage, ep varies fastest with the rank.
func (l *Layout) expertGroup(axis Axis, rank int) []int {
	shards, ep := l.MoE[0].Size, l.MoE[1].Size
	inside := rank % l.stageRanks()
	first, step, n := rank-inside%ep, 1, ep
	if axis == EPShard {
		first, step, n = rank-inside+inside%ep, ep, shards
	}
	ranks := make([]int, n)
	for i := range ranks {
		ranks[i] = first + i*step
	}
	return ranks
}

func (l *Layout) stageRanks() int { return l.MoE[0].Size * l.MoE[1].Size }

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

func (l *Layout) stride(a Axis) int {
	stride := 1
	for i := len(l.Dims) - 1; l.Dims[i].Axis != a; i-- {
		stride *= l.Dims[i].Size
	}
	return stride
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
