package frameworks

import (
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/plan"
)

// megatron numbers its ranks in the order tp-cp-ep-dp-pp, the first fastest (core/parallel_state.py RankGenerator). Its
// experts live on a mesh of their own over the same ranks, in which expert tensor parallelism is fastest.
var megatron = &law.Framework{
	Name: "megatron", Text: "Megatron-Core",
	DDP:        plan.MegatronDDP,
	Versions:   []string{"0.16.1", "0.17.1", "0.18.2", "0.19.0"},
	Repository: "NVIDIA/Megatron-LM", Commit: "d98e8a64",
	Infers: true,
	Fills: []law.Fill{
		{Setting: "expert_tensor_parallel_size", Is: "tp_size"},
		{Setting: "sequence_parallel", Is: "false"},
		{Setting: "cp_style", Is: `"p2p"`},
		{Setting: "strategy", Is: `"ddp"`},
		{Setting: "virtual_stages", Is: "1"},
		{Setting: "num_microbatches", Is: "global_batch_size / (dp_size * micro_batch_size)", When: "given(global_batch_size) && given(micro_batch_size)"},
	},
	Orders: []law.Order{{
		Axes: []law.Axis{law.PP, law.DPReplicate, law.DPShard, law.CP, law.TP}, Flattened: denseSpans,
		Experts: []law.Axis{law.EPShard, law.EP, law.ExpertTP},
	}},
	Offers: []law.Offer{
		{Settings: []string{"max_positions"}, Find: allPositions},
		{Settings: []string{"expert_tensor_parallel_size"}, Find: func(*law.Case) [][]int64 { return [][]int64{{1}} }},
		{Settings: []string{"sequence_parallel"}, Find: func(*law.Case) [][]int64 { return [][]int64{{1}} }},
		{Settings: []string{"cp_style"}, Find: otherStyles},
		{Settings: []string{"first_stage_layers", "last_stage_layers"}, Find: unevenStages},
		{Settings: []string{"first_stage_less_layers", "last_stage_less_layers"}, Find: func(*law.Case) [][]int64 { return [][]int64{{1, 1}, {1, 0}, {0, 1}} }},
		{Settings: []string{"stage_layout"}, Find: evenLayout},
	},
	// GPTModel takes rotary or learned positions, RMSNorm or LayerNorm, gated or plain MLPs, biases, latent attention, delta
	// nets and experts (core/models). The types are those that Megatron-Bridge and ms-swift convert to it.
	Builds: []law.Builder{
		{Name: "gpt", Types: []string{
			"llama", "llama4", "llama4_text", "mistral", "ministral3", "mistral3", "mistral4", "mixtral",
			"qwen2", "qwen2_moe", "qwen2_vl", "qwen2_5_vl", "qwen2_5_omni", "qwen3", "qwen3_moe", "qwen3_vl", "qwen3_vl_moe", "qwen3_omni_moe",
			"qwen3_next", "qwen3_5", "qwen3_5_text", "qwen3_5_moe", "qwen3_5_moe_text",
			"gemma", "gemma2", "gemma3", "gemma3_text", "gemma4", "gemma4_text",
			"deepseek_v2", "deepseek_v3", "deepseek_v32", "deepseek_v4", "kimi_k2", "kimi_k25", "gpt_oss", "gpt2", "gpt_bigcode", "gpt_neox",
			"glm4", "glm4_moe", "glm4_moe_lite", "glm_moe_dsa", "glm4v", "glm4v_moe", "starcoder2", "phi3", "nemotron", "nemotron-nas",
			"olmoe", "minimax_m2", "ernie4_5", "ernie4_5_moe", "internlm3", "dots1", "mimo", "bailing_moe", "bailing_moe_v2", "internvl_chat", "internvl",
		}, Classes: "GPTModel"},
		{Name: "mamba", Types: []string{"mamba2", "nemotron_h"}},
		{Name: "bert", Types: []string{"bert"}, Until: "0.18"},
		{Name: "t5", Types: []string{"t5", "mt5"}, Until: "0.18"},
	},
	BuildsNone: []string{"mamba", "falcon_mamba", "rwkv", "xlstm"},
	Choices:    []law.Choice{{Setting: "recompute.mode", Of: []string{"none", "selective", "full"}}},
	Dialect:    law.Dialect{Flag: "--", Join: " ", Dashes: true},
	Keys: []law.Key{
		{Setting: "pp_size", Name: "pipeline_model_parallel_size"},
		{Setting: "cp_size", Name: "context_parallel_size"},
		{Setting: "tp_size", Name: "tensor_model_parallel_size"},
		{Setting: "ep_size", Name: "expert_model_parallel_size"},
		{Setting: "expert_tensor_parallel_size", Name: "expert_tensor_parallel_size"},
		{Setting: "dp_replicate_size", Name: "num_distributed_optimizer_instances"},
		{Setting: "sequence_parallel", Name: "sequence_parallel", Bare: true},
		{Setting: "virtual_stages", Name: "num_virtual_stages_per_pipeline_rank"},
		{Setting: "first_stage_layers", Name: "decoder_first_pipeline_num_layers"},
		{Setting: "last_stage_layers", Name: "decoder_last_pipeline_num_layers"},
		{Setting: "first_stage_less_layers", Name: "account_for_embedding_in_pipeline_split", Bare: true, Words: [][2]string{{"0", "false"}, {"1", "true"}}},
		{Setting: "last_stage_less_layers", Name: "account_for_loss_in_pipeline_split", Bare: true, Words: [][2]string{{"0", "false"}, {"1", "true"}}},
		{Setting: "stage_layout", Name: "pipeline_model_parallel_layout"},
		{Setting: "cp_style", Name: "cp_comm_type", Words: [][2]string{{"all_gather", "allgather"}}},
		{Setting: "sequence_length", Name: "seq_length"},
		{Setting: "max_positions", Name: "max_position_embeddings"},
		{Setting: "micro_batch_size", Name: "micro_batch_size"},
		{Setting: "global_batch_size", Name: "global_batch_size"},
		{Setting: "attn", Name: "attention_backend"},
		{Setting: "dispatcher", Name: "moe_token_dispatcher_type"},
		// Beside full, TransformerConfig wants to be told which layers.
		{Setting: "recompute.mode", Name: "recompute_granularity", Words: [][2]string{{"full", "full"}, {"selective", "selective"}}, Only: true,
			Beside: [][2]string{{"full", " --recompute-method uniform --recompute-num-layers 1"}}},
	},
	Start: startMegatron,
}

