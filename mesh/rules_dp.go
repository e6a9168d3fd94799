package mesh

// The rules of data parallelism and of the world that it fills.
var dpRules = []Rule{
	{
		Code:     "world.not_divisible",
		Axis:     World,
		Title:    "the sizes divide the world",
		When:     func(c *Case) bool { return c.asked.DP == 0 && c.asked.DPShard == 0 },
		Applies:  "dp_size is not given",
		Equation: "world_size % (tp_size * cp_size * pp_size) == 0",
		Holds:    func(c *Case) bool { return c.World%product(c.TP, c.CP, c.PP) == 0 },
		Must:     "data parallelism takes what the other axes leave, and that must be whole",
		Repairs:  []Axis{World, TP, PP, CP},
		Stances:  everywhere(refuses),
		Source: []string{"NeMo Automodel components/distributed/mesh_utils.py", "Megatron-LM training/arguments.py",
			"torchtitan distributed/parallel_dims.py"},
	},
	{
		// NeMo Automodel takes an explicit dp_size as it is: a mesh larger than the world ends in torch's own error, a
		// smaller one leaves ranks outside of the mesh, which hang.
		Code:     "world.product_mismatch",
		Axis:     World,
		Title:    "the sizes multiply to the world",
		When:     func(c *Case) bool { return c.asked.DP > 0 || c.asked.DPShard > 0 },
		Applies:  "dp_size is given",
		Equation: "dp_size * tp_size * cp_size * pp_size == world_size",
		Holds:    func(c *Case) bool { return product(c.DP, c.TP, c.CP, c.PP) == c.World },
		Must:     "the mesh must hold every rank of the job, and no more",
		Repairs:  []Axis{World, DP, DPShard, TP, PP, CP},
		Advice:   "leave dp_size and dp_shard_size out: data parallelism follows from the others",
		Stances:  Stances{NeMoAutomodel: failsLate, TorchTitan: refuses, Megatron: refuses, HF: refuses},
		Source: []string{"NeMo Automodel components/distributed/mesh_utils.py", "torchtitan distributed/parallel_dims.py",
			"accelerate parallelism_config.py"},
	},
	{
		Code:     "dp_replicate.not_divisible",
		Axis:     DPReplicate,
		Title:    "dp_replicate_size divides dp_size",
		Equation: "dp_size % dp_replicate_size == 0",
		Holds:    func(c *Case) bool { return c.DP%c.DPReplicate == 0 },
		Must:     "every replica must have as many ranks as any other",
		Stances:  everywhere(refuses),
		Source:   []string{"NeMo Automodel components/distributed/mesh_utils.py"},
	},
	{
		Code:     "dp_replicate.leaves_no_shard",
		Axis:     DPReplicate,
		Title:    "a replica shards its parameters",
		When:     func(c *Case) bool { return c.DPReplicate > 1 && c.Strategy == FSDP2 },
		Applies:  "dp_replicate_size is above 1 and the strategy is fsdp2",
		Equation: "dp_replicate_size < dp_size",
		Holds:    func(c *Case) bool { return c.DPReplicate < c.DP },
		Must:     "a replica of one rank has nothing to shard: that is DDP, and FSDP2 does not do it",
		Advice:   "use strategy ddp, or at most dp_size / 2 replicas",
		Stances:  Stances{NeMoAutomodel: refuses},
		Source:   []string{"NeMo Automodel components/distributed/mesh_utils.py"},
	},
	{
		Code:     "dp_replicate.no_shard_beside_model_parallelism",
		Axis:     DPReplicate,
		Title:    "a replica beside TP or CP shards its parameters",
		Equation: "dp_replicate_size < dp_size || tp_size == 1 && cp_size == 1",
		Holds:    func(c *Case) bool { return c.DPReplicate < c.DP || c.TP == 1 && c.CP == 1 },
		Must:     "pure replication does not combine with tensor or context parallelism",
		Stances:  Stances{HF: refuses},
		Source:   []string{"accelerate parallelism_config.py"},
	},
	{
		Code:     "dp_replicate.needs_fsdp2",
		Axis:     DPReplicate,
		Title:    "replicas of shards need strategy fsdp2",
		Equation: "fsdp2",
		Holds:    func(c *Case) bool { return c.Strategy == FSDP2 },
		Must:     "only strategy fsdp2 replicates sharded parameters",
		Strategy: FSDP2,
		Stances:  Stances{NeMoAutomodel: refuses},
		Source:   []string{"NeMo Automodel components/distributed/mesh_utils.py"},
	},
}

// notUnder is the rule that a strategy does not take an axis. DDP only spreads samples; Megatron-FSDP has neither a
// pipeline nor an expert mesh.
func notUnder(s Strategy, a Axis) Rule {
	return Rule{
		Code:     string(a) + ".not_under_" + string(s),
		Axis:     a,
		Title:    "strategy " + string(s) + " takes no " + a.words(),
		Equation: "!" + string(s),
		Holds:    func(c *Case) bool { return c.Strategy != s },
		Must:     "strategy " + string(s) + " has no axis for " + a.words(),
		Strategy: FSDP2,
		Stances:  Stances{NeMoAutomodel: refuses},
		Source:   []string{"NeMo Automodel components/distributed/mesh_utils.py"},
	}
}
