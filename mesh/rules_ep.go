package mesh

import "github.com/meshwise/meshwise/capabilities"

// The rules of expert parallelism: each rank of a group holds some of the experts of every mixture-of-experts layer. The
// group lies across the other axes, so its size must fit into them.
var epRules = []Rule{
	{
		Code:     "ep.not_moe",
		Axis:     EP,
		Title:    "the class is a mixture of experts",
		Equation: "supports_ep",
		Holds:    func(c *Case) bool { return c.SupportsEP },
		Say: func(c *Case) string {
			return c.Name + " is not a MoE model: its class does not inherit MoEFSDPSyncMixin"
		},
		Reason:  capabilities.SupportsEP,
		Stances: Stances{NeMoAutomodel: refuses},
		Source:  []string{"NeMo Automodel _transformers/capabilities.py validate_for_mesh"},
	},
	{
		// A class that can be a mixture of experts may be configured without any (Nemotron-H, Ernie 4.5, Gemma 4).
		Code:     "ep.no_experts",
		Axis:     EP,
		Title:    "the model has experts",
		Equation: "num_experts > 0",
		Holds:    func(c *Case) bool { return c.Experts > 0 },
		Must:     "there must be experts to spread, and its config has none",
		Stances:  Stances{NeMoAutomodel: failsLate, TorchTitan: refuses, Megatron: refuses},
		Source:   []string{"Megatron-LM training/arguments.py", "NVIDIA-NeMo/Automodel#2004"},
	},
	{
		Code:     "ep.not_in_framework",
		Axis:     EP,
		Title:    "the framework has an expert axis",
		Equation: "ep_size == 1",
		Holds:    func(c *Case) bool { return c.EP == 1 },
		Must:     "accelerate trains without an expert axis",
		Stances:  Stances{HF: refuses},
		Source:   []string{"accelerate parallelism_config.py", "huggingface/transformers#48857"},
	},
	{
		Code:     "ep.experts_not_divisible",
		Axis:     EP,
		Title:    "ep_size divides the experts",
		Equation: "num_experts % ep_size == 0",
		Holds:    func(c *Case) bool { return c.Experts%c.EP == 0 },
		Must:     "each rank must hold as many experts as any other",
		Stances:  Stances{NeMoAutomodel: failsLate, TorchTitan: refuses, Megatron: refuses},
		Source: []string{"NeMo Automodel components/moe/parallelizer.py, experts.py",
			"torchtitan models/common/decoder.py (pytorch/torchtitan#4258)", "Megatron-LM training/arguments.py"},
	},
	{
		// NeMo flattens dp_replicate, dp_shard, cp and tp of one stage, and cuts that into groups of ep_size.
		Code:     "ep.ranks_not_divisible",
		Axis:     EP,
		Title:    "ep_size divides the ranks of a pipeline stage",
		Equation: "dp_size * cp_size * tp_size % ep_size == 0",
		Holds:    func(c *Case) bool { return product(c.DP, c.CP, c.TP)%c.EP == 0 },
		Must:     "the ranks of a stage must fall into whole expert groups",
		Repairs:  []Axis{EP, World},
		Stances:  Stances{NeMoAutomodel: refuses},
		Source:   []string{"NeMo Automodel components/distributed/mesh_utils.py"},
	},
	{
		// torchtitan cuts its expert groups out of one replica.
		Code:     "ep.shard_ranks_not_divisible",
		Axis:     EP,
		Title:    "ep_size divides the ranks of a replica",
		Equation: "dp_shard_size * cp_size * tp_size % ep_size == 0",
		Holds:    func(c *Case) bool { return product(c.DPShard, c.CP, c.TP)%c.EP == 0 },
		Must:     "the ranks of a replica must fall into whole expert groups",
		Repairs:  []Axis{EP, World},
		Stances:  Stances{TorchTitan: refuses},
		Source:   []string{"torchtitan distributed/parallel_dims.py"},
	},
	{
		Code:     "ep.expert_ranks_not_divisible",
		Axis:     EP,
		Title:    "the expert mesh fills the world",
		Equation: "world_size % (expert_tensor_parallel_size * ep_size * pp_size) == 0",
		Holds:    func(c *Case) bool { return c.World%product(c.ExpertTP, c.EP, c.PP) == 0 },
		Must:     "the ranks must fall into whole expert groups (expert_tensor_parallel_size is tp_size unless it is given)",
		Repairs:  []Axis{EP, World},
		Advice:   "set expert_tensor_parallel_size=1",
		Stances:  Stances{Megatron: refuses},
		Source:   []string{"Megatron-LM core/parallel_state.py", "NVIDIA-NeMo/NeMo#14838"},
	},
	{
		Code:     "ep.crosses_replicas",
		Axis:     EP,
		Title:    "an expert group stays inside one replica",
		When:     func(c *Case) bool { return c.EP > 1 && c.DPReplicate > 1 },
		Equation: "dp_shard_size * cp_size * tp_size % ep_size == 0",
		Holds:    func(c *Case) bool { return product(c.DPShard, c.CP, c.TP)%c.EP == 0 },
		Must:     "a group that spans replicas shares their experts, whose gradients may then not be reduced over them",
		Stances:  Stances{NeMoAutomodel: risk(SilentlyWrong)},
		Source:   []string{"NeMo Automodel components/distributed/mesh_utils.py", "NVIDIA-NeMo/Automodel#3135"},
	},
	{
		Code:     "ep.crosses_nodes",
		Axis:     EP,
		Title:    "an expert group stays inside one node",
		When:     func(c *Case) bool { return c.EP > 1 && c.Run.GPUsPerNode > 0 },
		Equation: "ep_size <= gpus_per_node",
		Holds:    func(c *Case) bool { return c.EP <= c.Run.GPUsPerNode },
		Must:     "the ranks of a group exchange tokens in every layer, and between nodes need a dispatcher made for it",
		Stances:  everywhere(wasteful),
		Source:   []string{"NVIDIA-NeMo/Automodel#2546", "Megatron-LM core/transformer/moe/README.md"},
	},
	declaredNot(EP, capabilities.SupportsEP),
	notUnder(DDP, EP),
	notUnder(MegatronFSDP, EP),
}
