package rules

import "github.com/meshwise/meshwise/mesh/law"

// torchSchedules is where torch keeps its pipeline schedules.
const torchSchedules = "pytorch: torch/distributed/pipelining/schedules.py#"

// schedule is the rules of how many microbatches a pipeline is fed with.
var schedule = []law.Rule{
	{
		Code:     "pp.fewer_microbatches_than_stages",
		Axis:     law.PP,
		Title:    "there is a microbatch for every stage",
		Since:    "0.2",
		When:     `pp_size > 1 && (pipeline_schedule == "1F1B" || pipeline_schedule == "DualPipeV")`,
		Applies:  "pp_size is above 1 and the schedule is 1F1B or DualPipeV",
		Equation: "num_microbatches >= num_stages",
		Why:      "the schedule fills every stage before the first one goes back, and needs as many microbatches",
		Repairs:  []string{"num_microbatches", "pp_size"},
		Step:     "num_stages",
		Advice:   "the larger the number of microbatches, the smaller the share of the time that a stage waits",
		Example:  "2 microbatches on 4 stages",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: torchSchedules + "Schedule1F1B"},
			{Framework: torchtitan, Severity: law.Refuses, In: torchSchedules + "Schedule1F1B"},
		},
	},
	{
		Code:     "pp.fewer_microbatches_than_ranks",
		Axis:     law.PP,
		Title:    "there is a microbatch for every rank of the pipeline",
		Since:    "0.2",
		When:     "pp_size > 1",
		Equation: "num_microbatches >= pp_size",
		Why:      "with fewer microbatches than ranks some of them have nothing to do",
		Repairs:  []string{"num_microbatches", "pp_size"},
		Step:     "pp_size",
		Example:  "2 microbatches under pp 4",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: "nemo_automodel/recipes/llm/train_ft.py#TrainFinetuneRecipeForNextTokenPrediction.setup"},
			{Framework: torchtitan, Severity: law.Wasteful, In: torchtitanStages + "_build_pipeline_schedule"},
			{Framework: megatron, Severity: law.Wasteful, In: "megatron/core/pipeline_parallel/schedules.py#forward_backward_pipelining_without_interleaving", When: "virtual_stages == 1"},
		},
	},
	{
		// Torch runs the microbatches in num_microbatches / pp_size rounds, rounded down, and at least one.
		Code:     "pp.microbatches_not_in_rounds",
		Axis:     law.PP,
		Title:    "the microbatches fall into whole rounds",
		Since:    "0.2",
		When:     `pp_size > 1 && (pipeline_schedule == "Interleaved1F1B" || pipeline_schedule == "InterleavedZeroBubble")`,
		Applies:  "pp_size is above 1 and the schedule is interleaved",
		Equation: "num_microbatches % max(1, num_microbatches / pp_size) == 0",
		Why:      "an interleaved schedule runs its microbatches in rounds of at least pp_size, each of as many as any other",
		Repairs:  []string{"num_microbatches", "pp_size"},
		Step:     "pp_size",
		Example:  "9 microbatches under pp 4",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: torchSchedules + "ScheduleInterleaved1F1B"},
			{Framework: torchtitan, Severity: law.Refuses, In: torchSchedules + "ScheduleInterleaved1F1B"},
		},
	},
	{
		Code:     "pp.interleaved_microbatches_not_divisible",
		Axis:     law.PP,
		Title:    "pp_size divides the microbatches of an interleaved schedule",
		Since:    "0.2",
		When:     "pp_size > 1 && virtual_stages > 1",
		Equation: "num_microbatches % pp_size == 0",
		Why:      "the ranks take turns through their virtual stages, pp_size microbatches at a time",
		Repairs:  []string{"num_microbatches", "global_batch_size", "pp_size", "virtual_stages"},
		Step:     "pp_size",
		Example:  "6 microbatches under pp 4 with 2 virtual stages a rank",
		Stances: []law.Stance{
			{Framework: megatron, Severity: law.Refuses, In: "megatron/core/pipeline_parallel/schedules.py#forward_backward_pipelining_with_interleaving"},
		},
	},
	{
		Code:     "pp.virtual_stages_not_divisible",
		Axis:     law.PP,
		Title:    "the layers of a rank fall into its virtual stages",
		Since:    "0.2",
		When:     "pp_size > 1 && virtual_stages > 1 && !given(stage_layout) && !given(first_stage_layers) && !given(last_stage_layers) && layers_to_place % pp_size == 0",
		Applies:  "pp_size is above 1, virtual stages are given, and every rank has as many layers",
		Equation: "layers_to_place / pp_size % virtual_stages == 0",
		Why:      "every virtual stage must hold as many layers as any other, unless it is told otherwise",
		Repairs:  []string{"virtual_stages", "pp_size"},
		Example:  "80 layers under pp 8 with 4 virtual stages a rank",
		Stances:  []law.Stance{{Framework: megatron, Severity: law.Refuses, In: megatronConfig}},
	},
	{
		Code:     "pp.end_virtual_stages_not_divisible",
		Axis:     law.PP,
		Title:    "the layers of the first and the last rank fall into their virtual stages",
		Since:    "0.2",
		When:     "pp_size > 1 && virtual_stages > 1 && !given(stage_layout) && (given(first_stage_layers) || given(last_stage_layers))",
		Applies:  "pp_size is above 1, virtual stages are given, and the layers of the first or the last stage are",
		Equation: "first_layers % virtual_stages == 0 && last_layers % virtual_stages == 0 && (stages_between <= 0 || layers_between / stages_between % virtual_stages == 0)",
		Why:      "every virtual stage of a rank must hold as many layers as any other",
		Repairs:  []string{"virtual_stages", "first_stage_layers", "last_stage_layers", "pp_size"},
		Example:  "first_stage_layers 5 with 2 virtual stages a rank",
		Stances:  []law.Stance{{Framework: megatron, Severity: law.Refuses, In: megatronConfig}},
	},
	{
		Code:     "pp.cuda_graphs",
		Axis:     law.PP,
		Title:    "a step is not captured as CUDA graphs",
		Since:    "0.2",
		Equation: "!cuda_graphs",
		Why:      graphsRefused,
		Repairs:  []string{"cuda_graphs", "pp_size"},
		Needs:    []string{"cuda_graphs"},
		Example:  "pp 2 with nothing said of CUDA graphs",
		Stances:  []law.Stance{{Framework: torchtitan, Severity: law.Refuses, In: torchtitanGraphs, Since: "0.3.0"}},
	},
	{
		// HybridEP passes with a capacity factor, which a run does not say.
		Code:     "ep.cuda_graphs",
		Axis:     law.EP,
		Title:    "a step is not captured as CUDA graphs, or its tokens travel without the CPU",
		Since:    "0.2",
		When:     "ep_size > 1 && num_experts > 0",
		Applies:  "ep_size is above 1 and the model has experts",
		Equation: `!cuda_graphs || dispatcher == "minimal_async_ep"`,
		Why:      graphsRefused,
		Repairs:  []string{"cuda_graphs", "dispatcher", "ep_size"},
		Needs:    []string{"cuda_graphs"},
		Example:  "ep 8 with nothing said of CUDA graphs",
		Stances: []law.Stance{
			{Framework: torchtitan, Severity: law.Refuses, In: torchtitanGraphs, Since: "0.3.0", When: `dispatcher != "hybridep"`},
			{Framework: torchtitan, Severity: law.Refuses, Depends: true, In: torchtitanGraphs, Since: "0.3.0", When: `dispatcher == "hybridep"`},
		},
	},
}

const (
	graphsRefused    = "the framework captures each step as CUDA graphs unless it is told not to, and refuses this axis under them"
	torchtitanGraphs = "torchtitan/trainer.py#Trainer.Config._validate_cuda_graphs"
)
