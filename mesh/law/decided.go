package law

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
)

// Decided is what the planner decides of a run, in the words of the settings: the other way round than [Case.Planned].
// What decides nothing, as virtual stages do where there is one, is left out.
func Decided(r *plan.Run) (list []Said) {
	say := func(setting string, v capabilities.Value) { list = append(list, Said{setting, v}) }
	count := func(setting string, n, least int64) {
		if n >= least {
			say(setting, capabilities.IntValue(n))
		}
	}
	m := &r.Mesh
	count("pp_size", m.PP, 1)
	count("cp_size", m.CP, 1)
	count("tp_size", m.TP, 1)
	count("ep_size", m.EP, 1)
	replicas := max(1, m.DPReplicate)
	count("dp_replicate_size", replicas, 1)
	count("dp_shard_size", m.DP()/replicas, 1)
	count("expert_tensor_parallel_size", m.ExpertTP, 1)
	count("micro_batch_size", r.MicroBatchSize, 1)
	count("virtual_stages", r.VirtualStages, 2)
	if m.PP > 1 && r.Schedule != "" {
		say("pipeline_schedule", capabilities.StringValue(r.Schedule))
	}
	if m.TP > 1 && r.SequenceParallel != capabilities.Unknown {
		say("sequence_parallel", capabilities.BoolValue(r.SequenceParallel == capabilities.Yes))
	}
	if r.Recompute.Mode != "" {
		say("recompute.mode", capabilities.StringValue(r.Recompute.Mode))
	}
	if len(r.Recompute.Modules) > 0 {
		var names []capabilities.Value
		for _, name := range r.Recompute.Modules {
			names = append(names, capabilities.StringValue(name))
		}
		say("recompute.modules", capabilities.ArrayValue(names...))
	}
	return list
}
