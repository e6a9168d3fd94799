package capabilities

import (
	"slices"
	"strings"
)

// hasPlan is yes when the fact is a plan with at least one entry: current transformers sets an empty one on every model.
func (f Facts) hasPlan(name Fact) Finding {
	return f.seen(name, func(v Value) bool { return v.Kind() == Object && v.Len() > 0 })
}

// supportsPlan is yes when the model has the plan, or has the other thing that stands for it. Where the model's plan was
// not looked at, a plan on the config's class is one: transformers builds the model's from it.
func (f Facts) supportsPlan(plan, base Fact, other Finding) Finding {
	own := f.hasPlan(plan)
	if own.Is == Unknown {
		if onConfig := f.hasPlan(base); onConfig.Is == Yes {
			own = onConfig
		}
	}
	return anyOf(other, own)
}

// planCutsLayers is yes when an optimized plan is registered, or some entry of the TP plan names a module beside the
// output head. Transformers gives many classes a plan for lm_head alone, and the plan of the layers is the config's: where
// that is empty, the layers stay whole on every rank.
func (f Facts) planCutsLayers() Finding {
	beyondHead := func(v Value) bool {
		for i := range v.Len() {
			if pattern := v.Key(i); pattern[strings.LastIndexByte(pattern, '.')+1:] != "lm_head" {
				return true
			}
		}
		return false
	}
	own := f.seen(factTPPlan, func(v Value) bool { return v.Kind() == Object && beyondHead(v) })
	return anyOf(f.isTrue(factTPPlanRegistered), own)
}

// planOfTorchStyles is no when an entry of the TP plan has a style of transformers' own (packed_colwise, moe_tp_experts,
// mla_kv_a_proj…), which a framework that translates plans into torch's styles does not know. Styles that only expert
// parallelism reads are left out there. embedding_rowwise is what later versions add to every plan, for the embedding.
//
// Read in NeMo Automodel components/distributed/parallelizer.py translate_to_torch_parallel_style and get_hf_tp_shard_plan.
func (f Facts) planOfTorchStyles() Finding {
	v := f[factTPPlan]
	for i := range v.Len() {
		style := v.At(i)
		if style.Kind() == String && !slices.Contains(torchStyles, style.Text()) && !strings.HasPrefix(style.Text(), "ep_") {
			return Finding{Is: No, Because: []Evidence{{string(factTPPlan) + "." + v.Key(i), style}}}
		}
	}
	return f.seen(factTPPlan, func(Value) bool { return true })
}

var torchStyles = []string{"colwise", "rowwise", "colwise_rep", "rowwise_rep", "colwise_gather_output", "sequence_parallel",
	"replicated_with_grad_allreduce", "embedding_rowwise", "ep_router", "local_colwise", "local_rowwise", "gather"}
