package truth

import (
	"iter"
	"maps"

	"github.com/meshwise/meshwise/plan"
)

func keysOf[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }

// measuredOf is the estimate of what a row measured: the peak of what is allocated or reserved, of the fullest rank or of
// the last (Megatron-Core's golden values are its TensorBoard writer's).
func measuredOf(e *plan.Estimate, row Row) plan.Interval {
	a := e.Memory.Allocated
	if row.Get("mem_rank") == "last" {
		last := e.Memory.Stages[len(e.Memory.Stages)-1].Allocated
		share := last / a.Mid
		a = plan.Interval{Low: a.Low * share, Mid: last, High: a.High * share}
	}
	if row.Get("mem_kind") == "reserved" { // with expandable segments an allocator holds little more than its peak
		more := 1.02
		if row.Get("kernels") == "eager" {
			more = 1.05
		}
		a = plan.Interval{Low: a.Low, Mid: a.Mid * more, High: a.High * 1.08}
	}
	return a
}
