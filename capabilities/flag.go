package capabilities

import "strings"

// Flag is one truth about a model's architecture, resolved from its config and its plans.
type Flag struct {
	Name string
	Finding
}

// flagRow is one flag: what it is called, how it is found and what it means. It is the only place where a flag is listed.
type flagRow struct {
	name string
	read func(*resolver) Finding
	text string
}

// flags lists every flag of a model. Rules, answers and documents read it.
var flags = []flagRow{
	{"tie_word_embeddings", (*resolver).tied, "input and output embedding are one tensor"},
	{"is_encoder_decoder", (*resolver).encoderDecoder, "the model is an encoder with a decoder"},
	{"has_attention", (*resolver).hasAttention, "some layer is attention"},
	{"has_latent_attention", (*resolver).latentKV, "attention keeps one latent for keys and values (multi-head latent attention)"},
	{"has_local_attention", (*resolver).localAttention, "some layer attends to a window or a chunk only"},
	{"full_attention_only", (*resolver).fullAttentionOnly, "the config names no layer that is anything but full attention, however wide its window"},
	{"has_several_text_configs", (*resolver).severalTexts, "the config has several parts of which transformers could take the text model's numbers"},
	{"has_attention_sinks", (*resolver).sinks, "the softmax of attention has a sink"},
	{"has_bidirectional_attention", (*resolver).bidirectional, "attention looks at later tokens too"},
	{"packs_under_cp", func(r *resolver) Finding { return r.facts.supportsCPWithPacking(r.packing, 2) }, "context parallelism keeps packed documents apart"},
	{"has_vision", (*resolver).vision, "the model takes images in"},
	{"attention_output_gate", (*resolver).outputGate, "attention has a gate as wide as its queries"},
	{"embeddings_tied", (*resolver).headTied, "the output head and the embedding of the whole model are one tensor: of a composite model its outer config decides"},
	{"is_composite", (*resolver).composite, "the config keeps that of its language model as text_config"},
	{"keeps_images", (*resolver).keepsImages, "the stages of a pipeline place images: the class keeps its own forward, or the framework has one for its kind"},
	{"is_remote_code", (*resolver).remoteCode, "the class comes from the code beside its checkpoint (trust_remote_code)"},
	{"has_tp_plan", (*resolver).tpPlanThere, "the class has a tensor-parallel plan, be it empty, or one is registered for it"},
	{"has_pp_plan", (*resolver).ppPlanThere, "the class has a pipeline plan, be it empty, or is a mixture of experts that brings its own"},
	{"has_ep_plan", func(r *resolver) Finding { return r.facts.supportsPlan(factEPPlan, factBaseEPPlan, Finding{Is: No}) }, "the class has an expert-parallel plan with entries"},
	{"registered_tp_plan_is_empty", (*resolver).registeredPlanIsEmpty, "the registered tensor-parallel plan is that of the class, which has none"},
	{"tp_plan_cuts_layers", func(r *resolver) Finding { return r.facts.planCutsLayers() }, "the tensor-parallel plan names more than the output head and the embedding"},
	{"tp_plan_cuts_heads", func(r *resolver) Finding { return r.facts.planCutsHeads() }, "the tensor-parallel plan of the class leaves each rank a part of the attention heads"},
	{"tp_plan_gathers_heads", func(r *resolver) Finding { return r.facts.planGathersHeads() }, "the tensor-parallel plan of the class cuts queries, keys or values, and gives them back whole"},
	{"tp_plan_cuts_experts", func(r *resolver) Finding { return r.facts.planCutsExperts() }, "the tensor-parallel plan of the class cuts the matrices of experts"},
	{"tp_plan_parts_tied", func(r *resolver) Finding { return r.facts.planCutsOneOfTied() }, "the tensor-parallel plan of the class names the output head, and not the embedding"},
	{"tp_plan_of_torch_styles", func(r *resolver) Finding { return r.facts.planOfTorchStyles() }, "the tensor-parallel plan of the class has styles of torch's alone, or those that only expert parallelism reads"},
	{"runs_sdpa", func(r *resolver) Finding { return r.facts.says(factSDPA) }, "the class runs attention as torch's SDPA"},
	{"runs_flash_attention", func(r *resolver) Finding { return r.facts.says(factFlash) }, "the class runs attention as FlashAttention"},
	{"runs_flex_attention", func(r *resolver) Finding { return r.facts.says(factFlex) }, "the class runs attention as FlexAttention"},
}

