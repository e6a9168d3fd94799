package frameworks

import "github.com/meshwise/meshwise/mesh/law"

// nemoAutomodel completes sizes, flattens axes and cuts expert groups in components/distributed/mesh_utils.py:
//
//	strategy      | root mesh, slowest first                | flattened            | experts of a stage
//	--------------+-----------------------------------------+----------------------+---------------------
//	fsdp2         | pp, dp_replicate, dp_shard, cp, tp      | dp, dp_shard_cp,     | ep_shard, ep: the ranks of a
//	              |                                         | dp_cp                | stage in their order, replicas too
//	megatron_fsdp | dp, cp, tp                              | dp_cp if cp > 1      | -
//	ddp           | none: the process group of all ranks    | -                    | -
var nemoAutomodel = &law.Framework{
	Name: "nemo_automodel", Text: "NeMo Automodel",
	Versions:   []string{"0.5.0", "0.6.0", "0.7.0"},
	Repository: "NVIDIA-NeMo/Automodel", Commit: "36044ad3", Transformers: "5.18.0",
	Infers: true,
	Fills: []law.Fill{
		{Setting: "sequence_parallel", Is: "false"},
		{Setting: "pipeline_schedule", Is: `"1F1B"`},
	},
	Orders: []law.Order{
		{When: `strategy == "ddp"`, Axes: []law.Axis{law.DP}},
		{When: `strategy == "megatron_fsdp" && cp_size > 1`, Axes: []law.Axis{law.DP, law.CP, law.TP},
			Flattened: []law.Span{{Axis: law.DPCP, Of: []law.Axis{law.DP, law.CP}}}},
		{When: `strategy == "megatron_fsdp"`, Axes: []law.Axis{law.DP, law.CP, law.TP}},
		{Axes: []law.Axis{law.PP, law.DPReplicate, law.DPShard, law.CP, law.TP}, Flattened: denseSpans,
			Experts: []law.Axis{law.EPShard, law.EP}},
	},
	Classes: []string{"nemo_automodel", "transformers"}, Extends: true,
	// It cuts transformers' class of this name too by a parallelizer of its own (components/models/nemotron_v3/parallelization.py).
	Builds:  []law.Builder{{Name: "own_parallelizer", Classes: "NemotronHForCausalLM"}},
	Choices: []law.Choice{{Setting: "recompute.mode", Of: []string{"none", "selective", "full"}}},
	Dialect: law.Dialect{Language: "yaml", Flag: "--", Join: "="},
	Keys: []law.Key{
		{Setting: "strategy", Name: "distributed.strategy"},
		{Setting: "pp_size", Name: "distributed.pp_size"},
		{Setting: "dp_size", Name: "distributed.dp_size"},
		{Setting: "dp_replicate_size", Name: "distributed.dp_replicate_size"},
		{Setting: "cp_size", Name: "distributed.cp_size"},
		{Setting: "tp_size", Name: "distributed.tp_size"},
		{Setting: "ep_size", Name: "distributed.ep_size"},
		{Setting: "sequence_parallel", Name: "distributed.sequence_parallel"},
		{Setting: "tp_plan", Name: "distributed.tp_plan"},
		{Setting: "recompute.mode", Name: "distributed.activation_checkpointing", Words: [][2]string{{"none", "false"}, {"full", "true"}, {"selective", "selective"}}, Only: true},
		{Setting: "pipeline_schedule", Name: "distributed.pipeline.pp_schedule"},
		{Setting: "layers_per_stage", Name: "distributed.pipeline.layers_per_stage"},
		{Setting: "stage_rounding", Name: "distributed.pipeline.round_virtual_stages_to_pp_multiple"},
		{Setting: "micro_batch_size", Name: "step_scheduler.local_batch_size"},
		{Setting: "global_batch_size", Name: "step_scheduler.global_batch_size"},
		{Setting: "attn", Name: "model.backend.attn"},
		{Setting: "dispatcher", Name: "model.backend.dispatcher"},
	},
	Start: startAutomodel,
}

// startAutomodel writes the sections of a recipe that speak of the mesh. Beside pp_size it wants a pipeline section, and
// refuses a run without one.
func startAutomodel(s *law.Start) {
	leaveOut := []string{"dp_size"}
	if s.Size(law.DPReplicate) == 1 {
		leaveOut = append(leaveOut, "dp_replicate_size")
	}
	if s.Size(law.PP) == 1 {
		leaveOut = append(leaveOut, "pipeline_schedule", "layers_per_stage", "stage_rounding")
	}
	_, entries := s.Stated(leaveOut...)
	if s.Size(law.PP) > 1 && !s.Gives(law.Must("pipeline_schedule")) {
		entries = append(entries, law.Entry{Path: "distributed.pipeline.pp_schedule", Value: "1F1B"})
	}
	s.File, s.Language, s.Config = "config.yaml", "yaml", law.YAML(entries)
	s.Command = s.Torchrun("-m nemo_automodel.cli.app config.yaml")
}
