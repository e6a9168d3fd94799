package reading

// calls are what laws call by a name: other laws, and what is no matter of words.
var calls []called

type called struct {
	name string
	laws laws
	does func(*builder)
}

// The table is made when the program begins, since laws call laws.
func init() {
	calls = []called{
		{name: "virtual_stages", does: (*builder).virtualStages},
		{name: "megatron", laws: megatronLaws},
		{name: "gpt_model", does: (*builder).gptModel},
		{name: "megatron_model", does: (*builder).megatronModel},
		{name: "megatron_pipeline", laws: megatronPipelineLaws},
		{name: "megatron_parallel", laws: megatronParallelLaws},
		{name: "megatron_sharding", laws: megatronShardingLaws},
		{name: "recompute", does: (*builder).settleRecompute},
		{name: "offload", does: (*builder).settleOffload},
		{name: "batch", does: (*builder).derivedBatch},
		{name: "dynamic_batch", does: (*builder).dynamicBatch},
		{name: "dropped", does: (*builder).dropped},
		{name: "deepspeed_file", does: (*builder).deepspeedFile},
		{name: "deepspeed_axes", laws: deepspeedAxes},
		{name: "fsdp", laws: fsdpLaws},
		{name: "accelerate_sizes", laws: accelerateSizes},
		{name: "ones", does: (*builder).ones},
		{name: "mixed", does: (*builder).mixed},
		{name: "hf_sharding", does: (*builder).hfSharding},
		{name: "hf", laws: hfPrecisionLaws},
		{name: "training", laws: trainingLaws},
		{name: "axolotl_fsdp", does: (*builder).axolotlFSDP},
		{name: "lora_alpha", does: (*builder).loraAlpha},
		{name: "lf_environment", does: (*builder).lfEnvironment},
		{name: "lf_megatron", laws: llamafactoryMegatron},
		{name: "swift_peft", laws: swiftPEFT},
		{name: "swift_batch", does: (*builder).swiftBatch},
		{name: "verl_engine", does: (*builder).verlEngine},
		{name: "verl_length", does: (*builder).verlLength},
		{name: "easyr1_batch", does: (*builder).easyr1Batch},
		{name: "verl_micro", does: (*builder).verlMicro},
		{name: "verl_megatron", laws: verlMegatron},
		{name: "verl_torchtitan", laws: verlTorchtitan},
		{name: "verl_automodel", laws: verlAutomodel},
		{name: "verl_fsdp", laws: verlFSDP},
		{name: "verl_policy", does: (*builder).verlPolicy},
		{name: "no_sizes", does: (*builder).noSizes},
		{name: "titan_world", does: (*builder).titanWorld},
		{name: "titan_registry", does: (*builder).titanRegistry},
		{name: "titan_batch", does: (*builder).titanBatch},
		{name: "nanotron_world", does: (*builder).nanotronWorld},
		{name: "nanotron_batch", does: (*builder).nanotronBatch},
		{name: "prime_ep", does: (*builder).primeEP},
		{name: "sky_gpus", does: (*builder).skyGPUs},
		{name: "automodel_hint", does: (*builder).automodelHint},
		{name: "automodel_microbatches", does: (*builder).automodelMicrobatches},
		{name: "automodel_model", does: (*builder).automodelModel},
		{name: "teacher", does: (*builder).teacher},
		{name: "nemo_rl_apart", does: (*builder).nemoRLApart},
		{name: "nemo_rl_megatron", laws: nemoRLMegatron},
		{name: "nemo_rl_tensor", laws: nemoRLTensor},
		{name: "learners", does: (*builder).learners},
		{name: "placement", does: (*builder).placement},
		{name: "rlinf_megatron", laws: rlinfMegatron},
		{name: "rlinf_fsdp", laws: rlinfFSDP},
		{name: "bridge_recipe", does: (*builder).bridgeRecipe},
		{name: "serve_nodes", does: (*builder).serveNodes},
		{name: "serve_ep", does: (*builder).serveEP},
		{name: "serve_world", does: (*builder).serveWorld},
		{name: "last_violation", does: (*builder).lastViolation},
		{name: "no_world", does: (*builder).noWorld},
	}
}

// call carries out what a law calls.
func (b *builder) call(name string) {
	for i := range calls {
		if c := &calls[i]; c.name == name {
			b.law(c.laws)
			if c.does != nil {
				c.does(b)
			}
			return
		}
	}
}

func (b *builder) lastViolation() {
	if n := len(b.Notes); n > 0 {
		b.Notes[n-1].Violation = true
	}
}

func (b *builder) noWorld() { b.World.Size, b.World.Grade = 0, Unknown }