// FlagText is one flag with what it means.
type FlagText struct{ Name, Text string }

// Flags lists every flag of a model, in the order of a report.
func Flags() []FlagText {
	list := make([]FlagText, len(flags))
	for i := range flags {
		list[i] = FlagText{flags[i].name, flags[i].text}
	}
	return list
}

// Flag returns a flag by its name. It is nil for a name that is none.
func (a *Architecture) Flag(name string) *Finding {
	for i := range a.Flags {
		if a.Flags[i].Name == name {
			return &a.Flags[i].Finding
		}
	}
	return nil
}

// latentKV says whether attention keeps one latent for keys and values (multi-head latent attention).
func (r *resolver) latentKV() Finding {
	for _, l := range r.levels {
		switch n, legible := l.count("kv_lora_rank"); {
		case !legible:
			return l.illegible("kv_lora_rank")
		case n > 0:
			return Finding{Is: Yes, Because: l.evidence("kv_lora_rank")}
		}
	}
	return Finding{Is: No}
}

// outputGate says whether attention multiplies its output by a gate, which is cut like the queries.
func (r *resolver) outputGate() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	for _, l := range r.levels {
		for _, field := range []string{"attn_output_gate", "attention_output_gate"} {
			switch is, legible := l.truth(field); {
			case !legible:
				return l.illegible(field)
			case is:
				return Finding{Is: Yes, Because: l.evidence(field)}
			}
		}
	}
	return Finding{Is: No}
}

// tied says whether the language model ties its input and output embeddings. Only its own config counts: the flag of the
// composite model around it speaks of another pair. An absent field leaves it unknown where the class's default is not
// known, since that differs between versions of transformers and between models; a live config has every field that its
// class has.
func (r *resolver) tied() Finding {
	if len(r.levels) > 0 {
		best := r.levels[0]
		if v := best.value("tie_word_embeddings"); v.Kind() == Bool {
			return Finding{Is: truthOf(v.IsTrue()), Because: best.evidence("tie_word_embeddings")}
		} else if v.Kind() == Absent && r.live {
			return Finding{Is: No, Because: []Evidence{{best.pathOf("tie_word_embeddings"), NullValue()}}}
		}
	}
	return Finding{Missing: r.lacking("tie_word_embeddings")}
}

// encoderDecoder says whether the model is an encoder with a decoder. A config that does not say so is not: the default
// is false for every class, and a saved config lists what differs from it.
func (r *resolver) encoderDecoder() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	outer := r.levels[len(r.levels)-1]
	is, legible := outer.truth("is_encoder_decoder")
	if !legible {
		return outer.illegible("is_encoder_decoder")
	}
	v := outer.value("is_encoder_decoder")
	if v.isMissing() {
		v = NullValue()
	}
	return Finding{Is: truthOf(is), Because: []Evidence{{outer.pathOf("is_encoder_decoder"), v}}}
}

// hasAttention says whether some layer is attention. The first row that applies answers:
//
//	config                                                        | attention
//	--------------------------------------------------------------+----------
//	model_type of a family without attention                      | no
//	ssm_cfg, and attn_layer_idx is not there or is empty          | no
//	anything else                                                 | yes
func (r *resolver) hasAttention() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	best := r.levels[0]
	switch kind := best.value("model_type"); {
	case !kind.isMissing() && kind.Kind() != String:
		return best.illegible("model_type")
	case kind.Is("mamba"), kind.Is("mamba2"), kind.Is("falcon_mamba"), kind.Is("rwkv"), kind.Is("xlstm"):
		return Finding{Is: No, Because: best.evidence("model_type")}
	}
	switch ssm := best.value("ssm_cfg"); {
	case !ssm.isMissing() && ssm.Kind() != Object:
		return best.illegible("ssm_cfg")
	case ssm.Kind() == Object && best.value("attn_layer_idx").Len() == 0:
		return Finding{Is: No, Because: best.evidence("ssm_cfg")}
	}
	return Finding{Is: Yes}
}

