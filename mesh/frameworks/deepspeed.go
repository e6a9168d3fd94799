package frameworks

import "github.com/meshwise/meshwise/mesh/law"

// deepspeed takes ZeRO for data parallelism, AutoTP, Ulysses, AutoEP and its own pipelines, each from another place
// (utils/groups.py, runtime/sequence_parallel, runtime/pipe). What the other axes leave of the world is data parallelism.
var deepspeed = &law.Framework{
	Name: "deepspeed", Text: "DeepSpeed",
	Versions:   []string{"0.19.5", "0.19.8"},
	Repository: "deepspeedai/DeepSpeed", Commit: "edaa7221", Transformers: "5.23.0",
	Infers: true,
	Fills: []law.Fill{
		{Setting: "strategy", Is: `"ddp"`},
		{Setting: "cp_style", Is: `"ulysses"`},
	},
	Orders: []law.Order{{
		Axes: []law.Axis{law.PP, law.DPReplicate, law.DPShard, law.CP, law.TP}, Flattened: denseSpans,
		Experts: []law.Axis{law.EPShard, law.EP},
	}},
	Classes: []string{"transformers"},
	// What AutoTP refuses by name is all that it keeps a list of (module_inject/auto_tp.py#AutoTP.supported).
	Builds: []law.Builder{
		{Name: "refused", Types: []string{"deberta", "flaubert", "fsmt", "gpt2", "led", "longformer", "xlm", "xlnet"}},
	},
	Choices: []law.Choice{{Setting: "recompute.mode", Of: []string{"none", "full"}}},
	Dialect: law.Dialect{},
	Keys: []law.Key{
		{Setting: "tp_size", Name: "tensor_parallel.autotp_size", FileOnly: true},
		{Setting: "cp_size", Name: "sequence_parallel_size", FileOnly: true},
		{Setting: "ep_size", Name: "expert_parallel.autoep_size", FileOnly: true},
		{Setting: "sharding.stage", Name: "zero_optimization.stage", FileOnly: true},
		{Setting: "micro_batch_size", Name: "train_micro_batch_size_per_gpu", FileOnly: true},
		{Setting: "gradient_accumulation", Name: "gradient_accumulation_steps", FileOnly: true},
		{Setting: "global_batch_size", Name: "train_batch_size", FileOnly: true},
	},
	Start: startDeepSpeed,
}

// startDeepSpeed writes what the JSON says of the run. A pipeline is made by the script.
func startDeepSpeed(s *law.Start) {
	leaveOut := []string{}
	for _, size := range []string{"tp_size", "cp_size", "ep_size"} {
		if s.Value(law.Must(size)).N == 1 {
			leaveOut = append(leaveOut, size)
		}
	}
	_, entries := s.Stated(leaveOut...)
	s.File, s.Language, s.Config = "ds.json", "json", law.JSON(entries)
	s.Command = s.Torchrun("train.py --deepspeed ds.json")
}
