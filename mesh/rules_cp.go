package mesh

import "github.com/meshwise/meshwise/capabilities"

const yes = capabilities.Yes

// The rules of context parallelism: each rank holds a part of every sequence, so attention has to reach across ranks.
var cpRules = []Rule{
	{
		Code:     "cp.attention_unsupported",
		Axis:     CP,
		Title:    "the attention reaches across ranks",
		Equation: "supports_cp",
		Holds:    func(c *Case) bool { return c.SupportsCP },
		Say: func(c *Case) string {
			return c.Name + ": " + c.report.Of(capabilities.SupportsCP).Reason.Text()
		},
		Reason:  capabilities.SupportsCP,
		Advice:  "use an attention backend that supports context parallelism",
		Stances: Stances{NeMoAutomodel: refuses, HF: refuses},
		Source:  []string{"NeMo Automodel _transformers/capabilities.py supports_cp, validate_for_mesh"},
	},
	{
		// Torch's context parallelism drops the attention mask and makes every layer causal over the whole sequence.
		// Attention by Transformer Engine, or by the model itself, keeps its windows.
		Code:     "cp.silently_drops_window",
		Axis:     CP,
		Title:    "every layer attends to the whole sequence, or keeps its window",
		Equation: "keeps_windows_under_cp || !has_local_attention",
		Holds:    func(c *Case) bool { return c.KeepsWindows || !c.LocalAttention },
		Must:     "the mask of sliding-window and chunked layers is dropped, and they attend to the whole sequence",
		Advice:   "use an attention backend that keeps the windows, such as Transformer Engine's",
		Stances:  Stances{NeMoAutomodel: silentlyWrong},
		Source: []string{"NeMo Automodel components/distributed/context_parallel/utils.py attach_context_parallel_hooks",
			"huggingface/accelerate#4177"},
	},
	{
		Code:     "cp.window_refused",
		Axis:     CP,
		Title:    "every layer attends to the whole sequence",
		Equation: "!has_local_attention",
		Holds:    func(c *Case) bool { return !c.LocalAttention },
		Must:     "accelerate refuses models with sliding-window or chunked layers, whose mask would be dropped",
		Stances:  Stances{HF: refuses},
		Source:   []string{"huggingface/accelerate#4177"},
	},
	declarationOf(CP, capabilities.SupportsCP),
	notUnder(DDP, CP),
}