// fullAttentionOnly says whether the config names full attention and nothing else, as transformers looks at it: in the list of
// the kinds of layers, or where there is none, in the window, which counts even if it spans all positions. The classes of
// configs that speak of layers with a state, or of an indexer, make such a list where the file has none, unless the class is
// known to have no such field (RWKV, xLSTM).
func (r *resolver) fullAttentionOnly() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	best := r.levels[0]
	list := best.value("layer_types")
	switch {
	case list.isMissing():
		if ssm := best.value("ssm_cfg"); !ssm.isMissing() && ssm.Kind() != Object {
			return best.illegible("ssm_cfg")
		}
		if !r.live && (best.defaults.Kind() != Object || best.owns("layer_types")) { // else there is no such list
			if hybrid := r.facts.isHybrid(); hybrid.Is != No {
				return not(hybrid)
			}
		}
		if !best.value("index_topk").isMissing() {
			return Finding{Is: No, Because: best.evidence("index_topk")}
		}
		window, legible := best.count("sliding_window")
		switch {
		case !legible:
			return best.illegible("sliding_window")
		case window == 0 || best.value("use_sliding_window").Kind() == Bool && !best.value("use_sliding_window").IsTrue():
			return Finding{Is: Yes}
		}
		return Finding{Is: No, Because: best.evidence("sliding_window")}
	case list.Kind() != Array:
		return best.illegible("layer_types")
	}
	for i := range list.Len() {
		if !list.At(i).Is("full_attention") {
			return Finding{Is: No, Because: []Evidence{{best.pathOf("layer_types"), list.At(i)}}}
		}
	}
	return Finding{Is: Yes, Because: best.evidence("layer_types")}
}

// severalTexts says whether transformers finds more than one text config in the config, and so takes none: its
// get_text_config then raises (configuration_utils.py).
func (r *resolver) severalTexts() Finding {
	config := r.facts[FactConfig]
	if config.Kind() != Object {
		return Finding{Missing: r.open}
	}
	var found []Evidence
	for _, name := range []string{"text_encoder", "decoder", "generator", "text_config"} {
		if v := config.Get(name); v.Kind() == Object {
			found = append(found, Evidence{"config." + name, v})
		}
	}
	return Finding{Is: truthOf(len(found) > 1), Because: found}
}

// sinks says whether the softmax of attention has a sink: in the family that has one in every layer, or where the config
// switches it on.
func (r *resolver) sinks() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	best := r.levels[0]
	switch kind := best.value("model_type"); {
	case kind.Is("gpt_oss"):
		return Finding{Is: Yes, Because: best.evidence("model_type")}
	case !kind.isMissing() && kind.Kind() != String:
		return best.illegible("model_type")
	}
	for i := range best.config.Len() {
		if field := best.config.Key(i); strings.Contains(field, "attention_sink") && best.config.At(i).IsTrue() {
			return Finding{Is: Yes, Because: []Evidence{{best.path + "." + field, best.config.At(i)}}}
		}
	}
	return Finding{Is: No}
}

// vision says whether the model has a tower for images.
func (r *resolver) vision() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	whole := r.levels[len(r.levels)-1]
	for _, field := range []string{"vision_config", "thinker_config.vision_config", "vit_config", "mm_vision_tower"} {
		switch v := whole.value(field); {
		case v.Kind() == Object, v.Kind() == String:
			return Finding{Is: Yes, Because: []Evidence{{whole.pathOf(field), v}}}
		case !v.isMissing():
			return whole.illegible(field)
		}
	}
	return Finding{Is: No}
}
