package rules

import "github.com/meshwise/meshwise/mesh/law"

// model is the rules about the model alone: a config that no mesh can save, and a model that the framework does not build.
var model = []law.Rule{
	{
		Code:     "model.not_built",
		Axis:     law.NoAxis,
		Title:    "{framework} builds the model",
		Since:    "0.2",
		When:     "true",
		Applies:  "the config names a class",
		Equation: `builder != "none" && builder != "unmatched"`,
		Say:      "{framework} has no builder for {model}",
		Advice:   "{framework} builds {builders}; a model of your own can be given to it",
		Repairs:  []string{},
		Example:  "Bart under torchtitan",
		Stances: []law.Stance{
			{Framework: torchtitan, Severity: law.Refuses, In: "torchtitan/models/__init__.py#_supported_models", When: `builder == "none"`},
			{Framework: torchtitan, Severity: law.Refuses, Depends: true, In: "torchtitan/models/__init__.py#_supported_models", When: `builder == "unmatched"`},
			{Framework: megatron, Severity: law.Refuses, In: "megatron/core/models/__init__.py#", When: `builder == "none"`},
			{Framework: megatron, Severity: law.Refuses, Depends: true, In: "megatron/core/models/__init__.py#", When: `builder == "unmatched"`},
		},
	},
	{
		Code:     "model.attention_not_in_class",
		Axis:     law.NoAxis,
		Title:    "the class runs attention as it is asked to",
		Since:    "0.2",
		When:     "given(attn)",
		Applies:  "the implementation of attention is given, whatever the mesh",
		Equation: `(attn != "sdpa" || runs_sdpa) && (attn != "flex_attention" || runs_flex_attention) && (attn != "flash_attention_2" && attn != "flash_attention_3" && attn != "flash_attention_4" || runs_flash_attention)`,
		Say:      "{model} does not support the implementation of attention that is asked for",
		Repairs:  []string{"attn"},
		Quiet:    true,
		Example:  "Gemma 2, whose scores have a cap, with sdpa",
		Stances:  loadedByTransformers(law.Refuses, "src/transformers/modeling_utils.py#PreTrainedModel._check_and_adjust_attn_implementation"),
	},
	{
		Code:     "model.attention_not_in_framework",
		Axis:     law.NoAxis,
		Title:    "the framework knows the implementation of attention",
		Since:    "0.2",
		When:     "given(attn)",
		Applies:  "the implementation of attention is given, whatever the mesh",
		Equation: `attn != "te" && attn != "fused" && attn != "unfused" && attn != "local" && attn != "magi" && attn != "tilelang" && attn != "cudnn" && attn != "varlen"`,
		Say:      "{framework} trains {model} as transformers loads it, which runs attention as eager, sdpa, flex_attention or a version of flash_attention",
		Repairs:  []string{"attn"},
		Example:  "attn te under Hugging Face accelerate",
		Stances:  loadedByTransformers(law.Refuses, "src/transformers/modeling_utils.py#PreTrainedModel._check_and_adjust_attn_implementation"),
	},
	{
		Code:     "model.heads_not_grouped",
		Axis:     law.NoAxis,
		Title:    "the key/value heads divide the attention heads",
		Since:    "0.1",
		When:     "!has_latent_attention",
		Applies:  "attention has KV heads, whatever the mesh",
		Equation: "num_attention_heads % num_key_value_heads == 0",
		Why:      "every key/value head must serve as many query heads as any other",
		Advice:   "correct the config: no mesh makes it consistent",
		Quiet:    true,
		Example:  "5 heads and 3 key/value heads",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.FailsLate, In: "transformers/models/llama/modeling_llama.py#LlamaAttention"},
			{Framework: torchtitan, Severity: law.FailsLate, In: "torchtitan/models/common/attention.py#Attention", Until: "0.3.0"},
			{Framework: torchtitan, Severity: law.Refuses, In: "torchtitan/models/common/attention.py#FusedQKVLinear", Since: "0.3.0"},
			{Framework: megatron, Severity: law.FailsLate, In: "megatron/core/transformer/attention.py#SelfAttention"},
			{Framework: accelerate, Severity: law.FailsLate, In: "transformers/models/llama/modeling_llama.py#LlamaAttention"},
			{Framework: transformers, Severity: law.FailsLate, In: "transformers/models/llama/modeling_llama.py#LlamaAttention"},
			{Framework: vllm, Severity: law.FailsLate, In: "vllm/model_executor/layers/attention/attention.py#Attention.__init__"},
		},
	},
	{
		Code:     "model.topk_exceeds_experts",
		Axis:     law.NoAxis,
		Title:    "a token is routed to at most all experts",
		Since:    "0.1",
		When:     "true",
		Applies:  "the numbers are known, whatever the mesh",
		Equation: "num_experts == 0 || num_experts_per_tok <= num_experts",
		Why:      "a token cannot be routed to more experts than there are",
		Advice:   "correct the config: no mesh makes it consistent",
		Quiet:    true,
		Example:  "9 experts a token of 8",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.FailsLate, In: "nemo_automodel/components/moe/layers.py#Gate"},
			{Framework: torchtitan, Severity: law.FailsLate, In: "torchtitan/models/common/moe.py#TokenChoiceTopKRouter"},
			{Framework: megatron, Severity: law.FailsLate, In: "megatron/core/transformer/moe/moe_utils.py#topk_routing_with_score_function"},
			{Framework: accelerate, Severity: law.FailsLate, In: "transformers/models/mixtral/modeling_mixtral.py#MixtralTopKRouter"},
			{Framework: transformers, Severity: law.FailsLate, In: "transformers/models/mixtral/modeling_mixtral.py#MixtralTopKRouter"},
		},
	},
	{
		Code:     "model.linear_heads_not_grouped",
		Axis:     law.NoAxis,
		Title:    "the key heads of the gated delta nets divide their value heads",
		Since:    "0.2",
		When:     "linear_num_key_heads > 0",
		Applies:  "the model has gated delta nets, whatever the mesh",
		Equation: "linear_num_value_heads % linear_num_key_heads == 0",
		Why:      "every key head must serve as many value heads as any other",
		Advice:   "correct the config: no mesh makes it consistent",
		Quiet:    true,
		Example:  "24 value heads and 16 key heads",
		Stances:  []law.Stance{{Framework: megatron, Severity: law.Refuses, In: megatronConfig}},
	},
	{
		Code:     "model.expert_groups_not_divisible",
		Axis:     law.NoAxis,
		Title:    "the groups of experts divide the experts",
		Since:    "0.2",
		When:     "num_experts > 0 && expert_groups > 0",
		Applies:  "tokens are routed to groups of experts, whatever the mesh",
		Equation: "num_experts % expert_groups == 0 && expert_groups_per_tok <= expert_groups",
		Why:      "every group must hold as many experts as any other, and a token cannot be routed to more groups than there are",
		Advice:   "correct the config: no mesh makes it consistent",
		Quiet:    true,
		Example:  "60 experts in 8 groups",
		Stances: []law.Stance{
			{Framework: megatron, Severity: law.Refuses, In: megatronConfig},
			{Framework: torchtitan, Severity: law.FailsLate, In: "torchtitan/models/common/moe.py#TokenChoiceTopKRouter"},
		},
	},
}

// loadedByTransformers is one stance of the frameworks that train transformers' classes as they are.
func loadedByTransformers(s law.Severity, in string) (list []law.Stance) {
	for _, name := range []string{accelerate, transformers, deepspeed} {
		list = append(list, law.Stance{Framework: name, Severity: s, In: in})
	}
	return list
}
