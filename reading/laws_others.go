package reading

const (
	// Under Ray the actor has a world of its own; a launcher says it otherwise.
	openrlhfWorld laws = `
!@launched -> say:actor.num_nodes:_world.nodes:^_world.per:
`
	openrlhfLaws laws = `
_world.nodes? -> @part=actor
_rollout.tp_size? -> @part=actor
-> run.sharding.engine^=deepspeed call:dynamic_batch call:hf run.precision.compute?=bf16
_peft.rank>0 -> run.peft.type=lora<_peft.rank run.peft.rank<_peft.rank run.peft.alpha<_peft.alpha run.peft.targets<_peft.targets
-> call:deepspeed_axes
mesh.cp_size>1 -> run.cp_style=ring<mesh.cp_size
!@open _recompute.mode- -> run.recompute?=none
-> call:recompute call:offload _rollout.engine^=vllm other:rollout:_rollout other:critic:_critic other:reward_model:_reward
`
	// The flags of the performance scripts of Megatron-Bridge give the world.
	bridgeWorld laws = `
_world.all+ !@launched -> say:num_gpus::_world.per:^_world.all
`
	// An override of a recipe: what it does not name is the recipe's, and not known.
	bridgeLaws laws = `
-> call:bridge_recipe
_br.reduce -> run.precision.reduce=fp32<_br.reduce
_br.reduce=false -> run.precision.reduce=bf16<_br.reduce
-> run.precision.compute<_br.mixed call:megatron
`
	// A mesh that serves. With expert parallelism, all ranks of tensor and data parallelism hold experts.
	serveLaws laws = `
-> @part=rollout
_serve.ep -> call:serve_ep
`
)

func (b *builder) bridgeRecipe() {
	w := Want{Kind: "recipe", Why: "an override changes a recipe in Python: what it does not name is the recipe's"}
	if s := b.by("_br.recipe"); s != nil {
		w.Name = s.text
	}
	b.Wants = append(b.Wants, w)
}

func (b *builder) serveEP() {
	if tp, dp := b.int("mesh.tp_size"), b.int("mesh.dp_size"); tp > 0 && dp > 0 && tp <= maxNumber/dp {
		b.set("mesh.ep_size", intValue(tp*dp), Derived, b.by("_serve.ep"))
	}
}

// call carries out what a law calls by its name.
func (b *builder) call(name string) {
	switch name {
	case "virtual_stages":
		b.virtualStages()
	case "megatron":
		b.law(megatronLaws)
	case "megatron_model":
		b.megatronModel()
	case "megatron_pipeline":
		b.law(megatronPipelineLaws)
	case "megatron_parallel":
		b.law(megatronParallelLaws)
	case "megatron_sharding":
		b.law(megatronShardingLaws)
	case "recompute":
		b.settleRecompute()
	case "offload":
		b.settleOffload()
	case "batch":
		b.derivedBatch()
	case "dynamic_batch":
		b.dynamicBatch()
	case "dropped":
		b.dropped()
	case "deepspeed_file":
		b.deepspeedFile()
	case "deepspeed_axes":
		b.law(deepspeedAxes)
	case "fsdp":
		b.law(fsdpLaws)
	case "accelerate_sizes":
		b.law(accelerateSizes)
	case "ones":
		b.ones()
	case "mixed":
		b.mixed()
	case "hf_sharding":
		b.hfSharding()
	case "hf":
		b.law(hfPrecisionLaws)
	case "training":
		b.law(trainingLaws)
	case "axolotl_fsdp":
		b.axolotlFSDP()
	case "lora_alpha":
		b.loraAlpha()
	case "lf_environment":
		b.lfEnvironment()
	case "lf_megatron":
		b.law(llamafactoryMegatron)
	case "swift_peft":
		b.law(swiftPEFT)
	case "swift_batch":
		b.swiftBatch()
	case "verl_engine":
		b.verlEngine()
	case "verl_length":
		b.verlLength()
	case "verl_megatron":
		b.law(verlMegatron)
	case "verl_torchtitan":
		b.law(verlTorchtitan)
	case "verl_automodel":
		b.law(verlAutomodel)
	case "verl_fsdp":
		b.law(verlFSDP)
	case "no_sizes":
		b.noSizes()
	case "titan_world":
		b.titanWorld()
	case "titan_registry":
		b.titanRegistry()
	case "titan_batch":
		b.titanBatch()
	case "nanotron_world":
		b.nanotronWorld()
	case "nanotron_batch":
		b.nanotronBatch()
	case "prime_ep":
		b.primeEP()
	case "sky_gpus":
		b.skyGPUs()
	case "automodel_hint":
		b.automodelHint()
	case "automodel_microbatches":
		b.automodelMicrobatches()
	case "automodel_model":
		b.automodelModel()
	case "teacher":
		b.teacher()
	case "last_violation":
		b.Notes[len(b.Notes)-1].Violation = true
	case "no_world":
		b.World.Size, b.World.Grade = 0, Unknown
	case "nemo_rl_apart":
		b.nemoRLApart()
	case "nemo_rl_megatron":
		b.law(nemoRLMegatron)
	case "nemo_rl_tensor":
		b.law(nemoRLTensor)
	case "bridge_recipe":
		b.bridgeRecipe()
	case "serve_ep":
		b.serveEP()
	}
}
