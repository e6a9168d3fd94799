package capabilities

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// isHybrid says whether the model has layers that carry a state along the sequence, in place of attention or beside it:
// state-space models, linear attention, convolutions.
//
//	what the config has                                          | hybrid
//	-------------------------------------------------------------+------------------------------------------
//	is_hybrid_model is true                                      | yes
//	model_type of a family that has such layers throughout       | yes
//	layer_types, layers_block_type, block_types, _block_types,   | yes if one entry is such a layer, no if all are
//	hybrid_override_pattern: one is not empty                    |   attention, unknown if an entry is not known
//	attn_type_list: 0 is linear attention                        | yes if it holds a 0
//	attn_layer_period or full_attention_interval, above 1        | yes: the layers between are not attention
//	attn_layer_indices, attn_layer_idx, full_attn_idxs,          | yes: the remaining layers are not attention
//	linear_attn_config.kda_layers, linear_num_key_heads,         |
//	conv_L_cache, mamba_d_state, mamba_n_heads, ssm_state_size,  |
//	state_size, ssm_cfg                                          |
//	none of these                                                | no
//
// A list of layers is a better witness than a field: a checkpoint of a hybrid family may be attention throughout and still
// carry the fields of its state-space layers. The first row that applies answers, over the config, the language model's
// config and the text config of each.
func (f Facts) isHybrid() Finding {
	var places []level
	var unreadable []Finding
	for _, root := range []Fact{FactConfig, factLanguageConfig} {
		config := f[root]
		if config.Kind() != Object {
			continue
		}
		at := newLevel(root.String(), config, Value{}, "")
		if root == FactConfig {
			at.defaults, at.known = f[ConfigDefaults], ConfigDefaults.String()
		}
		places = append(places, at)
		switch inner, path := textConfig(config); {
		case inner.Kind() == Object:
			places = append(places, newLevel(at.path+"."+path, inner, at.defaults.Lookup(path), at.known+"."+path))
		case path != "":
			unreadable = append(unreadable, at.illegible(path))
		}
	}
	if f[FactConfig].Kind() != Absent && len(places) == 0 {
		return Finding{Is: No, Reason: HybridNoOtherLayers, Because: []Evidence{{FactConfig.String(), f[FactConfig]}}}
	}
	found := append(make([]Finding, 0, len(places)+len(unreadable)+1), unreadable...)
	for i := range places {
		found = append(found, places[i].isHybrid())
	}
	if f[FactConfig].Kind() == Absent {
		found = append(found, Finding{Missing: []string{FactConfig.String()}})
	}
	answer := anyOf(found...)
	if answer.Is == Unknown && f[FactConfig].Kind() != Absent {
		answer.Reason = HybridUnknownLayers
		return answer
	}
	return answer.because(HybridLayers, HybridNoOtherLayers)
}

func (l *level) isHybrid() Finding {
	switch is, legible := l.truth("is_hybrid_model"); {
	case !legible:
		return l.illegible("is_hybrid_model")
	case is:
		return Finding{Is: Yes, Because: l.evidence("is_hybrid_model")}
	}
	if v := l.value("model_type"); isStateFamily(v.Text()) {
		return Finding{Is: Yes, Because: l.evidence("model_type")}
	}
	var lists []Finding
	for _, field := range []string{"layer_types", "layers_block_type", "block_types", "_block_types", "hybrid_override_pattern"} {
		layers := l.value(field)
		switch kind := layers.Kind(); {
		case kind == String && field == "hybrid_override_pattern":
			layers = letters(layers.Text())
		case kind != Array && !layers.isMissing():
			lists = append(lists, l.illegible(field))
		}
		if layers.Kind() == Array && layers.Len() > 0 {
			lists = append(lists, l.mixers(field, layers))
		}
	}
	if lists != nil {
		return anyOf(lists...)
	}
	if list := l.value("attn_type_list"); !list.isMissing() {
		return l.attentionTypes(list)
	}
	for _, field := range []string{"attn_layer_period", "full_attention_interval"} {
		period, isInt := l.value(field).Int()
		switch {
		case isInt:
			return Finding{Is: truthOf(period > 1), Because: l.evidence(field)}
		case !l.value(field).isMissing():
			return l.illegible(field)
		}
	}
	for _, field := range []string{"attn_layer_indices", "attn_layer_idx", "full_attn_idxs", "linear_attn_config.kda_layers",
		"linear_num_key_heads", "conv_L_cache", "mamba_d_state", "mamba_n_heads", "ssm_state_size", "state_size", "ssm_cfg"} {
		if v := l.value(field); !v.isMissing() && !(v.Kind() == Array && v.Len() == 0) {
			return Finding{Is: Yes, Because: l.evidence(field)}
		}
	}
	return Finding{Is: No, Because: []Evidence{{l.path, l.config}}}
}

// attentionTypes looks at the kind of every layer, where it is a number: 0 is linear attention.
func (l *level) attentionTypes(list Value) Finding {
	if list.Kind() != Array {
		return l.illegible("attn_type_list")
	}
	known := true
	for i := range list.Len() {
		n, isInt := list.At(i).Int()
		if isInt && n == 0 {
			return Finding{Is: Yes, Because: l.evidence("attn_type_list")}
		}
		known = known && isInt
	}
	if !known {
		return l.illegible("attn_type_list")
	}
	return Finding{Is: No, Because: l.evidence("attn_type_list")}
}

// mixers looks at the kind of every layer.
func (l *level) mixers(field string, layers Value) Finding {
	known := true
	for i := range layers.Len() {
		switch kind := layers.At(i); mixerOf(kind.Text()) {
		case mixesByState:
			return Finding{Is: Yes, Because: []Evidence{{l.pathOf(field), kind}}}
		case mixesUnknown:
			known = false
		}
	}
	if !known {
		return l.illegible(field)
	}
	return Finding{Is: No, Because: l.evidence(field)}
}

// isStateFamily names the families whose every layer carries a state, so that their configs list no kinds of layers:
// the pure state-space models, and Falcon-H1, which runs both kinds side by side in each layer and calls it attention.
func isStateFamily(modelType string) bool {
	switch modelType {
	case "mamba", "mamba2", "falcon_mamba", "rwkv", "xlstm", "falcon_h1":
		return true
	}
	return false
}

type mixer uint8

const (
	mixesUnknown mixer = iota
	mixesByAttention
	mixesByState
)

// mixerOf says how a layer of the given kind mixes tokens. The words are those of transformers' ALLOWED_LAYER_TYPES, of
// the configs that predate it, and the letters of Nemotron-H's pattern: M is Mamba, * attention, - an MLP, E experts. A
// word that names only the MLP of a layer (dense, moe, sparse) leaves its mixer to be attention.
func mixerOf(kind string) mixer {
	switch kind = text.Lower(kind); kind {
	case "m", "mamba", "mamba2", "ssm", "linear_attention", "conv", "recurrent", "hybrid", "parallel_hybrid":
		return mixesByState
	case "*", "-", "e", "|", "mlp", "moe", "dense", "sparse", "hybrid_sliding", "minimax_m3_sparse":
		return mixesByAttention
	}
	if strings.HasSuffix(kind, "attention") {
		return mixesByAttention
	}
	return mixesUnknown
}

func letters(pattern string) Value {
	list := make([]Value, 0, len(pattern))
	for _, r := range pattern {
		list = append(list, StringValue(string(r)))
	}
	return ArrayValue(list...)
}
