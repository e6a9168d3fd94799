package frameworks

import "github.com/meshwise/meshwise/mesh/law"

// torchtitan builds one mesh of dense axes and a sparse view of it in distributed/parallel_dims.py: its expert groups are
// cut out of one replica.
var torchtitan = &law.Framework{
	Name: "torchtitan", Text: "torchtitan",
	Versions:   []string{"0.2.2", "0.3.0"},
	Repository: "pytorch/torchtitan", Commit: "b5bcd76c",
	Infers: true,
	Fills: []law.Fill{
		// The embedding and the output head count as a layer each (config/configs.py, Parallelism).
		{Setting: "first_stage_less_layers", Is: "1"}, {Setting: "last_stage_less_layers", Is: "1"},
		{Setting: "pipeline_schedule", Is: `"1F1B"`},
		{Setting: "sequence_parallel", Is: "true"},
		{Setting: "cuda_graphs", Is: `at_least(framework_version, "0.3.0")`},
		{Setting: "dispatcher", Is: `"alltoall"`},
	},
	Offers: []law.Offer{
		{Settings: []string{"max_positions"}, Find: allPositions},
		{Settings: []string{"cuda_graphs"}, Find: func(*law.Case) [][]int64 { return [][]int64{{0}} }},
		{Settings: []string{"attn"}, Find: flexAttention},
	},
	Orders: []law.Order{{
		Axes: []law.Axis{law.PP, law.DPReplicate, law.DPShard, law.CP, law.TP}, Flattened: denseSpans,
		Experts: []law.Axis{law.DPReplicate, law.EPShard, law.EP},
	}},
	Builds: []law.Builder{
		{Name: "llama3", Types: []string{"llama"}},
		{Name: "llama4", Types: []string{"llama4", "llama4_text"}, Until: "0.3.0"},
		{Name: "qwen3", Types: []string{"qwen3", "qwen3_moe"}},
		{Name: "qwen3_5", Types: []string{"qwen3_5", "qwen3_5_moe", "qwen3_5_text", "qwen3_5_moe_text"}, Since: "0.3.0"},
		{Name: "deepseek_v3", Types: []string{"deepseek_v3"}},
		{Name: "kimi_k2_7", Types: []string{"kimi_k2", "kimi_k25"}, Since: "0.3.0"},
		{Name: "gpt_oss", Types: []string{"gpt_oss"}},
		{Name: "muse_glimmer", Types: []string{"muse_glimmer"}, Since: "0.3.0"},
	},
	Choices: []law.Choice{{Setting: "recompute.mode", Of: []string{"none", "selective", "op", "full", "memory_budget"}}},
	Dialect: law.Dialect{Language: "toml", FileUntil: "0.3.0", Flag: "--", Join: " "},
	Keys: []law.Key{
		{Setting: "pp_size", Name: "parallelism.pipeline_parallel_degree"},
		{Setting: "dp_replicate_size", Name: "parallelism.data_parallel_replicate_degree"},
		{Setting: "dp_shard_size", Name: "parallelism.data_parallel_shard_degree"},
		{Setting: "cp_size", Name: "parallelism.context_parallel_degree"},
		{Setting: "tp_size", Name: "parallelism.tensor_parallel_degree"},
		{Setting: "ep_size", Name: "parallelism.expert_parallel_degree"},
		{Setting: "pipeline_schedule", Name: "parallelism.pipeline_parallel_schedule"},
		{Setting: "layers_per_stage", Name: "parallelism.pipeline_parallel_layers_per_stage"},
		{Setting: "first_stage_less_layers", Name: "parallelism.pipeline_parallel_first_stage_less_layers"},
		{Setting: "last_stage_less_layers", Name: "parallelism.pipeline_parallel_last_stage_less_layers"},
		{Setting: "sequence_length", Name: "training.seq_len"},
		{Setting: "micro_batch_size", Name: "training.local_batch_size"},
		{Setting: "global_batch_size", Name: "training.global_batch_size"},
		{Setting: "sequence_parallel", Name: "parallelism.enable_sequence_parallel"},
		{Setting: "cuda_graphs", Name: "training.disable_cuda_graphs", Bare: true, Words: [][2]string{{"true", "false"}, {"false", "true"}}},
	},
	Start: startTorchtitan,
}

// flexAttention is the implementation that is cut along the sequence. A builder has its own where none is given.
func flexAttention(*law.Case) [][]int64 {
	n, _ := law.Must("attn").Setting().WordOf("flex")
	return [][]int64{{n}}
}

// startTorchtitan states all sizes as flags from 0.3.0 on, which reads no file, and in a TOML file before that. From 0.3.0
// on it also captures CUDA graphs unless it is told not to, and refuses a pipeline or expert groups under them (trainer.py
// Trainer.Config._validate_cuda_graphs).
func startTorchtitan(s *law.Start) {
	leaveOut := []string{}
	if s.Size(law.PP) == 1 {
		leaveOut = []string{"pipeline_schedule", "layers_per_stage", "first_stage_less_layers", "last_stage_less_layers"}
	}
	keys, entries := s.Stated(leaveOut...)
	if s.ReadsFile() {
		s.File, s.Language, s.Config = "train.toml", "toml", law.TOML(entries)
		s.Command = s.Torchrun("-m torchtitan.train --job.config_file train.toml")
		return
	}
	graphs := ""
	if (s.Size(law.PP) > 1 || s.Size(law.EP) > 1) && !s.Gives(law.Must("cuda_graphs")) {
		graphs = law.NextLine + "--training.disable_cuda_graphs"
	}
	s.Command = s.Torchrun(`-m torchtitan.train --module "$MODULE" --config "$CONFIG"` + s.Flags(keys, entries) + graphs)
}
