package rules

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// plans is the rules of tensor-parallel plans: which modules are cut, and how.
var plans = []law.Rule{
	{
		// NeMo Automodel asks whether there is a plan, be it empty. Classes of their own, which inherit none from transformers,
		// have none at all; code beside a checkpoint is not trusted with the default plan.
		Code:     "tp.no_plan",
		Axis:     law.TP,
		Title:    "the model has a tensor-parallel plan",
		Since:    "0.1",
		Equation: "supports_tp",
		Say:      "{model} has no TP plan: no optimized plan is registered for its class, and its _tp_plan is empty",
		Reason:   capabilities.SupportsTP,
		Advice:   "register an optimized plan for the class, give the class a _tp_plan, or pass a plan of your own",
		Example:  "BERT under tp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: automodelCapabilities, When: "!has_tp_plan || is_remote_code && !given(tp_plan)"},
			{Framework: accelerate, Severity: law.Refuses, In: "src/accelerate/accelerator.py#Accelerator.prepare_model", When: notDeepSpeed},
			// Before, an empty plan cut nothing, and every rank computed it all.
			{Framework: transformers, Severity: law.Wasteful, In: transformersPlan + "apply_tensor_parallelism", When: "!given(tp_plan)", Until: "5.23.0"},
			{Framework: transformers, Severity: law.Refuses, In: transformersMixin + "_resolve_parallel_plans", When: "!given(tp_plan)", Since: "5.23.0"},
		},
	},
	{
		Code:     "tp.default_plan",
		Axis:     law.TP,
		Title:    "the plan is that of the class",
		Since:    "0.2",
		When:     "tp_size > 1 && has_tp_plan && !is_remote_code && !given(tp_plan)",
		Applies:  "tp_size is above 1, the class has a plan attribute and the run states no plan of its own",
		Equation: "supports_tp",
		Say:      "the TP plan of {model} is empty, and the framework's default plan cuts only what is named as in Llama: what it does not find, every rank holds whole and computes again",
		Advice:   "register an optimized plan for the class, or pass a plan of your own",
		Repairs:  []string{"tp_size"},
		Example:  "GPT-2 under tp 2, of which the output head alone is cut",
		Stances:  []law.Stance{{Framework: automodel, Severity: law.Wasteful, In: automodelParallelizer + "_get_parallel_plan"}},
	},
	{
		// A plan of transformers' own styles cannot be translated, and the default one is taken; code beside a checkpoint is not
		// trusted with that.
		Code:     "tp.plan_not_translated",
		Axis:     law.TP,
		Title:    "the framework translates the styles of the plan",
		Since:    "0.2",
		When:     "tp_size > 1 && supports_tp && !has_optimized_tp_plan && !is_moe && !given(tp_plan)",
		Applies:  "tp_size is above 1, the plan is that of the class, and the class is no mixture of experts of the framework's own",
		Equation: "tp_plan_of_torch_styles",
		Say:      "the TP plan of {model} has a style that is not translated, and the framework's default plan takes its place: it cuts what is named as in Llama, and what it does not find, every rank holds whole and computes again",
		Advice:   "register an optimized plan for the class, or pass a plan of your own in torch's styles",
		Quiet:    true,
		Example:  "transformers' Mixtral, whose experts are packed_colwise, under tp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Wasteful, In: automodelParallelizer + "translate_to_torch_parallel_style", When: "!is_remote_code"},
			{Framework: automodel, Severity: law.Refuses, In: automodelParallelizer + "_get_parallel_plan", When: "is_remote_code"},
		},
	},
	{
		Code:     "tp.registered_plan_is_empty",
		Axis:     law.TP,
		Title:    "the plan that is registered for the class has entries",
		Since:    "0.2",
		When:     "tp_size > 1 && !given(tp_plan)",
		Applies:  "tp_size is above 1 and the run states no plan of its own",
		Equation: "!registered_tp_plan_is_empty",
		Say:      "the TP plan that is registered for {model} is made of the class's own, which is empty",
		Advice:   "pass a plan of your own",
		Quiet:    true,
		Example:  "NeMo Automodel's own Qwen3_5ForCausalLM under tp 2",
		Stances:  []law.Stance{{Framework: automodel, Severity: law.Refuses, In: automodelParallelizer + "get_hf_tp_shard_plan"}},
	},
	{
		// A plan of the class names its experts, which expert parallelism owns; the default plan names modules of several
		// families, each of which must be there.
		Code:     "tp.moe_needs_own_plan",
		Axis:     law.TP,
		Title:    "a mixture of experts has a plan that spares its experts",
		Since:    "0.2",
		When:     "tp_size > 1 && is_moe && num_experts > 0",
		Applies:  "tp_size is above 1 and the class is a mixture of experts with experts",
		Equation: "has_optimized_tp_plan || given(tp_plan)",
		Say:      "tensor parallelism of {model} needs a plan that spares experts and routers, and matches what it names: none is registered for its class",
		Advice:   "spread the experts with ep_size, or pass a plan of your own that names attention and shared experts alone",
		Quiet:    true,
		Example:  "Qwen3-VL-MoE under tp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: "nemo_automodel/components/moe/parallelizer.py#_resolve_moe_tp_plan", When: "ep_size > 1"},
			{Framework: automodel, Severity: law.Refuses, In: "nemo_automodel/components/moe/tp_plan_validation.py#_validate_moe_tp_plan", When: "ep_size == 1"},
		},
	},
	{
		Code:     "tp.moe_refuses_sequence_parallel",
		Axis:     law.TP,
		Title:    "a mixture of experts under tensor and expert parallelism runs without sequence parallelism",
		Since:    "0.2",
		When:     "tp_size > 1 && ep_size > 1",
		Applies:  "tp_size and ep_size are above 1",
		Equation: "!sequence_parallel",
		Why:      "routers and attention work on whole sequences there",
		Repairs:  []string{"sequence_parallel"},
		Example:  "tp 2 and ep 4 with sequence_parallel",
		Stances:  []law.Stance{{Framework: automodel, Severity: law.Refuses, In: "nemo_automodel/components/moe/parallelizer.py#_resolve_moe_tp_plan"}},
	},
	{
		Code:     "tp.plan_cuts_only_the_head",
		Axis:     law.TP,
		Title:    "the tensor-parallel plan cuts the layers",
		Since:    "0.1",
		When:     "tp_size > 1 && supports_tp && !given(tp_plan)",
		Equation: "tp_plan_cuts_layers",
		Say:      "the TP plan of {model} names no layer, so every rank holds all layers whole and computes them again",
		Advice:   "register an optimized plan for the class, or pass a plan of your own that cuts attention and MLP",
		Example:  "a class whose plan is {\"lm_head\": \"colwise\"} under tp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Wasteful, In: automodelParallelizer + "get_hf_tp_shard_plan"},
			{Framework: accelerate, Severity: law.Wasteful, In: "huggingface/transformers#47253"},
			{Framework: transformers, Severity: law.Wasteful, In: "huggingface/transformers#47253"},
		},
	},
	{
		// Where the two are one tensor, the embedding is cut with the head, and looks its tokens up in a part. From 5.24.0 on the
		// plans of these classes name the embedding too.
		Code:     "tp.tied_head_cut_alone",
		Axis:     law.TP,
		Title:    "the tensor-parallel plan cuts both of tied embeddings, or none",
		Since:    "0.2",
		When:     "tp_size > 1 && supports_tp && tp_plan_parts_tied && !given(tp_plan)",
		Applies:  "the class's plan names the output head and not the embedding",
		Equation: "!embeddings_tied",
		Say:      "the TP plan of {model} cuts the output head, which is the embedding too, and the embedding does not know of it: the first forward meets a part of a table that it takes for the whole",
		Advice:   "use transformers 5.24.0, whose plans name the embedding, or pass a plan that has it as embedding_rowwise",
		Quiet:    true,
		Example:  "LFM2, whose embeddings are tied, under tp 2 with transformers 5.23.0",
		Stances: []law.Stance{
			{Framework: transformers, Severity: law.FailsLate, In: transformersMixin + "init_parallel_plans", Since: "5.18.0", When: cutsBeside},
		},
	},
	{
		// Every class's plan gives what the output head makes back whole.
		Code:     "tp.gathered_vocabulary_not_divisible",
		Axis:     law.TP,
		Title:    "tp_size divides the vocabulary that is gathered",
		Since:    "0.2",
		When:     "tp_size > 1 && supports_tp",
		Equation: "vocab_size % tp_size == 0",
		Why:      "the output head gives its parts back as one, and these must be of one size",
		Advice:   "use transformers 5.21.0 or later, or pad the vocabulary",
		Repairs:  []string{"tp_size"},
		Example:  "a vocabulary of 50257 under tp 2 with transformers 5.18.0",
		Stances: []law.Stance{
			{Framework: transformers, Severity: law.FailsLate, In: transformersPlan + "AllGatherOutput", Since: "5.16.0", Until: "5.21.0", When: cutsBeside},
		},
	},
	{
		Code:     "tp.gathered_heads_not_divisible",
		Axis:     law.TP,
		Title:    "tp_size divides the width of queries, keys and values that are gathered",
		Since:    "0.2",
		When:     "tp_size > 1 && supports_tp && tp_plan_gathers_heads && !given(tp_plan)",
		Applies:  "the class's plan cuts queries, keys or values and gives them back whole",
		Equation: "num_attention_heads * head_dim % tp_size == 0 && num_key_value_heads * head_dim % tp_size == 0",
		Why:      "the parts of a gathered projection must be of one size",
		Advice:   "use transformers 5.21.0 or later",
		Quiet:    true,
		Example:  "OLMo 2 under tp 3 with transformers 5.18.0",
		Stances: []law.Stance{
			{Framework: transformers, Severity: law.FailsLate, In: transformersPlan + "AllGatherOutput", Since: "5.16.0", Until: "5.21.0", When: cutsBeside},
		},
	},
	{
		Code:     "tp.expert_rows_not_aligned",
		Axis:     law.TP,
		Title:    "a rank's part of an expert is a multiple of 16 bytes wide",
		Since:    "0.2",
		When:     "tp_size > 1 && ep_size == 1 && num_experts > 0 && tp_plan_cuts_experts && !given(tp_plan)",
		Applies:  "experts are cut by tensor parallelism",
		Equation: `moe_intermediate_size % (tp_size * 8) == 0 || moe_intermediate_size % (tp_size * 4) == 0 && given(precision.compute) && precision.compute == "fp32"`,
		Why:      "the grouped product takes rows of whole 16 bytes: 8 numbers in bf16, 4 in fp32",
		Advice:   "spread the experts instead (ep_size = tp_size), or load the model with another experts_implementation",
		Quiet:    true,
		Example:  "moe_intermediate_size 704 under tp 16: 44 numbers of 2 bytes",
		Stances: []law.Stance{
			{Framework: transformers, Severity: law.FailsLate, In: "huggingface/transformers#48644", Since: "5.18.0"},
			{Framework: accelerate, Severity: law.FailsLate, In: "huggingface/transformers#48644", When: `at_least(transformers_version, "5.18.0")`},
		},
	},
}
