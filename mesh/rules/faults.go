package rules

import "github.com/meshwise/meshwise/mesh/law"

// faults is what versions of frameworks get wrong without a word. A fault is told where the version is known to have it, and
// where no version is stated; what concerns nearly every run of a framework is told of the versions that have it alone.
var faults = []law.Rule{
	fault("ep.gradient_norm_misses_experts", law.EP, "the gradient norm counts every expert", "ep_size > 1", "tp_size == 1",
		"the gradient norm leaves experts out under expert and tensor parallelism together", "tp 2 and ep 8 in Megatron-Core 0.18",
		unlessFixed(megatron, "0.19.0", "NVIDIA/Megatron-LM#5916")),
	fault("tp.expert_gradients_misreduced", law.TP, "gradients of experts are reduced over their own ranks",
		"num_experts > 0", "ep_size > 1 || expert_tensor_parallel_size == tp_size",
		"where experts are cut otherwise than the rest, their gradients are reduced over the wrong ranks", "tp 2 with expert_tensor_parallel_size 1 in Megatron-Core 0.18",
		unlessFixed(megatron, "0.19.0", "NVIDIA/Megatron-LM#5916")),
	fault("tp.expert_losses_misscaled", law.TP, "the auxiliary losses of experts have their weight", "tp_size > 1", "num_experts == 0",
		"the gradients of the auxiliary losses of experts are scaled by tensor parallelism", "Mixtral under tp 2 in Megatron-Core 0.18",
		law.Stance{Framework: megatron, Until: "0.19.0", In: "NVIDIA/Megatron-LM#5047"}),
	fault("pp.hybrid_layers_dropped", law.PP, "no layer is dropped", "pp_size > 1 && is_hybrid", "num_hidden_layers % pp_size == 0",
		"the layers of a hybrid model that pp_size does not divide are dropped", "62 hybrid layers under pp 4 in Megatron-Core 0.16",
		law.Stance{Framework: megatron, Until: "0.17", In: "megatron/core/ssm/mamba_hybrid_layer_allocation.py#"}),
	fault("tp.replicated_parameters_drift", law.TP, "parameters that every rank holds stay the same", "true", "tp_size == 1",
		"norms and adapters, which every tensor-parallel rank holds whole, are trained apart", "tp 2 in NeMo Automodel 0.6",
		law.Stance{Framework: automodel, Until: "0.7.0", In: "NVIDIA-NeMo/Automodel#3822"}),
	fault("dp_replicate.expert_gradients_not_reduced", law.DPReplicate, "gradients of experts are reduced over replicas", "dp_replicate_size > 1", "num_experts == 0",
		"replicas of a mixture of experts do not reduce their gradients", "dp_replicate 2 with a MoE model in NeMo Automodel 0.5",
		law.Stance{Framework: automodel, Until: "0.6.0", In: "NVIDIA-NeMo/Automodel#3135"}),
	fault("tp.adapter_trains_everything", law.TP, "only the adapter is trained", "given(peft.type)", `tp_size == 1 || peft.type == "none"`,
		"under tensor parallelism every parameter is trained, and not the adapter alone", "LoRA under tp 2 in NeMo Automodel 0.1",
		unlessFixed(automodel, "0.2.0", "NVIDIA-NeMo/Automodel#547")),
	fault("cp.state_restarts", law.CP, "no layer carries a state along the sequence", "cp_size > 1", "!is_hybrid",
		"every rank begins the state of its layers anew, in the middle of a sequence", "Qwen3-Next under Ulysses",
		law.Stance{Framework: deepspeed, In: deepspeedUlysses},
		law.Stance{Framework: accelerate, Until: "1.15", In: "src/accelerate/big_modeling.py#_refuse_recurrent_layers_under_sequence_parallelism", When: `cp_style == "ulysses"`}),
	fault("tp.shards_meet_fsdp", law.TP, "tensor parallelism runs without FSDP2", "tp_size > 1 && "+notDeepSpeed, `strategy != "fsdp2" || !at_least(transformers_version, "5.1")`,
		"accelerate's own preparation imports a class that transformers 5.1 no longer has, where FSDP2 meets tensor parallelism outside of Trainer", "tp 2 and dp_shard 2 with transformers 5.1",
		law.Stance{Framework: accelerate, Severity: law.FailsLate, In: "src/accelerate/accelerator.py#Accelerator._prepare_tp"}),
}

// fault is a rule that some versions break.
func fault(code string, a law.Axis, title, when, equation, say, example string, stances ...law.Stance) law.Rule {
	for i := range stances {
		stances[i].Unsure = true
		if stances[i].Severity == law.NoRule {
			stances[i].Severity = law.SilentlyWrong
		}
	}
	return law.Rule{
		Code: code, Axis: a, Title: title, Since: "0.2", When: when, Equation: equation, Say: say, Repairs: []string{},
		Advice: "use a version without the fault", Quiet: true, Example: example, Stances: stances,
	}
}

// unlessFixed is the stance of every version but those that are stated and have the mend.
func unlessFixed(framework, mended, in string) law.Stance {
	return law.Stance{Framework: framework, In: in, When: `!given(framework_version) || !at_least(framework_version, "` + mended + `")`}
}
