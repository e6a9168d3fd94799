package rules

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh/law"
)

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
	{
		// An epoch may end in a part of a step, which is rounded up or down: a step of each is let pass. Packing makes fewer
		// sequences of the samples, nobody knows how many.
		Code:     "batch.steps_are_not_the_epochs",
		Axis:     law.Batch,
		Title:    "the steps read the data set as often as the epochs say",
		Since:    "0.2",
		When:     "given(steps) && given(samples) && given(epochs) && !(given(packing) && packing)",
		Applies:  "steps, samples and epochs are given, and samples are not packed",
		Equation: "steps * batch_of_a_step <= epochs * (samples + batch_of_a_step) && (steps + epochs) * batch_of_a_step >= epochs * samples",
		Tell:     read,
		Repairs:  []string{"steps", "epochs"},
		Example:  "250 steps of 8 sequences for one epoch of 1000 samples, counted by the ranks of cp 2",
		Stances: []law.Stance{
			{Framework: automodel, Severity: law.SilentlyWrong, Unsure: true, In: "nemo_automodel/components/training/step_scheduler.py#StepScheduler"},
			{Framework: torchtitan, Severity: law.SilentlyWrong, Unsure: true, In: "torchtitan/trainer.py#Trainer"},
			{Framework: megatron, Severity: law.SilentlyWrong, Unsure: true, In: megatronArguments},
			{Framework: accelerate, Severity: law.SilentlyWrong, Unsure: true, In: "axolotl-ai-cloud/axolotl#3218"},
			{Framework: transformers, Severity: law.SilentlyWrong, Unsure: true, In: "src/transformers/trainer.py#Trainer.set_initial_training_values"},
			{Framework: deepspeed, Severity: law.SilentlyWrong, Unsure: true, In: "deepspeed/runtime/engine.py#DeepSpeedEngine.train_batch_size"},
		},
	},
}

// read says what the stated steps read, and what the stated epochs hold.
func read(c *law.Case) string {
	show := func(name string) string { return strconv.FormatInt(c.Value(law.Must(name)).N, 10) }
	return show("steps") + " steps of " + show("batch_of_a_step") + " sequences are not " + show("epochs") + " times the " + show("samples") +
		" samples: a step reads the batch of the data-parallel ranks, and ranks along the other axes read the same samples"
}
