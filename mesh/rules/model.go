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
}
