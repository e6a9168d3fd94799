package rules

import "github.com/meshwise/meshwise/mesh/law"

// quantized is the rules of checkpoints whose weights share scales: tensor parallelism must not cut inside of what shares one.
// A matrix whose input is cut has its columns cut, and one whose output is cut its rows.
var quantized = []law.Rule{
	{
		Code:     "tp.quantization_group_cut",
		Axis:     law.TP,
		Title:    "tensor parallelism cuts between the groups of a quantised matrix",
		Since:    "0.2",
		When:     "tp_size > 1 && quantization_group > 0 && num_experts == 0",
		Applies:  "tp_size is above 1 and the checkpoint is quantised in groups",
		Equation: "intermediate_size / tp_size % quantization_group == 0",
		Why:      "each rank must own whole groups of the matrix that leads out of the MLP",
		Example:  "intermediate_size 29568 in groups of 128 under tp 2",
		Stances: append(maybe(law.FailsLate, "vllm-project/vllm#13640"),
			law.Stance{Framework: vllm, Severity: law.FailsLate, In: "vllm/model_executor/layers/quantization/auto_awq.py#AWQLinearMethod.create_weights"},
			law.Stance{Framework: sglang, Severity: law.FailsLate, In: "sglang/srt/layers/quantization/marlin_utils.py#verify_marlin_supports_shape"}),
	},
	{
		Code:     "tp.fp8_block_cut",
		Axis:     law.TP,
		Title:    "tensor parallelism cuts between the 8-bit blocks of the MLP",
		Since:    "0.2",
		When:     "tp_size > 1 && fp8_block_columns > 0 && num_experts == 0",
		Applies:  "tp_size is above 1 and the checkpoint has 8-bit blocks",
		Equation: "intermediate_size / tp_size % fp8_block_columns == 0",
		Why:      "each rank must own whole blocks of the matrix that leads out of the MLP",
		Example:  "intermediate_size 1536 in blocks of 128 under tp 8",
		Stances: append(maybe(law.FailsLate, "vllm-project/vllm#13640"),
			law.Stance{Framework: vllm, Severity: law.FailsLate, In: "vllm/model_executor/layers/quantization/utils/fp8_utils.py#validate_fp8_block_shape"},
			law.Stance{Framework: sglang, Severity: law.FailsLate, In: "sglang/srt/layers/quantization/fp8.py#Fp8LinearMethod.validate_block_quant_shapes"}),
	},
	{
		// Spreading the experts leaves these as they are.
		Code:     "tp.shared_experts_block_cut",
		Axis:     law.TP,
		Title:    "shared experts are cut between their 8-bit blocks",
		Since:    "0.2",
		When:     "tp_size > 1 && fp8_block_rows > 0 && num_experts > 0 && shared_expert_units > 0",
		Applies:  "tp_size is above 1, the model has shared experts and the checkpoint has 8-bit blocks",
		Equation: "shared_expert_units / tp_size % fp8_block_rows == 0 && shared_expert_units / tp_size % fp8_block_columns == 0",
		Why:      "each rank must own whole blocks of the shared experts, which are cut whether or not experts are spread",
		Quiet:    true,
		Example:  "shared experts of 512 hidden units in blocks of 128 under tp 8",
		Stances: []law.Stance{
			{Framework: vllm, Severity: law.FailsLate, In: "vllm-project/vllm#52997", When: "dp_size == 1"},
			{Framework: sglang, Severity: law.FailsLate, In: "sglang/srt/layers/quantization/fp8.py#Fp8LinearMethod.validate_block_quant_shapes", When: "ep_size == 1 && attention_dp_size == 1"},
		},
	},
	{
		// SGLang can leave dense layers whole (--moe-dense-tp-size 1), which a run does not say.
		Code:     "tp.dense_layers_block_cut",
		Axis:     law.TP,
		Title:    "dense layers before the experts are cut between their 8-bit blocks",
		Since:    "0.2",
		When:     "tp_size > 1 && fp8_block_rows > 0 && num_experts > 0 && first_dense_layers > 0",
		Applies:  "tp_size is above 1, the first layers are dense and the checkpoint has 8-bit blocks",
		Equation: "intermediate_size / tp_size % fp8_block_rows == 0 && intermediate_size / tp_size % fp8_block_columns == 0",
		Why:      "each rank must own whole blocks of the MLP of the dense layers",
		Quiet:    true,
		Example:  "DeepSeek-V3, whose dense layers have 18432 hidden units in blocks of 128, under tp 32",
		Stances: []law.Stance{
			{Framework: vllm, Severity: law.FailsLate, In: "vllm/model_executor/layers/quantization/utils/fp8_utils.py#validate_fp8_block_shape"},
			{Framework: sglang, Severity: law.FailsLate, Unsure: true, In: "sgl-project/sglang#3345"},
		},
	},
	{
		Code:     "ep.fp8_block_cut",
		Axis:     law.EP,
		Title:    "experts are cut between their 8-bit blocks",
		Since:    "0.2",
		When:     "expert_tensor_parallel_size > 1 && fp8_block_rows > 0 && num_experts > 0",
		Applies:  "experts are cut by tensor parallelism and the checkpoint has 8-bit blocks",
		Equation: "moe_intermediate_size / expert_tensor_parallel_size % fp8_block_rows == 0 && moe_intermediate_size / expert_tensor_parallel_size % fp8_block_columns == 0",
		Why:      "each rank must own whole blocks of an expert",
		Repairs:  []string{"ep_size", "tp_size"},
		Advice:   "spread the experts over the ranks (expert parallelism), which cuts none of them",
		Example:  "moe_intermediate_size 1536 in blocks of 128 under tp 8",
		Stances: []law.Stance{
			{Framework: vllm, Severity: law.FailsLate, In: "vllm/model_executor/layers/quantization/utils/fp8_utils.py#validate_fp8_block_shape_moe"},
			{Framework: sglang, Severity: law.FailsLate, In: "sglang/srt/layers/quantization/fp8.py#Fp8MoEMethod.create_weights"},
		},
	},
}

// maybe is a stance of the frameworks that load such a checkpoint by transformers, of which no report says what becomes of it.
func maybe(s law.Severity, in string) (list []law.Stance) {
	for _, name := range []string{automodel, accelerate, transformers} {
		list = append(list, law.Stance{Framework: name, Severity: s, Depends: true, In: in})
	}
	return list
}
