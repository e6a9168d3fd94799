package frameworks

import "github.com/meshwise/meshwise/mesh/law"

// sglang keeps experts, and copies of attention, inside a tensor-parallel group (runtime_context.py#derive_parallel_widths):
// an expert is cut by tp_size / ep_size ranks, which are neighbours, and attention by tp_size / attention_dp_size.
var sglang = &law.Framework{
	Name: "sglang", Text: "SGLang",
	Versions:   []string{"0.5.5", "0.5.10", "0.5.15", "0.5.18", "0.5.20", "0.5.21", "0.5.22", "0.5.23"},
	Repository: "sgl-project/sglang", Transformers: "5.23.0",
	Serves: true, Infers: true, LeavesIdle: true,
	Fills: []law.Fill{
		{Setting: "strategy", Is: `"ddp"`},
		{Setting: "expert_tensor_parallel_size", Is: "tp_size / ep_size"},
	},
	Orders: []law.Order{
		{When: "pp_size > 1 && dp_size > 1", Axes: []law.Axis{law.DP, law.PP, law.TP}},
		{Axes: []law.Axis{law.PP, law.DP, law.TP}, Experts: []law.Axis{law.EPShard, law.EP, law.ExpertTP}},
	},
	Builds: []law.Builder{
		{Name: "pipelined", Classes: sglangPipelined},
		{Name: "whole", Classes: sglangWhole},
	},
	Dialect: law.Dialect{Language: "yaml", Flag: "--", Join: " "},
	Keys: []law.Key{
		{Setting: "pp_size", Name: "pp-size"},
		{Setting: "dp_size", Name: "dp-size"},
		{Setting: "tp_size", Name: "tp-size"},
		{Setting: "ep_size", Name: "ep-size"},
		{Setting: "attention_dp_size", Name: "attn-dp-size"},
		{Setting: "decode_cp_size", Name: "dcp-size"},
		{Setting: "redundant_experts", Name: "ep-num-redundant-experts"},
		{Setting: "sequence_length", Name: "context-length"},
		{Setting: "attn", Name: "attention-backend"},
		{Setting: "dispatcher", Name: "moe-a2a-backend"},
	},
	Start: startSGLang,
}

func startSGLang(s *law.Start) {
	keys, entries := s.Stated()
	s.Command = "python -m sglang.launch_server --model-path \"$MODEL\"" + s.Flags(keys, entries)
	if n := s.Size(law.DP); n > 1 && !s.Gives(law.Must("dp_size")) {
		s.Command += law.NextLine + "--dp-size " + s.Show(law.Must("dp_size"))
	}
	s.Command += "\n"
}
