package frameworks

import "github.com/meshwise/meshwise/mesh/law"

// transformers builds its own mesh of a DistributedConfig (distributed/): the product of the sizes that are written must
// be the world, unless all are 1. Its pipeline is for generation alone.
var transformers = &law.Framework{
	Name: "transformers", Text: "transformers' DistributedConfig",
	Versions:   []string{"5.13.0", "5.15.0", "5.16.0", "5.18.0", "5.20.0", "5.22.0", "5.23.0", "5.24.0"},
	Repository: "huggingface/transformers", Transformers: "5.24.0", IsTransformers: true,
	Fills: []law.Fill{
		{Setting: "strategy", Is: `"ddp"`, When: `dp_shard_size == 1 || given(sharding.engine) && sharding.engine == "deepspeed"`},
	},
	IdleAtOne: true,
	Orders: []law.Order{{
		Axes:      []law.Axis{law.PP, law.DPReplicate, law.DPShard, law.TP},
		Flattened: []law.Span{{Axis: law.DP, Of: []law.Axis{law.DPReplicate, law.DPShard}}},
		Experts:   []law.Axis{law.DPReplicate, law.EPShard, law.EP},
	}},
	Offers: []law.Offer{
		{Settings: []string{"dp_shard_size"}, Find: theRest},
	},
	Classes: []string{"transformers"},
	Builds: []law.Builder{
		// Of these the plan of experts has a router's and no dispatch, in the configs of those versions: every rank of an expert
		// group computes the same tokens, and sums.
		{Name: "reduces_experts", Types: []string{"diffusion_gemma", "diffusion_gemma_text", "gemma4", "gemma4_text", "hy_v4", "inkling_mm_model", "inkling_text"},
			Since: "5.19.0", Until: "5.23.0"},
		{Name: "reduces_experts", Types: []string{"granitemoe_swa"}, Since: "5.19.0", Until: "5.21.0"},
		{Name: "merges_and_reduces_experts", Types: []string{"mimo_v2_flash"}, Since: "5.19.0", Until: "5.23.0"},
		// conversion_mapping.py: those of MergeModulelist, whose checkpoints store every expert by itself. Qwen3.5 is published with
		// its experts stacked, and converted with each by itself: what a run loads, its kind does not say.
		{Name: "merges_experts", Types: []string{
			"afmoe", "axk1", "axk2", "bailing_hybrid", "beam", "cohere2_moe", "deepseek_ocr2", "deepseek_v2", "deepseek_v3",
			"deepseek_v32", "deepseek_v4", "dots1", "dots3_note", "dots3_note_vision_encoder", "ernie4_5_moe", "exaone_moe",
			"flex_olmo", "flint", "glm4_moe", "glm4_moe_lite", "glm4v_moe", "glm5_next", "glm5_next_text", "glm_moe_dsa",
			"hunyuan_v1_moe", "hy_v3", "jamba", "kimi_k25", "kimi_linear", "kolibri1", "laguna", "lfm2_moe", "longcat_flash",
			"mellum", "mimo_v2_flash", "minimax", "minimax_m2", "minimax_m3_vl", "mistral_large4", "mistral_large4_text", "mixtral",
			"nemotron_h", "olmoe", "phimoe", "qwen2_moe", "qwen3_moe", "qwen3_next", "qwen3_omni_moe", "qwen3_omni_moe_thinker",
			"sarvam_mla", "sarvam_moe", "solar_open",
		}},
		{Name: "merges_experts", Types: []string{"qwen3_omni_moe_text"}, Since: "5.23.0"},
	},
	Choices: []law.Choice{{Setting: "recompute.mode", Of: []string{"none", "full"}}},
	Dialect: law.Dialect{},
	Keys: []law.Key{
		{Setting: "pp_size", Name: "DistributedConfig.pp_size", FileOnly: true},
		{Setting: "dp_replicate_size", Name: "DistributedConfig.dp_replicate_size", FileOnly: true},
		{Setting: "dp_shard_size", Name: "DistributedConfig.fsdp_size", FileOnly: true},
		{Setting: "tp_size", Name: "DistributedConfig.tp_size", FileOnly: true},
		{Setting: "ep_size", Name: "DistributedConfig.ep_size", FileOnly: true},
	},
	Start: startTransformers,
}

// startTransformers writes the arguments of the config, for the script that loads the model.
func startTransformers(s *law.Start) {
	_, entries := s.Stated()
	s.File, s.Language = "train.py", "python"
	s.Config = "DistributedConfig("
	for i, e := range entries {
		if i > 0 {
			s.Config += ", "
		}
		s.Config += e.Path[len("DistributedConfig."):] + "=" + e.Value
	}
	s.Config += ")\n"
	s.Command = s.Torchrun("train.py")
}
