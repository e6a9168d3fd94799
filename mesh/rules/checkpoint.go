package rules

import "github.com/meshwise/meshwise/mesh/law"

// checkpoint is the rules of resuming on another mesh than that which wrote the checkpoint. Weights are put together again by
// every framework here (distributed checkpoints of torch and of Megatron-Core); what is not is told: the place in the data,
// and states of optimizers that lie in flat pieces. Each can be left out of loading by a switch that a run does not state, so
// that they warn.
var checkpoint = []law.Rule{
	{
		// Every data-parallel rank writes how far it has read its part of the data, and those parts are others on another
		// number of ranks: torchtitan compares the numbers, and NeMo Automodel opens the file of the rank, which is missing
		// for a rank that was not there, and of a rank that is gone is not read.
		Code:     "checkpoint.data_parallel_size_differs",
		Axis:     law.Checkpoint,
		Title:    "the data is read by as many ranks as before",
		Since:    "0.2",
		When:     checkpointWorld,
		Applies:  "the ranks that wrote the checkpoint are given",
		Equation: "saved_dp_size == dp_size",
		Why:      "where each data-parallel rank stands in the data is written for its own part, and is not spread over another number of parts",
		Repairs:  []string{},
		Advice:   "load without the state of the data loader, or keep the number of data-parallel ranks",
		Example:  "a checkpoint of 8 ranks resumed on 16",
		Stances: []law.Stance{
			{Framework: torchtitan, Severity: law.FailsLate, Unsure: true, In: "torchtitan/components/dataloader.py#ParallelAwareDataloader.load_state_dict"},
			{Framework: automodel, Severity: law.FailsLate, Unsure: true, In: automodelCheckpoint, When: "saved_dp_size < dp_size"},
			{Framework: automodel, Severity: law.SilentlyWrong, Unsure: true, In: automodelCheckpoint, When: "saved_dp_size > dp_size"},
		},
	},
	{
		// Ulysses ranks share the pieces: seq_dp_world_size is dp * sp.
		Code:     "checkpoint.zero_partitions_differ",
		Axis:     law.Checkpoint,
		Title:    "ZeRO has as many partitions as before",
		Since:    "0.2",
		When:     checkpointWorld,
		Applies:  "the ranks that wrote the checkpoint are given",
		Equation: "saved_dp_size * saved_cp_size == dp_size * cp_size",
		Why:      "states of the optimizer lie in one flat piece for each rank of ZeRO, and are not cut anew",
		Repairs:  []string{},
		Advice:   "convert the checkpoint with ds_to_universal and load it as a universal one, load the weights alone, or keep the number of ranks",
		Example:  "a checkpoint of 8 ranks of ZeRO resumed on 16",
		Stances: []law.Stance{
			{Framework: deepspeed, Severity: law.FailsLate, Unsure: true, In: deepspeedCheckpoint, When: "!given(sharding.stage) || sharding.stage > 0"},
			{Framework: accelerate, Severity: law.FailsLate, Unsure: true, In: deepspeedCheckpoint, When: `given(sharding.engine) && sharding.engine == "deepspeed" && (!given(sharding.stage) || sharding.stage > 0)`},
		},
	},
	{
		// From 0.15 on the distributed optimizer is saved as dp_reshardable, unless --dist-ckpt-optim-fully-reshardable is
		// given; before, as fully_sharded_model_space, which fits any mesh.
		Code:     "checkpoint.model_parallel_size_differs",
		Axis:     law.Checkpoint,
		Title:    "states of the optimizer are loaded on the tensor and pipeline ranks that wrote them",
		Since:    "0.2",
		When:     "given(checkpoint_mesh.tp_size) || given(checkpoint_mesh.pp_size)",
		Applies:  "tp_size or pp_size of the checkpoint is given",
		Equation: "saved_tp_size == tp_size && saved_pp_size == pp_size",
		Why:      "unless it was saved to be fully reshardable, the distributed optimizer is loaded under the same tensor and pipeline parallelism alone",
		Repairs:  []string{},
		Advice:   "save with --dist-ckpt-optim-fully-reshardable, load with --no-load-optim, or keep tp_size and pp_size",
		Example:  "a checkpoint of tp 4 resumed under tp 8",
		Stances: []law.Stance{
			{Framework: megatron, Severity: law.FailsLate, Unsure: true, In: "megatron/training/checkpointing.py#load_checkpoint", Since: "0.15.0",
				When: `!given(sharding.engine) || sharding.engine == "megatron_distributed_optimizer"`},
		},
	},
}

const (
	checkpointWorld     = "given(checkpoint_mesh.dp_size) || given(checkpoint_mesh.world_size)"
	automodelCheckpoint = "nemo_automodel/components/checkpoint/checkpointing.py#Checkpointer.load_on_dp_ranks"
	deepspeedCheckpoint = "deepspeed/runtime/engine.py#DeepSpeedEngine._load_zero_checkpoint"
)