// unevenStages finds numbers of layers of the first and the last stage under which the stages between have as many layers
// as each other. The last stage, which also holds the output head, is the lighter one.
func unevenStages(c *law.Case) [][]int64 {
	layers := c.Value(law.Must("num_hidden_layers"))
	stages := c.Size(law.PP)
	if layers.Why != 0 || stages < 2 || layers.N < stages {
		return nil
	}
	if stages == 2 {
		return [][]int64{{(layers.N + 1) / 2, layers.N / 2}}
	}
	var found [][]int64
	for each := (layers.N + stages - 1) / stages; each > 0 && len(found) < 2; each-- {
		rest := layers.N - each*(stages-2)
		if rest < 2 {
			continue
		}
		first := min(each, rest-1)
		found = append(found, []int64{first, rest - first})
	}
	return found
}

// evenLayout lays the layers out by hand.
func evenLayout(c *law.Case) [][]int64 {
	layers := c.Value(law.Must("num_hidden_layers"))
	n, ok := law.EvenLayout(c.Value(law.Must("num_stages")).N, layers.N)
	if layers.Why != 0 || !ok {
		return nil
	}
	return [][]int64{{n}}
}

// otherStyles tries the ways in which windows and sinks are kept.
func otherStyles(*law.Case) [][]int64 {
	t := law.Must("cp_style")
	var found [][]int64
	for _, style := range []string{"all_gather", "a2a"} {
		if n, ok := t.Setting().WordOf(style); ok {
			found = append(found, []int64{n})
		}
	}
	return found
}

// startMegatron states everything as flags: a YAML file would replace all of them, and fill in no default.
func startMegatron(s *law.Start) {
	leaveOut := []string{}
	if s.Size(law.DPReplicate) == 1 || s.Size(law.DPShard) == 1 { // its DDP replicates by itself
		leaveOut = append(leaveOut, "dp_replicate_size")
	}
	if s.Size(law.PP) == 1 {
		leaveOut = append(leaveOut, "virtual_stages", "first_stage_layers", "last_stage_layers", "first_stage_less_layers", "last_stage_less_layers", "stage_layout")
	}
	keys, entries := s.Stated(leaveOut...)
	s.Command = s.Torchrun("pretrain_gpt.py" + s.Flags(keys, entries))
}
