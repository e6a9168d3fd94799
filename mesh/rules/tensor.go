package rules

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// tensor is the rules of tensor parallelism: each rank holds a part of every weight matrix, cut along attention heads,
// along the hidden units of the MLP, and along the vocabulary.
var tensor = []law.Rule{
	{
		Code:     "tp.heads_not_divisible",
		Axis:     law.TP,
		Title:    "tp_size divides the attention heads",
		Since:    "0.1",
		Equation: "num_attention_heads % tp_size == 0",
		Why:      "each rank must own whole attention heads",
		Example:  "28 heads under tp 8",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.FailsLate, In: automodelHeads},
			{Framework: torchtitan, Severity: law.FailsLate, In: "pytorch/torchtitan#2577", Until: "0.3.0"},
			{Framework: torchtitan, Severity: law.Refuses, In: torchtitanDecoder, Since: "0.3.0"},
			{Framework: megatron, Severity: law.Refuses, In: megatronConfig},
			{Framework: accelerate, Severity: law.FailsLate, In: "huggingface/transformers#48307", When: cutsHeads},
			{Framework: transformers, Severity: law.FailsLate, In: "huggingface/transformers#48307", When: "given(tp_plan) || tp_plan_cuts_heads && " + cutsBeside},
			{Framework: vllm, Severity: law.Refuses, In: vllmModel},
			{Framework: deepspeed, Severity: law.Wasteful, In: "deepspeed/module_inject/tp_shard.py#get_shard_size"},
		},
	},
	{
		Code:     "tp.kv_heads_not_divisible",
		Axis:     law.TP,
		Title:    "tp_size divides the key/value heads",
		Since:    "0.1",
		When:     "tp_size > 1 && !has_latent_attention",
		Applies:  "tp_size is above 1 and attention has KV heads (multi-head latent attention has none)",
		Equation: "num_key_value_heads % tp_size == 0",
		Why:      "each rank must own whole key/value heads",
		Example:  "8 key/value heads under tp 16",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.FailsLate, In: automodelHeads},
			{Framework: torchtitan, Severity: law.FailsLate, In: "pytorch/torchtitan#2577", Until: "0.3.0"},
			{Framework: torchtitan, Severity: law.Refuses, In: torchtitanDecoder, Since: "0.3.0"},
			{Framework: accelerate, Severity: law.FailsLate, In: "huggingface/transformers#48307", When: cutsHeads},
			{Framework: transformers, Severity: law.FailsLate, In: "huggingface/transformers#48307", When: "given(tp_plan) || tp_plan_cuts_heads && " + cutsBeside},
			{Framework: deepspeed, Severity: law.Wasteful, In: "deepspeed/module_inject/tp_shard.py#get_shard_size", When: "num_key_value_heads >= tp_size"},
		},
	},
	{
		// Megatron-Core repeats a KV head on several ranks where there are more ranks than KV heads.
		Code:     "tp.kv_heads_not_replicable",
		Axis:     law.TP,
		Title:    "tp_size divides the key/value heads, or is a multiple of them",
		Since:    "0.1",
		When:     "tp_size > 1 && !has_latent_attention",
		Applies:  "tp_size is above 1 and attention has KV heads (multi-head latent attention has none)",
		Equation: "num_key_value_heads % tp_size == 0 || tp_size % num_key_value_heads == 0",
		Why:      "each rank must own whole key/value heads, or share one with as many ranks as any other",
		Example:  "12 key/value heads under tp 8",
		Stances:  []law.Stance{{Framework: megatron, Severity: law.Refuses, In: megatronConfig}, {Framework: vllm, Severity: law.FailsLate, In: vllmLinear + "QKVParallelLinear.__init__"}},
	},
	{
		// Where key/value heads are repeated, the matrix of queries, keys and values is not cut by heads but by width. Where
		// the heads alone divide, their width says nothing more.
		Code:     "tp.qkv_not_divisible",
		Axis:     law.TP,
		Title:    "tp_size divides the width of queries, keys and values together",
		Since:    "0.2",
		When:     "tp_size > 1 && has_attention && !has_latent_attention",
		Applies:  "tp_size is above 1 and attention has KV heads",
		Equation: "(num_attention_heads * (1 + attention_output_gate) + 2 * num_key_value_heads) % tp_size == 0 || (num_attention_heads * (1 + attention_output_gate) + 2 * num_key_value_heads) * head_dim % tp_size == 0",
		Why:      "queries, keys and values are one matrix, of which each rank must own as many rows as any other",
		Example:  "24 heads, 1 key/value head and head_dim 17 under tp 8",
		Stances:  []law.Stance{{Framework: megatron, Severity: law.Refuses, In: "megatron/core/transformer/attention.py#SelfAttention.__init__"}},
	},
	{
		Code:     "tp.block_kv_heads_not_divisible",
		Axis:     law.TP,
		Title:    "tp_size divides the key/value heads of every block",
		Since:    "0.1",
		When:     "tp_size > 1 && block_kv_heads != 0",
		Applies:  "tp_size is above 1 and the config lists its blocks",
		Equation: "block_kv_heads % tp_size == 0",
		Tell:     tellBrokenBlock,
		Shows:    showBrokenBlock,
		Example:  "Nemotron Super 49B, some of whose blocks have fewer key/value heads",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.FailsLate, In: automodelHeads},
			{Framework: megatron, Severity: law.Refuses, In: "megatron/core/transformer/heterogeneous/heterogeneous_config.py#HeterogeneousTransformerConfig"},
			{Framework: accelerate, Severity: law.FailsLate, In: "huggingface/transformers#48307", When: cutsHeads},
			{Framework: transformers, Severity: law.FailsLate, In: "huggingface/transformers#48307", When: "given(tp_plan) || tp_plan_cuts_heads && " + cutsBeside},
		},
	},
	{
		Code:     "tp.global_kv_heads_not_divisible",
		Axis:     law.TP,
		Title:    "tp_size divides the key/value heads of full-attention layers",
		Since:    "0.2",
		When:     "tp_size > 1 && global_key_value_heads > 0",
		Applies:  "tp_size is above 1 and full-attention layers have key/value heads of their own number",
		Equation: "global_key_value_heads % tp_size == 0",
		Why:      "each rank must own whole key/value heads of the full-attention layers too",
		Example:  "Gemma 4 31B, whose full-attention layers have 4 of them, under tp 8",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.FailsLate, In: "nemo_automodel/components/models/gemma4_moe/parallelization.py#Gemma4ModelParallelizer", Since: "0.7.0"},
			{Framework: accelerate, Severity: law.FailsLate, In: "huggingface/transformers#48307", When: cutsHeads},
			{Framework: transformers, Severity: law.FailsLate, In: "huggingface/transformers#48307", When: "given(tp_plan) || tp_plan_cuts_heads && " + cutsBeside},
		},
	},
	{
		// It looks for the deepest module whose config has heads, which in some classes is in another part of the model.
		Code:     "tp.other_heads_not_divisible",
		Axis:     law.TP,
		Title:    "tp_size divides the heads of the other parts of the model",
		Since:    "0.2",
		When:     "tp_size > 1 && other_heads > 0",
		Applies:  "tp_size is above 1 and the config has the heads of another part, such as an image tokenizer",
		Equation: "other_heads % tp_size == 0",
		Why:      "the framework checks the heads of whichever part of {model} its deepest module with a config belongs to",
		Quiet:    true,
		Example:  "Emu3, whose image tokenizer has one head, under tp 2",
		Stances:  []law.Stance{{Framework: automodel, Severity: law.FailsLate, Depends: true, In: automodelParallelizer + "_attention_config", Since: "0.7.0"}},
	},
	declarationOf(law.TP, capabilities.SupportsTP),
	notUnder(law.DDP, law.TP),
}

// brokenBlock finds the first block whose key/value heads tp_size does not divide.
func brokenBlock(c *law.Case) *capabilities.Block {
	for i := range c.Report.Blocks {
		if b := &c.Report.Blocks[i]; b.KVHeads%c.Size(law.TP) != 0 {
			return b
		}
	}
	return nil
}
