package mesh

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
)

// The rules of tensor parallelism: each rank holds a part of every weight matrix, cut along attention heads, along the
// hidden units of the MLP, and along the vocabulary.
var tpRules = []Rule{
	{
		Code:     "tp.no_plan",
		Axis:     TP,
		Title:    "the model has a tensor-parallel plan",
		Equation: "supports_tp",
		Holds:    func(c *Case) bool { return c.SupportsTP },
		Say: func(c *Case) string {
			return c.Name + " has no TP plan: no optimized plan is registered for its class, and its _tp_plan is empty"
		},
		Reason:  capabilities.SupportsTP,
		Advice:  "register an optimized plan for the class, give the class a _tp_plan, or pass a plan of your own",
		Stances: Stances{NeMoAutomodel: refuses, HF: refuses},
		Source:  []string{"NeMo Automodel _transformers/capabilities.py validate_for_mesh", "huggingface/transformers#44696"},
	},
	{
		Code:     "tp.plan_cuts_only_the_head",
		Axis:     TP,
		Title:    "the tensor-parallel plan cuts the layers",
		When:     func(c *Case) bool { return c.TP > 1 && c.SupportsTP },
		Applies:  "tp_size is above 1 and the model has a plan",
		Equation: "tp_plan_cuts_layers",
		Holds:    func(c *Case) bool { return c.PlanCutsLayers },
		Say: func(c *Case) string {
			return "the TP plan of " + c.Name + " names the output head alone, so every rank holds all layers whole and computes them again"
		},
		Advice:  "register an optimized plan for the class, or pass a plan of your own that cuts attention and MLP",
		Stances: Stances{NeMoAutomodel: wasteful, HF: wasteful},
		Source:  []string{"huggingface/transformers distributed/mixin.py init_parallel_plans", "huggingface/transformers#47253"},
	},
	{
		Code:     "tp.heads_not_divisible",
		Axis:     TP,
		Title:    "tp_size divides the attention heads",
		Equation: "num_attention_heads % tp_size == 0",
		Holds:    func(c *Case) bool { return c.Heads%c.TP == 0 },
		Must:     "each rank must own whole attention heads",
		Stances:  Stances{NeMoAutomodel: failsLate, TorchTitan: refuses, Megatron: refuses, HF: failsLate},
		Source: []string{"NeMo Automodel components/distributed/parallelizer.py validate_tp_mesh",
			"torchtitan models/common/decoder.py (pytorch/torchtitan#2577)", "Megatron-LM core/transformer/transformer_config.py"},
	},
	{
		Code:     "tp.kv_heads_not_divisible",
		Axis:     TP,
		Title:    "tp_size divides the key/value heads",
		When:     func(c *Case) bool { return c.TP > 1 && !c.latentKV() },
		Applies:  "tp_size is above 1 and attention has KV heads (multi-head latent attention has none)",
		Equation: "num_key_value_heads % tp_size == 0",
		Holds:    func(c *Case) bool { return c.KVHeads%c.TP == 0 },
		Must:     "each rank must own whole key/value heads",
		Stances:  Stances{NeMoAutomodel: failsLate, TorchTitan: refuses, HF: failsLate},
		Source: []string{"NeMo Automodel components/distributed/parallelizer.py validate_tp_mesh",
			"torchtitan models/common/decoder.py (pytorch/torchtitan#2577)", "huggingface/transformers#48307"},
	},
	{
		// Megatron-Core repeats a KV head on several ranks where there are more ranks than KV heads.
		Code:     "tp.kv_heads_not_replicable",
		Axis:     TP,
		Title:    "tp_size divides the key/value heads, or is a multiple of them",
		When:     func(c *Case) bool { return c.TP > 1 && !c.latentKV() },
		Applies:  "tp_size is above 1 and attention has KV heads (multi-head latent attention has none)",
		Equation: "num_key_value_heads % tp_size == 0 || tp_size % num_key_value_heads == 0",
		Holds:    func(c *Case) bool { return c.KVHeads%c.TP == 0 || c.TP%c.KVHeads == 0 },
		Must:     "each rank must own whole key/value heads, or share one with as many ranks as any other",
		Stances:  Stances{Megatron: refuses},
		Source:   []string{"Megatron-LM core/transformer/transformer_config.py, attention.py"},
	},
	{
		Code:     "tp.block_kv_heads_not_divisible",
		Axis:     TP,
		Title:    "tp_size divides the key/value heads of every block",
		When:     func(c *Case) bool { return c.TP > 1 && len(c.report.Blocks) > 0 },
		Applies:  "tp_size is above 1 and the config lists its blocks",
		Equation: "block_kv_heads % tp_size == 0",
		Holds:    func(c *Case) bool { return c.BlockKVHeads%c.TP == 0 },
		Say: func(c *Case) string {
			for _, b := range c.report.Blocks {
				if b.KVHeads%int64(c.TP) != 0 {
					return "each rank must own whole key/value heads of every block of " + c.Name + ", but layer " +
						strconv.Itoa(b.Layer) + " has " + strconv.FormatInt(b.KVHeads, 10) + " of them"
				}
			}
			return ""
		},
		Shows:   firstBrokenBlock,
		Stances: Stances{NeMoAutomodel: failsLate, HF: failsLate},
		Source:  []string{"NeMo Automodel components/distributed/parallelizer.py validate_tp_mesh (nemotron-nas)"},
	},
	{
		Code:     "tp.intermediate_not_divisible",
		Axis:     TP,
		Title:    "tp_size divides the hidden units of the MLP",
		When:     func(c *Case) bool { return c.TP > 1 && c.dense() },
		Applies:  "tp_size is above 1 and the model is known to be dense",
		Equation: "intermediate_size % tp_size == 0",
		Holds:    func(c *Case) bool { return c.Intermediate%c.TP == 0 },
		Must:     "each rank should hold as many hidden units of the MLP as any other",
		Stances:  Stances{NeMoAutomodel: wasteful, TorchTitan: wasteful, Megatron: refuses, HF: wasteful},
		Source:   []string{"Megatron-LM core/tensor_parallel/layers.py ColumnParallelLinear", "nanotron nn.py"},
	},
	{
		Code:     "tp.vocabulary_not_divisible",
		Axis:     TP,
		Title:    "tp_size divides the vocabulary",
		Equation: "vocab_size % tp_size == 0",
		Holds:    func(c *Case) bool { return c.Vocabulary%c.TP == 0 },
		Must:     "each rank should hold as many rows of the embedding as any other",
		Advice:   "pad the vocabulary of the checkpoint to a multiple of tp_size",
		Stances:  Stances{NeMoAutomodel: wasteful, TorchTitan: wasteful, HF: mayBeSilentlyWrong},
		Source:   []string{"huggingface/transformers#37051 (rows lost)"},
	},
	{
		// Whether sequence parallelism is on is not known here, so this warns.
		Code:     "tp.moe_needs_sequence_parallel",
		Axis:     TP,
		Title:    "a MoE model under tensor parallelism runs sequence parallel",
		Equation: "num_experts == 0",
		Holds:    func(c *Case) bool { return c.Experts == 0 },
		Must:     "Megatron trains a MoE model under tensor parallelism only with sequence parallelism",
		Advice:   "set sequence_parallel, if it is not set",
		Stances:  Stances{Megatron: mayFailLate},
		Source:   []string{"Megatron-LM core/transformer/moe/moe_layer.py", "NVIDIA/Megatron-LM#1587"},
	},
	{
		Code:     "tp.crosses_nodes",
		Axis:     TP,
		Title:    "a tensor-parallel group stays inside one node",
		When:     func(c *Case) bool { return c.TP > 1 && c.Run.GPUsPerNode > 0 },
		Applies:  "tp_size is above 1 and gpus_per_node is given",
		Equation: "tp_size <= gpus_per_node",
		Holds:    func(c *Case) bool { return c.TP <= c.Run.GPUsPerNode },
		Must:     "the ranks of a group exchange activations in every layer and should share a node",
		Stances:  everywhere(wasteful),
		Source:   []string{"Megatron-LM core/transformer/moe/README.md"},
	},
	declarationOf(TP, capabilities.SupportsTP),
	notUnder(DDP, TP),
}

func (m *Model) dense() bool { return m.report.Experts.Known && m.report.Experts.Value == 0 }

func (m *Model) latentKV() bool { return m.report.LatentKV.Is == yes }

// firstBrokenBlock shows the block that a message names.
func firstBrokenBlock(c *Case) []capabilities.Evidence {
	for _, b := range c.report.Blocks {
		if b.KVHeads%int64(c.TP) != 0 {
			return []capabilities.Evidence{{Path: b.Path, Value: capabilities.IntValue(int64(c.Heads) / b.KVHeads)}}
		}
	}
	return nil
}
