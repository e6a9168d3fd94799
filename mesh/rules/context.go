package rules

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// context is the rules of context parallelism: each rank holds a part of every sequence, so attention has to reach across
// ranks.
var context = []law.Rule{
	{
		Code:     "cp.attention_unsupported",
		Axis:     law.CP,
		Title:    "the attention reaches across ranks",
		Since:    "0.1",
		Equation: "supports_cp",
		Say:      "{model}: {reason}",
		Reason:   capabilities.SupportsCP,
		Advice:   "use an attention backend that supports context parallelism",
		Example:  "a hybrid of attention and Mamba without a backend, under cp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: automodelCapabilities},
			// accelerate asks for no implementation: each rank attends to its own part. Trainer stops a run whose config says
			// another one than SDPA.
			{Framework: accelerate, Severity: law.SilentlyWrong, In: accelerateContext, When: byTorch},
		},
	},
	{
		// Torch's context parallelism drops the attention mask and makes every layer causal over the whole sequence.
		// Attention by Transformer Engine, or by the model itself, keeps its windows.
		Code:     "cp.silently_drops_window",
		Axis:     law.CP,
		Title:    "every layer attends to the whole sequence, or keeps its window",
		Since:    "0.1",
		Equation: "keeps_windows_under_cp || !has_local_attention",
		Why:      "the mask of sliding-window and chunked layers is dropped, and they attend to the whole sequence",
		Advice:   "use an attention backend that keeps the windows, such as Transformer Engine's",
		Example:  "Gemma 2 under cp 2 with SDPA",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.SilentlyWrong, In: "nemo_automodel/components/distributed/context_parallel/utils.py#attach_context_parallel_hooks"},
			{Framework: accelerate, Severity: law.SilentlyWrong, In: accelerateContext, Until: "1.15", When: byTorch},
		},
	},
	{
		Code:     "cp.window_refused",
		Axis:     law.CP,
		Title:    "every layer attends to the whole sequence",
		Since:    "0.1",
		Equation: "!has_local_attention",
		Why:      "models with sliding-window or chunked layers, whose mask would be dropped, are refused",
		Example:  "Gemma 2 under cp 2",
		Stances:  []law.Stance{{Framework: accelerate, Severity: law.Refuses, In: accelerateContext, Since: "1.15", When: byTorch}},
	},
	{
		Code:     "cp.layer_kind_refused",
		Axis:     law.CP,
		Title:    "every layer is full attention",
		Since:    "0.2",
		When:     "cp_size > 1 && !has_local_attention",
		Applies:  "cp_size is above 1 and no layer is a window or a chunk, of which another rule speaks",
		Equation: "full_attention_only",
		Why:      "any kind of layer but full_attention is refused, and any window",
		Example:  "Qwen3-Next, whose layer types name linear_attention",
		Stances:  []law.Stance{{Framework: accelerate, Severity: law.Refuses, In: accelerateContext, Since: "1.15", When: byTorch}},
	},
	{
		Code:     "cp.text_config_ambiguous",
		Axis:     law.CP,
		Title:    "the config has one text config",
		Since:    "0.2",
		Equation: "!has_several_text_configs",
		Why:      "the layers are looked up in the text config, and a config with several of them raises",
		Quiet:    true,
		Example:  "MusicGen, which has a text encoder and a decoder",
		Stances:  []law.Stance{{Framework: accelerate, Severity: law.Refuses, In: accelerateContext, Since: "1.15", When: byTorch}},
	},
	{
		Code:     "cp.implementation_refused",
		Axis:     law.CP,
		Title:    "attention runs as SDPA",
		Since:    "0.2",
		When:     "cp_size > 1 && given(attn)",
		Applies:  "cp_size is above 1 and the implementation of attention is given",
		Equation: `attn == "sdpa"`,
		Why:      "only SDPA is made context parallel; Trainer stops at the first step, and a plain loop trains each rank on its own part",
		Repairs:  []string{"attn", "cp_size"},
		Example:  "flash_attention_2 under cp 2",
		Stances:  []law.Stance{{Framework: accelerate, Severity: law.FailsLate, In: "src/transformers/trainer.py#Trainer._prepare_context_parallel_inputs", When: byTorch}},
	},
	{
		// Keys and values of a window are not all on the neighbour, so the ring that is the default cannot serve it.
		Code:     "cp.window_needs_style",
		Axis:     law.CP,
		Title:    "windows are exchanged in a way that keeps them",
		Since:    "0.2",
		When:     "cp_size > 1 && has_local_attention",
		Applies:  "cp_size is above 1 and some layer attends to a window",
		Equation: `cp_style == "a2a" || cp_style == "all_gather"`,
		Why:      "a sliding window needs all keys and values at once, by all-to-all or all-gather",
		Repairs:  []string{"cp_style", "cp_size"},
		Needs:    []string{"cp_style"},
		Example:  "Gemma 2 under cp 2 with --cp-comm-type p2p",
		Stances:  []law.Stance{{Framework: megatron, Severity: law.FailsLate, In: "NVIDIA/TransformerEngine transformer_engine/pytorch/attention/dot_product_attention/context_parallel.py#attn_forward_func_with_cp"}},
	},
	{
		Code:     "cp.sinks_need_style",
		Axis:     law.CP,
		Title:    "attention sinks are exchanged all-to-all",
		Since:    "0.2",
		When:     "cp_size > 1 && has_attention_sinks",
		Applies:  "cp_size is above 1 and attention has sinks",
		Equation: `cp_style == "a2a"`,
		Why:      "the softmax with sinks runs only where a rank has whole heads, by all-to-all",
		Repairs:  []string{"cp_style", "cp_size"},
		Needs:    []string{"cp_style"},
		Example:  "gpt-oss under cp 2 with --cp-comm-type p2p",
		Stances:  []law.Stance{{Framework: megatron, Severity: law.FailsLate, In: "NVIDIA/TransformerEngine#2541"}},
	},
	{
		Code:     "cp.images_not_placed",
		Axis:     law.CP,
		Title:    "images are placed before the sequence is cut",
		Since:    "0.2",
		When:     "cp_size > 1",
		Equation: "!has_vision",
		Why:      "whether the class puts images into the sequence before it is cut differs from class to class",
		Advice:   "look at the class: LLaVAModel, and Megatron-Bridge's Qwen3-VL and Qwen3.5-VL do; its Gemma 3 VL refuses",
		Example:  "Qwen2.5-VL under cp 2",
		Stances:  []law.Stance{{Framework: megatron, Severity: law.FailsLate, Depends: true, In: "megatron/core/models/multimodal/llava_model.py#LLaVAModel"}},
	},
	declarationOf(law.CP, capabilities.SupportsCP),
	notUnder(law.DDP, law.CP),
}
