package capabilities

import "strings"

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
