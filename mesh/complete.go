package mesh

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh/law"
)

// complete settles the sizes of a run, as its framework does. A framework that infers the size of data parallelism:
//
//	world_size | dp_size | then
//	-----------+---------+--------------------------------------------------------------------------------
//	given      | -       | dp_size = world_size / (tp_size * cp_size * pp_size), unsettled if that is not whole, or
//	           |         |   rounded down where ranks may stay idle
//	-          | given   | world_size = dp_size * tp_size * cp_size * pp_size
//	given      | given   | both as given
//	-          | -       | the smallest dp_size, and so world, that holds the other sizes
//
// One that infers nothing is told the same sizes, and a rule says that they must be written down; where nothing at all is
// written, every rank is a replica. Where there is no mesh, all ranks are one group of data parallelism, whatever is
// written. A world that is not given is nodes * gpus_per_node, where both are. dp_size = dp_replicate_size * dp_shard_size.
func complete(m *Model, r *Run) (c law.Case, err error) {
	err = completeIn(&c, m, r)
	return c, err
}

// completeIn is complete, in the memory of a case that is no longer needed.
func completeIn(c *law.Case, m *Model, r *Run) error {
	c.Begin(m, r)
	s := settling{Case: c, world: r.Number(termWorld), dp: r.Number(termDP), replicas: c.Settled(termDPReplicate)}
	if s.world == 0 {
		s.world = r.Number(law.Must("nodes")) * r.Number(law.Must("gpus_per_node"))
	}
	// What is no expert is the same along an axis of experts; replicas that are written are all that there are.
	if v := c.Value(termEPInProduct); c.Room.Extended && !r.Gives(termDPReplicate) && v.Why == 0 && v.N == 1 && c.Settled(termEP) > 1 {
		s.replicas = product(s.replicas, c.Settled(termEP))
		c.Settle(termDPReplicate, s.replicas)
		c.Forget()
	}
	if shard := r.Number(termDPShard); shard > 0 {
		dp := product(s.replicas, shard)
		if s.dp > 0 && s.dp != dp {
			return &InputError{Code: "input.contradiction", Field: "dp_size",
				Message: "dp_size=" + strconv.FormatInt(s.dp, 10) + " contradicts dp_replicate_size * dp_shard_size = " + strconv.FormatInt(dp, 10)}
		}
		s.dp = dp
	}
	s.settle()
	if s.world > law.MaxSize {
		return &InputError{Code: "input.out_of_range",
			Message: "the sizes multiply to a world of more than " + strconv.Itoa(law.MaxSize) + " ranks"}
	}
	return nil
}

// settling is a case whose sizes are being settled.
type settling struct {
	*law.Case
	world, dp, replicas int64
	idle                bool // no mesh is built, as every size that is written is 1
}

func (s *settling) settle() {
	inner := product(s.Settled(termTP), s.Settled(termCP), s.Settled(termPP))
	switch {
	case s.world > 0 && s.meshless():
		s.dp = s.world
	case s.dp > 0 && s.world == 0:
		s.world = product(s.dp, inner)
	case s.dp == 0 && s.world > 0:
		if s.world%inner == 0 || s.Room.LeavesIdle {
			s.dp = s.world / inner
		}
	case s.dp == 0:
		s.WorldAssumed = true
		s.settleSmallest(inner)
		return
	}
	s.put()
}

// meshless reports whether the framework builds no mesh for the case, and so ignores a size of data parallelism: under its
// strategy, or where every size that is written is 1.
func (s *settling) meshless() bool {
	if s.Room.IdleAtOne && product(s.Settled(termTP), s.Settled(termCP), s.Settled(termPP), s.Settled(termEP), s.replicas, max(1, s.dp)) == 1 {
		s.idle = true
		return true
	}
	o := s.Order()
	return o != nil && len(o.Axes) == 1 && o.Axes[0] == law.DP && s.Settled(termTP)*s.Settled(termCP)*s.Settled(termPP) == 1
}

// settleSmallest takes the least data parallelism under which the rules about dp and world hold. Those only ask for
// whole replicas and whole expert groups, so the multiples to try are few.
func (s *settling) settleSmallest(inner int64) {
	for _, multiple := range divisors(min(law.MaxSize, product(2, s.Settled(termEP), max(1, s.Size(law.ExpertTP))))) {
		s.dp = product(s.replicas, multiple)
		s.world = product(s.dp, inner)
		s.put()
		if s.world > law.MaxSize || !breaks(s.Case, dataTerms) {
			return
		}
	}
}

// put gives the sizes to the case.
func (s *settling) put() {
	shard := int64(0)
	if s.dp%s.replicas == 0 {
		shard = s.dp / s.replicas
	}
	s.Settle(termWorld, s.world)
	s.Settle(termDP, s.dp)
	written := s.Gives(termDP) || s.Gives(termDPShard) || s.Gives(termDPReplicate)
	if !s.Room.Infers && s.dp == s.world && (s.idle || !written) && !s.sharded() {
		s.Settle(termDPReplicate, s.dp)
		shard = 1
	}
	s.Settle(termDPShard, shard)
	s.Forget()
}

// sharded reports whether the user asks for sharding, so that ranks which nothing is said of are no replicas. ZeRO shards by
// its stage, and names no strategy.
func (s *settling) sharded() bool {
	stage := s.Value(termStage)
	return s.Gives(termStrategy) && s.Word(termStrategy) != law.DDP || stage.Why == 0 && stage.N > 0
}

// breaks reports whether a rule is broken, and stops the run, that reads one of the terms.
func breaks(c *law.Case, terms law.Terms) bool {
	for _, r := range roomOf(c.Room).rulings {
		if r.refuses() && r.reads().Meets(terms) && r.ask(c) == broken {
			return true
		}
	}
	return false
}

// product multiplies without overflow: what exceeds every size stays there.
func product(factors ...int64) int64 {
	const huge = 1 << 50
	p := int64(1)
	for _, f := range factors {
		if f != 0 && p > huge/f {
			return huge
		}
		p *= f
	}
	return p
}

// divisors lists the divisors of n, ascending.
func divisors(n int64) []int64 {
	var low, high []int64
	for d := int64(1); d*d <= n; d++ {
		if n%d != 0 {
			continue
		}
		low = append(low, d)
		if d*d != n {
			high = append(high, n/d)
		}
	}
	for i := len(high) - 1; i >= 0; i-- {
		low = append(low, high[i])
	}
	return low
}
