package mesh

import "strconv"

// Case is one model on one mesh, completed: every size is settled, or 0 where it cannot be.
type Case struct {
	*Model
	Run       Run
	Framework Framework
	Strategy  Strategy

	World, PP, DP, DPReplicate, DPShard, CP, TP, EP int

	Stages   int // virtual pipeline stages
	ExpertTP int

	minStages, maxStages int
	// How the mesh came to be complete.
	asked        Mesh
	worldAssumed bool
	open         termSet // sizes that the mesh leaves open
	doubtful     termSet // sizes that hinge on a number of the model which is not known
}

// InputError says that a mesh or a run is no question at all: a size that is no size, or two that contradict each other.
type InputError struct {
	Code    string // "input.out_of_range", "input.contradiction", "input.unknown_value"
	Field   string // "tp_size"; empty where several sizes are to blame
	Message string
}

func (e *InputError) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// complete settles the sizes of a mesh, as NeMo Automodel's mesh construction does:
//
//	world_size | dp_size | then
//	-----------+---------+--------------------------------------------------------------------------------
//	given      | -       | dp_size = world_size / (tp_size * cp_size * pp_size), unsettled if that is not whole
//	-          | given   | world_size = dp_size * tp_size * cp_size * pp_size
//	given      | given   | both as given
//	-          | -       | the smallest dp_size, and so world, that holds the other sizes
//
// A size that the mesh lacks is 1. dp_size = dp_replicate_size * dp_shard_size.
func complete(m *Model, asked Mesh, run Run) (Case, error) {
	c := Case{
		Model: m, Run: run, Framework: run.Framework, Strategy: asked.Strategy, asked: asked,
		World: asked.World, PP: atLeast1(asked.PP), DP: asked.DP, DPReplicate: atLeast1(asked.DPReplicate),
		CP: atLeast1(asked.CP), TP: atLeast1(asked.TP), EP: atLeast1(asked.EP),
	}
	if c.Strategy == "" {
		c.Strategy = FSDP2
	}
	if err := c.checkInput(); err != nil {
		return c, err
	}
	if asked.DPShard > 0 {
		dp := product(c.DPReplicate, asked.DPShard)
		if c.DP > 0 && c.DP != dp {
			return c, &InputError{"input.contradiction", "dp_size",
				"dp_size=" + strconv.Itoa(c.DP) + " contradicts dp_replicate_size * dp_shard_size = " + strconv.Itoa(dp)}
		}
		c.DP = dp
	}
	c.settle()
	if c.World > MaxSize {
		return c, &InputError{"input.out_of_range", "",
			"the sizes multiply to a world of more than " + strconv.Itoa(MaxSize) + " ranks"}
	}
	c.stage()
	c.open = c.unsettled()
	if c.Stages == 0 {
		c.doubtful = setOf("num_stages")
	}
	return c, nil
}

// settle infers what was not given of dp and world.
func (c *Case) settle() {
	c.ExpertTP = c.Run.ExpertTP
	if c.ExpertTP == 0 {
		c.ExpertTP = c.TP
	}
	inner := product(c.TP, c.CP, c.PP)
	switch {
	case c.DP > 0 && c.World == 0:
		c.World = product(c.DP, inner)
	case c.DP == 0 && c.World > 0:
		if c.World%inner == 0 {
			c.DP = c.World / inner
		}
	case c.DP == 0:
		c.worldAssumed = true
		c.settleSmallest(inner)
	}
	c.shard()
}

// settleSmallest takes the least data parallelism under which the rules about dp and world hold. Those only ask for
// whole replicas and whole expert groups, so the multiples to try are few.
func (c *Case) settleSmallest(inner int) {
	for _, multiple := range divisors(min(MaxSize, product(2, c.EP, c.ExpertTP))) {
		c.DP = product(c.DPReplicate, multiple)
		c.World = product(c.DP, inner)
		c.shard()
		c.open = c.unsettled()
		if c.World > MaxSize || !c.breaks(dataTerms) {
			return
		}
	}
}

// breaks reports whether a rule is broken that reads one of the terms.
func (c *Case) breaks(set termSet) bool {
	for _, r := range refusals[c.Framework] {
		if r.reads&set != 0 && r.ask(c) == broken {
			return true
		}
	}
	return false
}

// shard settles the ranks of a replica, if they are whole.
func (c *Case) shard() {
	c.DPShard = 0
	if c.DP%c.DPReplicate == 0 {
		c.DPShard = c.DP / c.DPReplicate
	}
}

// checkInput refuses what is no size, by name.
func (c *Case) checkInput() error {
	known := false
	for _, s := range Strategies() {
		known = known || s == c.Strategy
	}
	if !known {
		return &InputError{"input.unknown_value", "strategy", "unknown strategy " + strconv.Quote(string(c.Strategy))}
	}
	if c.Framework >= frameworkCount {
		return &InputError{"input.unknown_value", "framework", "unknown framework"}
	}
	sizes := []struct {
		field string
		size  int
	}{
		{"world_size", c.asked.World}, {"pp_size", c.asked.PP}, {"dp_size", c.asked.DP},
		{"dp_replicate_size", c.asked.DPReplicate}, {"dp_shard_size", c.asked.DPShard}, {"cp_size", c.asked.CP},
		{"tp_size", c.asked.TP}, {"ep_size", c.asked.EP}, {"gpus_per_node", c.Run.GPUsPerNode},
		{"layers_per_stage", c.Run.LayersPerStage}, {"expert_tensor_parallel_size", c.Run.ExpertTP},
	}
	for _, s := range sizes {
		if s.size < 0 || s.size > MaxSize {
			return &InputError{"input.out_of_range", s.field,
				"expected an integer from 1 to " + strconv.Itoa(MaxSize) + ", got " + strconv.Itoa(s.size)}
		}
	}
	if _, ok := scheduleNamed(c.Run.PipelineSchedule); !ok {
		return &InputError{"input.unknown_value", "pipeline_schedule",
			"unknown pipeline schedule " + strconv.Quote(c.Run.PipelineSchedule)}
	}
	return nil
}

// unsettled is the set of sizes that the mesh leaves open. Another rule has spoken where one of them is needed.
func (c *Case) unsettled() (set termSet) {
	for i := range terms {
		if size := terms[i].size; size != nil && size(c) == 0 {
			set |= 1 << i
		}
	}
	return set
}

func atLeast1(n int) int {
	if n == 0 {
		return 1
	}
	return n
}

// product multiplies without overflow: what exceeds every size stays there.
func product(factors ...int) int {
	const huge = 1 << 50
	p := 1
	for _, f := range factors {
		if f != 0 && p > huge/f {
			return huge
		}
		p *= f
	}
	return p
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
