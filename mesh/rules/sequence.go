package rules

import "github.com/meshwise/meshwise/mesh/law"

// sequence is the rules of how long a sequence may be: what the axes cut it into, and what the model has positions for.
var sequence = []law.Rule{
	{
		Code:     "sequence.longer_than_positions",
		Axis:     law.Sequence,
		Title:    "the model has a position for every token",
		Since:    "0.2",
		When:     "given(sequence_length)",
		Applies:  "sequence_length is given",
		Equation: "sequence_length <= max_positions",
		Why:      "the sequence must not be longer than the positions that the framework makes for the model",
		Repairs:  []string{"sequence_length", "max_positions"},
		Needs:    []string{"max_positions"},
		Step:     "max_positions",
		Quiet:    true,
		Example:  "sequence_length 8192 for a model of 4096 positions",
		Stances: []law.Stance{
			{Framework: torchtitan, Severity: law.Refuses, In: torchtitanDecoder, Since: "0.3.0"},
			{Framework: megatron, Severity: law.Refuses, In: megatronArguments},
		},
	},
	{
		// 0.2.2 asks for tp_size * 2 whatever the other settings.
		Code:     "sequence.parts_not_divisible",
		Axis:     law.Sequence,
		Title:    "the sequence falls into as many parts as the axes make of it",
		Since:    "0.2",
		When:     "given(sequence_length)",
		Applies:  "sequence_length is given",
		Equation: "sequence_length % sequence_parts == 0",
		Why:      "sequence parallelism gives each tensor-parallel rank a part, and context parallelism two parts to each of its ranks",
		Repairs:  []string{"sequence_length", "cp_size", "tp_size"},
		Step:     "sequence_parts",
		Example:  "sequence_length 1000 under tp 4 and cp 4",
		Stances: []law.Stance{
			{Framework: torchtitan, Severity: law.Refuses, In: "torchtitan/trainer.py#Trainer.__init__", Since: "0.3.0"},
		},
	},
	{
		Code:     "sequence.always_in_parts",
		Axis:     law.Sequence,
		Title:    "the sequence falls into twice as many parts as tensor- and context-parallel ranks",
		Since:    "0.2",
		When:     "given(sequence_length)",
		Applies:  "sequence_length is given",
		Equation: "sequence_length % (tp_size * 2 * cp_size) == 0",
		Why:      "the sequence must fall into tp_size * 2 * cp_size parts, whether or not it is cut",
		Repairs:  []string{"sequence_length", "cp_size", "tp_size"},
		Step:     "tp_size * 2 * cp_size",
		Example:  "sequence_length 1001",
		Stances: []law.Stance{
			{Framework: torchtitan, Severity: law.Refuses, In: "torchtitan/models/llama3/infra/parallelize.py#parallelize_llama", Until: "0.3.0"},
		},
	},
	{
		Code:     "sequence.cp_not_divisible",
		Axis:     law.Sequence,
		Title:    "every context-parallel rank gets two parts of the sequence",
		Since:    "0.2",
		When:     "cp_size > 1 && given(sequence_length)",
		Applies:  "cp_size is above 1 and sequence_length is given",
		Equation: "sequence_length % (2 * cp_size) == 0",
		Why:      "each rank holds a part from the front and one from the back, so that all do as much work",
		Repairs:  []string{"sequence_length", "cp_size"},
		Step:     "2 * cp_size",
		Example:  "sequence_length 1000 under cp 8",
		Stances: []law.Stance{
			{Framework: megatron, Severity: law.Refuses, In: megatronArguments},
			// Torch takes the parts in order where they do not divide, and the last ranks have the most to do.
			{Framework: accelerate, Severity: law.Wasteful, In: "pytorch/pytorch torch/distributed/tensor/experimental/_context_parallel/_load_balancer.py#_create_default_load_balancer", When: byTorch},
		},
	},
	{
		Code:     "sequence.tp_not_divisible",
		Axis:     law.Sequence,
		Title:    "every tensor-parallel rank gets as many tokens",
		Since:    "0.2",
		When:     "tp_size > 1 && sequence_parallel && given(sequence_length)",
		Applies:  "tp_size is above 1 under sequence parallelism, and sequence_length is given",
		Equation: "sequence_length / cp_size % tp_size == 0",
		Why:      "sequence parallelism splits what a rank holds of the sequence between the tensor-parallel ranks",
		Repairs:  []string{"sequence_length", "tp_size"},
		Step:     "tp_size * cp_size",
		Example:  "sequence_length 1001 under tp 2 with sequence parallelism",
		Stances: []law.Stance{
			{Framework: megatron, Severity: law.FailsLate, In: "megatron/core/tensor_parallel/mappings.py#_split_along_first_dim"},
		},
	},
}
