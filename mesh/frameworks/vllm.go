package frameworks

import "github.com/meshwise/meshwise/mesh/law"

// vllm numbers the ranks of a copy pipeline by context by tensor parallelism, and copies before all of them
// (distributed/parallel_state.py). Its experts, where they are spread, are spread over all ranks of a stage, of every copy;
// else each is cut by all of them.
var vllm = &law.Framework{
	Name: "vllm", Text: "vLLM",
	Versions:   []string{"0.11.0", "0.16.0", "0.20.2", "0.23.0", "0.26.0", "0.30.0", "0.33.0"},
	Repository: "vllm-project/vllm", Transformers: "5.23.0",
	Serves: true, Infers: true, LeavesIdle: true,
	Fills: []law.Fill{
		{Setting: "strategy", Is: `"ddp"`},
		{Setting: "expert_tensor_parallel_size", Is: "1", When: "ep_size > 1"},
		{Setting: "expert_tensor_parallel_size", Is: "dp_size * cp_size * tp_size"},
	},
	Orders: []law.Order{
		{When: "pp_size > 1 && dp_size > 1", Axes: []law.Axis{law.DP, law.PP, law.CP, law.TP}},
		{Axes: []law.Axis{law.PP, law.DP, law.CP, law.TP}, Experts: []law.Axis{law.EPShard, law.EP}},
	},
	Builds: []law.Builder{
		{Name: "pipelined", Classes: vllmPipelined},
		{Name: "whole", Classes: vllmWhole},
	},
	Dialect: law.Dialect{Language: "yaml", Flag: "--", Join: " "},
	Keys: []law.Key{
		{Setting: "pp_size", Name: "pipeline-parallel-size"},
		{Setting: "dp_size", Name: "data-parallel-size"},
		{Setting: "cp_size", Name: "prefill-context-parallel-size"},
		{Setting: "tp_size", Name: "tensor-parallel-size"},
		{Setting: "decode_cp_size", Name: "decode-context-parallel-size"},
		{Setting: "sequence_length", Name: "max-model-len"},
		{Setting: "attn", Name: "attention-backend"},
		{Setting: "dispatcher", Name: "all2all-backend"},
	},
	Start: startVLLM,
}

func startVLLM(s *law.Start) {
	leaveOut := []string{}
	if s.Size(law.CP) == 1 {
		leaveOut = append(leaveOut, "cp_size")
	}
	keys, entries := s.Stated(leaveOut...)
	s.Command = "vllm serve \"$MODEL\"" + s.Flags(keys, entries)
	if n := s.Size(law.DP); n > 1 && !s.Gives(law.Must("dp_size")) {
		s.Command += law.NextLine + "--data-parallel-size " + s.Show(law.Must("dp_size"))
	}
	if s.Size(law.EP) > 1 {
		s.Command += law.NextLine + "--enable-expert-parallel"
	}
	s.Command += "\n"
}
