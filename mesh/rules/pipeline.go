package rules

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// pipeline is the rules of pipeline parallelism that are about the model: each rank holds some consecutive layers, in one
// or several stages.
var pipeline = []law.Rule{
	{
		Code:     "pp.no_plan",
		Axis:     law.PP,
		Title:    "the model supports pipeline parallelism",
		Since:    "0.1",
		Equation: "supports_pp",
		Say:      "{model} has no PP plan: its _pp_plan is empty, and it is not a MoE model that brings its own",
		Reason:   capabilities.SupportsPP,
		Advice:   "give the class a _pp_plan",
		Example:  "a class of its own, without a plan, under pp 2",
		Stances:  []law.Stance{{Framework: automodel, Severity: law.Refuses, In: automodelCapabilities, When: "!has_pp_plan"}},
	},
	{
		// The plan is asked for, and not read: stages are cut out of model.layers, by name.
		Code:     "pp.split_by_names",
		Axis:     law.PP,
		Title:    "the class says how its layers are split",
		Since:    "0.2",
		When:     "pp_size > 1 && has_pp_plan",
		Applies:  "pp_size is above 1 and the class has a plan attribute",
		Equation: "supports_pp",
		Say:      "the PP plan of {model} is empty; stages are cut out of model.layers by name, which its class may not have",
		Repairs:  []string{},
		Advice:   "look whether its layers stand under model.layers, its embedding under model.embed_tokens and its head under lm_head",
		Example:  "GPT-2, whose layers are transformer.h, under pp 2",
		Stances:  []law.Stance{{Framework: automodel, Severity: law.FailsLate, Unsure: true, In: automodelStages + "generate_hf_model_fqn_per_model_part"}},
	},
	{
		Code:     "pp.images_dropped",
		Axis:     law.PP,
		Title:    "the stages place images",
		Since:    "0.2",
		Equation: "!is_composite || keeps_images",
		Say:      "the forward pass of {model} would be replaced by that of a language model, which drops images and whatever else its config speaks of",
		Advice:   "use a class that keeps its own forward under pipeline parallelism (_pp_keep_self_forward), or another axis",
		Example:  "Qwen2.5-VL under pp 2",
		Stances:  []law.Stance{{Framework: automodel, Severity: law.Refuses, In: automodelPipeline}},
	},
	{
		Code:     "pp.not_in_framework",
		Axis:     law.PP,
		Title:    "the framework trains with a pipeline",
		Since:    "0.1",
		Equation: "pp_size == 1",
		Why:      "the framework trains without a pipeline axis",
		Example:  "pp 2",
		Stances: []law.Stance{
			{Framework: accelerate, Severity: law.Refuses, In: accelerateConfig},
			{Framework: transformers, Severity: law.Refuses, In: "huggingface/transformers#47289"},
		},
	},
	{
		Code:     "pp.tied_embeddings",
		Axis:     law.PP,
		Title:    "input and output embeddings are separate",
		Since:    "0.1",
		Equation: "!embeddings_tied",
		Why:      "tie_word_embeddings makes the embedding and the output head one tensor, which cannot stand on the first and the last stage both",
		Advice:   "untie them in the checkpoint: changing the flag alone does not",
		Example:  "Llama-3.2-1B under pp 2",
		Stances: []law.Stance{
			// It looks at the flag of the language model; where the outer one alone ties them, each stage trains its own copy.
			{Framework: automodel, Severity: law.Refuses, In: automodelPipeline, When: "tie_word_embeddings"},
			{Framework: automodel, Severity: law.SilentlyWrong, Unsure: true, In: automodelPipeline, When: "!tie_word_embeddings"},
			{Framework: torchtitan, Severity: law.SilentlyWrong, In: "torchtitan/models/qwen3/model/model.py#Qwen3Model", Until: "0.3.0"},
			{Framework: torchtitan, Severity: law.Refuses, In: torchtitanDecoder, Since: "0.3.0"},
		},
	},
	{
		Code:     "pp.encoder_decoder",
		Axis:     law.PP,
		Title:    "the model is a decoder alone, or an encoder alone",
		Since:    "0.1",
		Equation: "!is_encoder_decoder",
		Why:      "the decoder reads the encoder's output in every layer, which the pipeline does not carry",
		Example:  "Bart under pp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: automodelPipeline},
			{Framework: megatron, Severity: law.Refuses, In: "pretrain_t5.py#model_provider", Until: "0.18"},
		},
	},
	declarationOf(law.PP, capabilities.SupportsPP),
	notUnder(law.DDP, law.PP),
	notUnder(law.MegatronFSDP, law.PP),
}
