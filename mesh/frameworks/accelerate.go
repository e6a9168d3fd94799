package frameworks

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh/law"
)

// accelerate infers no size: the product of those that are written must be the number of processes
// (parallelism_config.py). FSDP2 shards over dp_shard and cp; without either of them plain replicas are left.
var accelerate = &law.Framework{
	Name: "accelerate", Aliases: []string{"hf"}, Text: "Hugging Face accelerate",
	Versions:   []string{"1.13.0", "1.14.0", "1.15.0"},
	Repository: "huggingface/accelerate", Commit: "16cb6eb8", Transformers: "5.23.0",
	Fills: []law.Fill{
		{Setting: "cp_style", Is: `"torch_allgather"`},
		{Setting: "strategy", Is: `"ddp"`, When: `cp_size == 1 && (dp_shard_size == 1 || given(sharding.engine) && sharding.engine == "deepspeed")`},
	},
	IdleAtOne: true, Extended: true,
	Orders: []law.Order{{
		Axes: []law.Axis{law.DPReplicate, law.DPShard, law.CP, law.TP}, Flattened: denseSpans,
	}},
	Offers: []law.Offer{
		{Settings: []string{"dp_shard_size"}, Find: theRest},
	},
	Classes: []string{"transformers"},
	Choices: []law.Choice{{Setting: "recompute.mode", Of: []string{"none", "full"}}},
	Dialect: law.Dialect{Language: "yaml", Flag: "--", Join: " "},
	Keys: []law.Key{
		{Setting: "recompute.mode", Name: "fsdp_config.fsdp_activation_checkpointing", Flag: "fsdp_activation_checkpointing",
			Words: [][2]string{{"none", "false"}, {"full", "true"}}, Only: true},
		{Setting: "dp_replicate_size", Name: "parallelism_config.parallelism_config_dp_replicate_size", Flag: "parallelism_config_dp_replicate_size"},
		{Setting: "dp_shard_size", Name: "parallelism_config.parallelism_config_dp_shard_size", Flag: "parallelism_config_dp_shard_size"},
		{Setting: "cp_size", Name: "parallelism_config.parallelism_config_cp_size", Flag: "parallelism_config_cp_size"},
		{Setting: "tp_size", Name: "parallelism_config.parallelism_config_tp_size", Flag: "parallelism_config_tp_size"},
	},
	Start: startAccelerate,
}

// theRest is what the other axes leave of the world.
func theRest(c *law.Case) [][]int64 {
	if n := c.Size(law.DPShard); n > 0 {
		return [][]int64{{n}}
	}
	return nil
}

// startAccelerate writes a whole config.
func startAccelerate(s *law.Start) {
	world, sharded := s.Size(law.World), s.Word(law.Must("strategy")) != law.DDP
	kind, rest := "'NO'", ""
	leaveOut := "recompute.mode" // a key of FSDP
	if sharded {
		leaveOut = ""
	}
	_, entries := s.Stated(leaveOut)
	switch {
	case sharded:
		kind, rest = "FSDP", law.YAML(append([]law.Entry{{Path: "fsdp_config.fsdp_version", Value: "2"}}, entries...))
	case s.Size(law.TP) > 1 || s.Size(law.DPReplicate) > 1:
		kind, rest = "MULTI_GPU", law.YAML(entries)
	case world > 1:
		kind = "MULTI_GPU"
	}
	s.File, s.Language = "accelerate.yaml", "yaml"
	s.Config = "compute_environment: LOCAL_MACHINE\ndistributed_type: " + kind + "\nnum_machines: " + strconv.Itoa(s.Nodes) +
		"\nnum_processes: " + strconv.FormatInt(world, 10) + "\n" + rest
	s.Command = "accelerate launch --config_file accelerate.yaml train.py\n"
	if s.Nodes > 1 {
		s.Command = "accelerate launch --config_file accelerate.yaml" +
			" \\\n  --machine_rank \"$NODE_RANK\" --main_process_ip \"$HEAD_NODE\" --main_process_port 29500 \\\n  train.py\n"
	}
}
