package rules

import "github.com/meshwise/meshwise/mesh/law"

// batch is the rules of what a step takes in. Data-parallel ranks read different sequences; the ranks along every other axis
// read the same ones, so that a global batch counts the data-parallel ranks alone.
var batch = []law.Rule{
	{
		Code:     "batch.not_divisible",
		Axis:     law.Batch,
		Title:    "the data-parallel ranks take whole microbatches",
		Since:    "0.2",
		When:     "given(global_batch_size) && given(micro_batch_size)",
		Applies:  "global_batch_size and micro_batch_size are given",
		Equation: "global_batch_size % samples_per_pass == 0",
		Why:      "a step is made of whole passes, each of which reads micro_batch_size sequences on every data-parallel rank",
		Repairs:  []string{"global_batch_size", "micro_batch_size"},
		Step:     "samples_per_pass",
		Example:  "a global batch of 100 with 2 sequences on each of 8 data-parallel ranks",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.Refuses, In: "nemo_automodel/components/training/step_scheduler.py#StepScheduler"},
			{Framework: torchtitan, Severity: law.Refuses, In: "torchtitan/trainer.py#Trainer.__init__"},
			{Framework: megatron, Severity: law.Refuses, In: "megatron/core/num_microbatches_calculator.py#ConstantNumMicroBatchesCalculator"},
			{Framework: deepspeed, Severity: law.Refuses, In: "deepspeed/runtime/config.py#DeepSpeedConfig._batch_assertion", When: "!given(gradient_accumulation)"},
		},
	},
}
