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
	if row.Get("mem_kind") == "reserved" {
		a = e.Memory.Reserved
	}
	if row.Get("mem_rank") == "last" {
		share := e.Memory.Stages[len(e.Memory.Stages)-1].Allocated / e.Memory.Allocated.Mid
		a = plan.Interval{Low: a.Low * share, Mid: a.Mid * share, High: a.High * share}
	}
	return a
}
