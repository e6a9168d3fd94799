package mesh

// The rules about the model alone: a config that no mesh can save.
var modelRules = []Rule{
	{
		Code:     "model.heads_not_grouped",
		Axis:     NoAxis,
		Title:    "the key/value heads divide the attention heads",
		When:     func(c *Case) bool { return !c.latentKV() },
		Applies:  "attention has KV heads, whatever the mesh",
		Equation: "num_attention_heads % num_key_value_heads == 0",
		Holds:    func(c *Case) bool { return c.Heads%c.KVHeads == 0 },
		Must:     "every key/value head must serve as many query heads as any other",
		Advice:   "correct the config: no mesh makes it consistent",
		Quiet:    true,
		Stances:  Stances{NeMoAutomodel: failsLate, TorchTitan: refuses, Megatron: refuses, HF: failsLate},
		Source:   []string{"NVIDIA/Megatron-LM#5756", "nanotron config.py"},
	},
	{
		Code:     "model.topk_exceeds_experts",
		Axis:     NoAxis,
		Title:    "a token is routed to at most all experts",
		When:     func(c *Case) bool { return true },
		Applies:  "the numbers are known, whatever the mesh",
		Equation: "num_experts == 0 || num_experts_per_tok <= num_experts",
		Holds:    func(c *Case) bool { return c.Experts == 0 || c.TopK <= c.Experts },
		Must:     "a token cannot be routed to more experts than there are",
		Advice:   "correct the config: no mesh makes it consistent",
		Quiet:    true,
		Stances:  Stances{NeMoAutomodel: failsLate, TorchTitan: failsLate, Megatron: refuses, HF: failsLate},
		Source:   []string{"Megatron-LM core/transformer/transformer_config.py"},
	},
}
