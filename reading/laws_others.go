package reading

const (
	// Under Ray the actor has a world of its own; a launcher says it otherwise.
	openrlhfWorld laws = `
!@launched -> say:actor.num_nodes:_world.nodes:^_world.per:
`
	openrlhfLaws laws = `
_world.nodes? -> @part=actor
_rollout.tp_size? -> @part=actor
run.sequence_length- -> call:verl_length
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
_world.all- _world.nodes+ !@launched -> say:trainer.num_nodes:^_world.nodes:_world.per:
`
	// An override of a recipe: what it does not name is the recipe's, and not known.
	bridgeLaws laws = `
-> call:bridge_recipe
_br.packed>0 -> run.packing=true<_br.packed
_br.reduce -> run.precision.reduce=fp32<_br.reduce
_br.reduce=false -> run.precision.reduce=bf16<_br.reduce
-> run.precision.compute<_br.mixed call:megatron
`
	serveNodesLaw laws = `
_serve.backend=ray -> _serve.spans<_serve.backend
-> call:serve_nodes
`
	// A mesh that serves. With expert parallelism, all ranks of tensor and data parallelism hold experts.
	serveLaws laws = `
-> @part=rollout
_serve.ep -> call:serve_ep
-> call:serve_world
`
)

func (b *builder) bridgeRecipe() {
	w := Want{Kind: "recipe", Why: "an override changes a recipe in Python: what it does not name is the recipe's"}
	if s := b.by("_br.recipe"); s != nil {
		w.Name = s.text
	}
	b.Wants = append(b.Wants, w)
}

// serveWorld: a server starts as many ranks as its sizes make, on a machine that may have more GPUs.
func (b *builder) serveWorld() {
	needs := 1
	for _, name := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.dp_size"} {
		if n := b.int(name); n > 1 {
			needs = min(maxNumber, needs*int(n))
		}
	}
	if world := int(b.int("mesh.world_size")); world > needs && b.World.From != askedWorld {
		for _, name := range []string{"mesh.world_size", "run.nodes"} {
			b.clear(name)
		}
		b.noWorld()
	}
}

func (b *builder) serveEP() {
	if tp, dp := b.int("mesh.tp_size"), b.int("mesh.dp_size"); tp > 0 && dp > 0 && tp <= maxNumber/dp {
		b.set("mesh.ep_size", intValue(tp*dp), Derived, b.by("_serve.ep"))
	}
}
