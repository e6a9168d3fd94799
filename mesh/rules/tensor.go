package rules

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// tensor is the rules of tensor parallelism: each rank holds a part of every weight matrix, cut along attention heads,
// along the hidden units of the MLP, and along the vocabulary.
var tensor = []law.Rule{
	{
		Code:     "tp.no_plan",
		Axis:     law.TP,
		Title:    "the model has a tensor-parallel plan",
		Since:    "0.1",
		Equation: "supports_tp",
		Say:      "{model} has no TP plan: no optimized plan is registered for its class, and its _tp_plan is empty",
		Reason:   capabilities.SupportsTP,
		Advice:   "register an optimized plan for the class, give the class a _tp_plan, or pass a plan of your own",
		Example:  "BERT under tp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: automodelCapabilities},
			{Framework: accelerate, Severity: law.Refuses, In: "src/accelerate/accelerator.py#Accelerator.prepare_model"},
			{Framework: transformers, Severity: law.Refuses, In: transformersPlan + "verify_tp_plan"},
		},
	},
	{
		Code:     "tp.plan_cuts_only_the_head",
		Axis:     law.TP,
		Title:    "the tensor-parallel plan cuts the layers",
		Since:    "0.1",
		When:     "tp_size > 1 && supports_tp",
		Equation: "tp_plan_cuts_layers",
		Say:      "the TP plan of {model} names the output head alone, so every rank holds all layers whole and computes them again",
		Advice:   "register an optimized plan for the class, or pass a plan of your own that cuts attention and MLP",
		Example:  "a class whose plan is {\"lm_head\": \"colwise\"} under tp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Wasteful, In: "nemo_automodel/components/distributed/parallelizer.py#get_hf_tp_shard_plan"},
			{Framework: accelerate, Severity: law.Wasteful, In: "huggingface/transformers#47253"},
			{Framework: transformers, Severity: law.Wasteful, In: "huggingface/transformers#47253"},
		},
	},
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
			{Framework: accelerate, Severity: law.FailsLate, In: "huggingface/transformers#48307"},
			{Framework: transformers, Severity: law.FailsLate, In: "huggingface/transformers#48307"},
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
			{Framework: accelerate, Severity: law.FailsLate, In: "huggingface/transformers#48307"},
			{Framework: transformers, Severity: law.FailsLate, In: "huggingface/transformers#48307"},
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
		Stances:  []law.Stance{{Framework: megatron, Severity: law.Refuses, In: megatronConfig}},
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
			{Framework: accelerate, Severity: law.FailsLate, In: "huggingface/transformers#48307"},
			{Framework: transformers, Severity: law.FailsLate, In: "huggingface/transformers#48307"},
		},
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
