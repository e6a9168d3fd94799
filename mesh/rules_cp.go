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
		// Torch's context parallelism drops the attention mask and makes every layer causal over the whole sequence. A
		// custom model with a backend of its own does not take that path.
		Code:     "cp.silently_drops_window",
		Axis:     CP,
		Title:    "no layer attends to a window or a chunk only",
		Equation: "has_backend || !has_local_attention",
		Holds:    func(c *Case) bool { return c.HasBackend || !c.LocalAttention },
		Must:     "the mask of sliding-window and chunked layers is dropped, and they attend to the whole sequence",
		Stances:  Stances{NeMoAutomodel: silentlyWrong, HF: refuses},
		Source: []string{"NeMo Automodel components/distributed/context_parallel/utils.py attach_context_parallel_hooks",
			"huggingface/accelerate#4177"},
	},
	declaredNot(CP, capabilities.SupportsCP),
	notUnder(DDP, CP),
}
