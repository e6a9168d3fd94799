package capabilities

import (
	"slices"
	"strings"
)

// ConfigFields lists the fields of a config whose defaults a catalogue keeps, sorted: the names of every number, and what
// else a rule asks a config for. The fields of a config inside a config stand alone, as its own class has them.
func ConfigFields() []string {
	fields := slices.Clone(moreFields)
	for i := range numbers {
		for _, name := range numbers[i].names {
			if !strings.ContainsRune(name, '.') {
				fields = append(fields, name)
			}
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

// moreFields are flags, sizes and lists that are no number of a model.
var moreFields = []string{
	"attention_chunk_size", "attention_k_eq_v", "attention_output_gate", "attn_layer_period", "attn_output_gate", "conv_L_cache",
	"enable_moe_block", "full_attention_interval", "is_causal", "is_encoder_decoder", "is_hybrid_model", "kv_lora_rank", "layer_types",
	"mamba_d_state", "max_window_layers", "multi_query", "new_decoder_architecture", "num_global_key_value_heads",
	"num_nextn_predict_layers", "sliding_window", "ssm_state_size", "state_size", "tie_word_embeddings",
	"use_bidirectional_attention", "use_sliding_window",
}

// ConfigSections are the names under which a composite config keeps a config that is looked into.
func ConfigSections() []string {
	var sections []string
	for _, path := range append(slices.Clone(textConfigs), "vision_config") {
		sections = append(sections, strings.Split(path, ".")...)
	}
	slices.Sort(sections)
	return slices.Compact(sections)
}
