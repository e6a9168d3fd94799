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
// output head and the embedding. Transformers gives many classes a plan for these alone, and the plan of the layers is the
// config's: where that is empty, the layers stay whole on every rank.
func (f Facts) planCutsLayers() Finding {
	own := f.seen(factTPPlan, func(v Value) bool {
		return v.Kind() == Object && someEntry(v, func(module, _ string) bool { return !isHead(module) && !isEmbedding(module) })
	})
	return anyOf(f.isTrue(factTPPlanRegistered), own)
}

// planCutsHeads is yes when the TP plan of the class leaves each rank a part of the heads of attention: a projection of
// queries, keys or values is cut, and what it makes is not gathered. Classes that normalise queries and keys as a whole
// (OLMo 2), that keep them in one matrix (Phi-3), or whose plan leaves attention out compute with all heads on every rank.
// What makes heads in a mixer of another kind, such as linear attention, is cut only where it has their names.
func (f Facts) planCutsHeads() Finding {
	return f.somePlan(func(v Value) bool { return headsHave(v, cutting) })
}

// planGathersHeads is yes when it cuts the projections of queries, keys or values, and gives what they make back whole.
func (f Facts) planGathersHeads() Finding {
	return f.somePlan(func(v Value) bool { return headsHave(v, gathering) })
}

func headsHave(plan Value, styles []string) bool {
	return plan.Kind() == Object && someEntry(plan, func(module, style string) bool { return slices.Contains(styles, style) && makesHeads(module) })
}

// somePlan is yes when the TP plan of the model, or that on the class of its config, is one that is looked for: transformers
// builds the model's from both, and a class that was not built has its own part alone.
func (f Facts) somePlan(is func(Value) bool) Finding {
	onConfig := f.seen(factBaseTPPlan, is)
	if own := f.seen(factTPPlan, is); onConfig.Is != Yes && (own.Is != Unknown || onConfig.Is == Unknown) {
		return own
	}
	return onConfig
}

// planCutsExperts is yes when the TP plan of the class cuts the stacked matrices of experts.
func (f Facts) planCutsExperts() Finding {
	cuts := func(v Value) bool {
		return v.Kind() == Object && someEntry(v, func(_, style string) bool { return style == "moe_tp_experts" })
	}
	return f.somePlan(cuts)
}

// planCutsOneOfTied is yes when the TP plan of the class names the output head and not the embedding: where the two are one
// tensor, the embedding is then cut without knowing it.
func (f Facts) planCutsOneOfTied() Finding {
	return f.seen(factTPPlan, func(v Value) bool {
		return v.Kind() == Object && someEntry(v, func(module, _ string) bool { return isHead(module) }) &&
			!someEntry(v, func(module, _ string) bool { return isEmbedding(module) })
	})
}

// someEntry reports whether an entry of a plan is one that is looked for, by the last name of its module and its style.
func someEntry(plan Value, is func(module, style string) bool) bool {
	for i := range plan.Len() {
		pattern := plan.Key(i)
		if is(pattern[strings.LastIndexByte(pattern, '.')+1:], plan.At(i).Text()) {
			return true
		}
	}
	return false
}

func isHead(module string) bool { return module == "lm_head" || module == "embed_out" }

func isEmbedding(module string) bool { return slices.Contains(embeddings, module) }

// makesHeads reports whether a projection makes queries, keys or values: q_proj, q_b_proj, kv_b_proj, qkv_proj,
// query_key_value, Wqkv, c_attn.
func makesHeads(module string) bool {
	return strings.HasSuffix(module, "_proj") && strings.IndexByte("qkv", module[0]) >= 0 || slices.Contains(fusedProjections, module)
}

var (
	embeddings       = []string{"embed_tokens", "embed_in", "wte", "word_embeddings", "tok_embeddings"}
	fusedProjections = []string{"query_key_value", "Wqkv", "c_attn", "query", "key", "value"}
	// cutting are the styles after which each rank goes on with its own part.
	cutting   = []string{"colwise", "packed_colwise", "local_colwise"}
	gathering = []string{"colwise_gather_output", "colwise_rep"}
)

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
			return Finding{Is: No, Because: []Evidence{{factTPPlan.String() + "." + v.Key(i), style}}}
		}
	}
	return f.seen(factTPPlan, func(Value) bool { return true })
}

var torchStyles = []string{"colwise", "rowwise", "colwise_rep", "rowwise_rep", "colwise_gather_output", "sequence_parallel",
	"replicated_with_grad_allreduce", "embedding_rowwise", "ep_router", "local_colwise", "local_rowwise", "gather"}
