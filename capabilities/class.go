package capabilities

import "strings"

// What follows from the class of a model: of which kind its plans are, and what of it a framework replaces.

// planThere says whether the class has the plan at all, be it empty: a framework that only asks for that takes it.
func (f Facts) planThere(plan, base Fact, registered Finding) Finding {
	own := f.seen(plan, func(v Value) bool { return v.Kind() == Object })
	if own.Is == Unknown {
		if onConfig := f.hasPlan(base); onConfig.Is == Yes {
			own = onConfig
		}
	}
	return anyOf(registered, own)
}

func (r *resolver) tpPlanThere() Finding {
	return r.facts.planThere(factTPPlan, factBaseTPPlan, r.facts.isTrue(factTPPlanRegistered))
}

func (r *resolver) ppPlanThere() Finding {
	moe := r.facts.isMoE()
	moe.Because = nil // which class of the MRO says so is a long name
	return r.facts.planThere(factPPPlan, factBasePPPlan, moe)
}

// ofOwnPlan are the classes for which NeMo Automodel registers the plan of the class itself (optimized_tp_plans.py,
// PARALLELIZE_FUNCTIONS: those under _parallelize_qwen3_5_vlm).
var ofOwnPlan = []string{
	"nemo_automodel.components.models.qwen3_5.model.Qwen3_5ForCausalLM",
	"nemo_automodel.components.models.qwen3_5.model.Qwen3_5ForConditionalGeneration",
	"transformers.models.qwen3_5.modeling_qwen3_5.Qwen3_5ForConditionalGeneration",
}

// registeredPlanIsEmpty says whether the plan that is registered for the class is the class's own, and that one is empty.
func (r *resolver) registeredPlanIsEmpty() Finding {
	class := r.facts.class()
	if class.Get("name").Kind() != String {
		return Finding{Missing: []string{FactClass.String()}}
	}
	of := Finding{Is: No}
	for _, name := range ofOwnPlan {
		if name == class.Get("module").Text()+"."+class.Get("name").Text() {
			of = Finding{Is: Yes, Because: []Evidence{{"class.name", class.Get("name")}}}
		}
	}
	return allOf(of, r.facts.isTrue(factTPPlanRegistered), r.facts.seen(factTPPlan, func(v Value) bool { return v.Len() == 0 }))
}

// remoteCode says whether the class was loaded from the code beside its checkpoint (trust_remote_code), which transformers puts
// into a package of its own.
func (r *resolver) remoteCode() Finding {
	class := r.facts.class()
	if class.Kind() != Object {
		return Finding{Missing: []string{FactClass.String()}}
	}
	module := class.Get("module")
	if !strings.HasPrefix(module.Text(), "transformers_modules.") {
		return Finding{Is: No}
	}
	return Finding{Is: Yes, Because: []Evidence{{"class.module", module}}}
}

// composite says whether the config keeps the language model's config beside others, under the name that transformers has
// for it.
func (r *resolver) composite() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	whole := r.levels[len(r.levels)-1]
	switch v := whole.value("text_config"); {
	case v.Kind() == Object:
		return Finding{Is: Yes, Because: []Evidence{{whole.pathOf("text_config"), v}}}
	case !v.isMissing():
		return whole.illegible("text_config")
	case whole.owns("text_config"): // a file without it is an old one, whose fields its class puts there
		return Finding{Is: Yes, Because: []Evidence{{whole.known + "." + OtherFields, StringValue("text_config")}}}
	case !r.live && whole.defaults.Kind() != Object && !whole.value("vision_config").isMissing():
		return Finding{Missing: []string{whole.pathOf("text_config")}}
	}
	return Finding{Is: No}
}

// keepsImages says whether the stages of a pipeline still place images: the class keeps its own forward, or NeMo Automodel has
// one for its kind (pipelining/hf_utils.py, _PP_VLM_MODEL_TYPES_WITH_DEDICATED_FORWARD).
func (r *resolver) keepsImages() Finding {
	config := r.facts[FactConfig]
	for _, field := range []string{"model_type", "text_config.model_type"} {
		if kind := config.Lookup(field); kind.Is("gemma4") || kind.Is("mistral3") {
			return Finding{Is: Yes, Because: []Evidence{{"config." + field, kind}}}
		}
	}
	return r.facts.isTrue(factPPKeepForward)
}

// headTied says whether the output head and the embedding of the whole model are one tensor. The flag of the config whose
// class owns the head decides:
//
//	the model                                                    | the flag of
//	-------------------------------------------------------------+---------------------------------
//	its config is that of a language model                       | its config
//	the text config has another name than transformers' own, or  | the text config: code of its own
//	  the outer config has no such field                         |   keeps a whole language model inside
//	its plan names a head below language_model                   | the text config
//	any other composite                                          | the outer config
func (r *resolver) headTied() Finding {
	if len(r.levels) < 2 {
		return r.tied()
	}
	outer := r.levels[len(r.levels)-1]
	_, path := textConfig(outer.config)
	if path != "text_config" && path != "vlm_config.text_config" {
		return r.tied()
	}
	plan := r.facts[factTPPlan]
	for i := range plan.Len() {
		if strings.HasSuffix(plan.Key(i), "language_model.lm_head") {
			return r.tied()
		}
	}
	switch v := outer.value("tie_word_embeddings"); {
	case v.Kind() == Bool:
		return Finding{Is: truthOf(v.IsTrue()), Because: outer.evidence("tie_word_embeddings")}
	case v.Kind() != Absent:
		return outer.illegible("tie_word_embeddings")
	case r.live, outer.defaults.Kind() == Object: // its class has no such field
		return r.tied()
	}
	return Finding{Missing: []string{outer.path + ".tie_word_embeddings"}}
}

// otherHeads is the greatest common divisor of the heads of the parts that are neither the language model nor its vision
// tower: NeMo Automodel takes those of the config that the deepest module has (parallelizer.py, _attention_config), and which
// one that is no config says.
func (r *resolver) otherHeads(row *numberRow) Number {
	q := Number{Name: row.name, Field: row.name, Known: true}
	if len(r.levels) == 0 {
		q.Known, q.Missing = false, r.open
		return q
	}
	outer := r.levels[len(r.levels)-1]
	_, text := textConfig(outer.config)
	for i := range outer.config.Len() {
		part := outer.config.Key(i)
		if part == text || part == "vision_config" || outer.config.At(i).Kind() != Object {
			continue
		}
		for _, field := range []string{"num_attention_heads", "num_heads"} {
			if n, ok := outer.config.At(i).Get(field).Int(); ok && n > 0 {
				q.Value = gcd(q.Value, n)
				q.Because = append(q.Because, outer.evidence(part+"."+field)...)
				break
			}
		}
	}
	return q
}
