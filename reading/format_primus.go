package reading

import "strings"

// primusKeys are those of an experiment of Primus, AMD's trainer, whose overrides are Megatron's own names.
const primusKeys = `
[modules.pre_trainer]
model                          _model_name           text
framework                      _primus.framework     lower
- config
[modules.pre_trainer.overrides]
data_parallel_replicate_degree  ~mesh.dp_replicate_size  size
- sink_level file_sink_level stderr_sink_level log_* trainable attn_warmup* moe_router_* moe_permute_* moe_use_* moe_shared_expert_* moe_grouped_gemm moe_aux_* moe_pad_* moe_layer_* moe_token_drop* expert_* mla_* multi_latent_attention_* use_turbo_* enable_turbo_* enable_primus_turbo turbo_* primus_* pp_warmup
- spec mock_data seed overlap_* gradient_accumulation_fusion disable_* auto_continue_train use_rocm_* recompute_layer_ids* enable_zero_bubble zero_bubble_* patch_* pp_* dump_* use_pytorch_profiler profile_* no_* cross_entropy_* qk_* fp8_* fp4* te_* apply_rope_fusion torch_compile* manual_gc* ddp_* check_*
[]
- work_group user_name exp_name workspace platform
`

// Its presets in primus/configs fill in what the experiment does not say, and may be the user's own.
const primusLaws laws = `
-> call:megatron
`

// primusTraining has no --spec: here it is a list, of a module and a name in it.
var primusTraining = strings.Replace(megatronTraining, "spec|use_legacy_models", "use_legacy_models", 1)

var formatPrimus = format{
	name: "primus", framework: "megatron", title: "Primus", schema: colons, ignores: "Primus ignores it",
	keys: []chunk{{"", primusKeys}, {"modules.pre_trainer.overrides.", megatronSizes}, {"modules.pre_trainer.overrides.", primusTraining},
		{"modules.pre_trainer.overrides.", megatronIgnored}},
	laws: primusLaws,
}
