package reading

import "github.com/meshwise/meshwise/reading/tree"

// The laws of torchtitan are in torchtitan/config and distributed/parallel_dims.py, those of torchtune in its recipes, those
// of nanotron in nanotron/config, those of prime-rl in prime_rl/configs.
const (
	// run_train.sh takes the number of ranks from the environment.
	torchtitanWorld laws = `
@command !@launched -> call:titan_world
`
	torchtitanLaws laws = `
@toml -> run.framework_version^=0.2.2 note:reading.version:_tt.none | torchtitan reads TOML up to version 0.2.2: from 0.3.0 on a registry in Python is in its place
@under:model.tokenizer_path -> run.framework_version:=0.1.0
@under:training.compile -> run.framework_version:=0.1.0
@under:training.batch_size -> run.framework_version:=0.1.0
!@toml -> call:titan_registry -_model_name -_model_flavor
-> call:titan_batch
mesh.pp_size=1 run.pipeline_schedule+ -> inert:run.pipeline_schedule | there is one stage (pp_size 1)
mesh.pp_size=1 -> -run.pipeline_schedule -run.layers_per_stage -run.stage_layout -run.num_microbatches
mesh.pp_size>1 -> run.pipeline_schedule?=1F1B
mesh.pp_size>1 _tt.schedule_csv -> -run.pipeline_schedule
mesh.dp_shard_size=1 mesh.dp_replicate_size>1 -> mesh.strategy^=ddp
!@open -> mesh.strategy^=fsdp2
mesh.dp_shard_size? -> mesh.strategy^=fsdp2
mesh.dp_replicate_size? -> mesh.strategy^=fsdp2
mesh.strategy=fsdp2 _tt.reshard=always -> run.sharding.reshard_after_forward=true<_tt.reshard
mesh.strategy=fsdp2 _tt.reshard=never -> run.sharding.reshard_after_forward=false<_tt.reshard
@toml -> run.recompute?=selective
_tt.compile? -> run.compile<_tt.compile
run.compile _tt.components? !_tt.components~model -> run.compile=false<_tt.components
_tt.offload -> run.offload=[params,gradients,optimizer]<_tt.offload
_tt.offload=false -> run.offload=[]<_tt.offload
_tt.float8 -> run.precision.fp8=float8<_tt.float8
_tt.converters~float8 -> run.precision.fp8=float8<_tt.converters
_tt.converters~mx -> run.precision.fp8=mx<_tt.converters
mesh.cp_size>1 _tt.rotate=alltoall -> run.cp_style=torch_alltoall<_tt.rotate
mesh.cp_size>1 -> run.cp_style?=torch_allgather
`
	torchtuneLaws laws = `
_model_builder~lora_ -> run.peft.type=lora<_model_builder
_model_builder~qlora_ -> run.peft.type=qlora<_model_builder run.quantization.bits=4<_model_builder
run.micro_batch_size? !@open @command !_tune.single -> mesh.strategy^=fsdp2 run.sharding.engine^=fsdp2
mesh.tp_size+ -> mesh.strategy^=fsdp2 run.sharding.engine^=fsdp2
mesh.dp_shard_size? -> mesh.strategy^=fsdp2 run.sharding.engine^=fsdp2
_tune.loss~Chunked -> run.fused_loss=chunked<_tune.loss
-> call:recompute call:offload
`
	nanotronWorld laws = `
-> call:nanotron_world
`
	nanotronLaws laws = `
_nano.tp_mode=reduce_scatter -> run.sequence_parallel=true<_nano.tp_mode
_nano.tp_mode=all_reduce -> run.sequence_parallel=false<_nano.tp_mode
run.sharding.stage? -> run.sharding.engine=nanotron<run.sharding.stage
-> call:recompute call:nanotron_batch
`
	// The nodes that train, or the GPUs of one that do. Those that generate are not among them.
	primeWorld laws = `
_world.nodes? !@launched -> say:deployment.num_train_nodes:^_world.nodes:_world.per|8:
_world.nodes- !@launched !@open !_prime.deployment=multi_node -> say:deployment.num_train_gpus:|1:^_prime.train_gpus|1:
`
	primeLaws laws = `
-> @part=trainer mesh.strategy^=fsdp2 call:prime_ep run.sequence_length<<_prime.packed
_prime.chunk? !_prime.chunk=disabled -> run.fused_loss=chunked<_prime.chunk
@under:orchestrator !@under:trainer_gpu_ids _prime.chunk- -> run.fused_loss?=chunked
mesh.cp_size>1 -> run.cp_style<_prime.cp_style
_prime.ac _recompute.mode- -> _recompute.mode=full<_prime.ac
_prime.ac_freq>1 -> -_recompute.mode
-> call:recompute
_prime.offload -> _offload.params=true<_prime.offload _offload.gradients=true<_prime.offload _offload.optimizer=true<_prime.offload
-> call:offload
!@under:trainer_gpu_ids -> run.optimizer.offload?=true
_peft.on -> run.peft.type=lora<_peft.on run.peft.rank<_peft.rank run.peft.alpha<_peft.alpha run.peft.targets<_peft.targets run.peft.rank?=16 run.peft.alpha?=32
-> _rollout.engine^=vllm other:rollout:_rollout
`
)

func (b *builder) titanWorld() {
	if b.program == "run_train.sh" {
		b.law("-> say:NGPU:$NNODES|1:^$NGPU|8:")
		b.launched = true
	}
}

func (b *builder) titanRegistry() {
	if s := b.by("_model_name"); s != nil {
		b.registry = true
		b.Wants = append(b.Wants, Want{Kind: "registry", Name: s.text, Why: "sizes that no override names are those of a registry in Python"})
	}
}

// titanBatch: without a pipeline the local batch is one forward; with one it is cut into micro-batches. The newest versions
// count tokens.
func (b *builder) titanBatch() {
	length := b.int("run.sequence_length")
	for _, f := range [][2]string{{"_tt.tokens", "run.micro_batch_size"}, {"_tt.step_tokens", "run.global_batch_size"}} {
		if e := b.field(f[0]); e != nil && length > 0 && e.value.Int > 0 && e.value.Int%length == 0 {
			b.set(f[1], intValue(e.value.Int/length), e.grade, e.by)
		}
	}
	local, pp := b.int("_tt.local"), b.int("mesh.pp_size")
	switch {
	case local == 0 || b.has("run.micro_batch_size"):
	case pp == 1:
		b.move("_tt.local", "run.micro_batch_size")
	case pp > 1:
		b.law("-> run.micro_batch_size<_tt.pp_micro run.micro_batch_size?=1")
		switch micro := b.int("run.micro_batch_size"); {
		case micro > 0 && local%micro == 0:
			b.put("run.num_microbatches", intValue(local/micro), Derived)
		case micro > 0:
			b.note(NoteRefused, "torchtitan refuses a local batch ("+itoa(local)+") that does not fall into micro-batches of "+itoa(micro), b.field("_tt.local").by).Violation = true
		}
	}
}

// nanotronWorld: the sizes make the world.
func (b *builder) nanotronWorld() {
	n, g := int64(1), Stated
	for _, f := range []string{"mesh.dp_size", "mesh.tp_size", "mesh.pp_size", "mesh.cp_size"} {
		e := b.field(f)
		if e == nil || e.value.Int == 0 {
			return
		}
		if e.by != nil {
			g = max(g, e.grade)
		}
		if n *= e.value.Int; n > maxNumber {
			return
		}
	}
	by := *b.by("mesh.dp_size")
	by.shown = "parallelism"
	b.say(statement{from: "parallelism", ranks: true, all: known(n, g, &by)})
}

func (b *builder) nanotronBatch() {
	dp, micro, n := b.int("mesh.dp_size"), b.int("run.micro_batch_size"), b.int("run.gradient_accumulation")
	if dp > 0 && micro > 0 && n > 0 && dp <= maxNumber/micro && dp*micro <= maxNumber/n {
		b.put("run.global_batch_size", intValue(dp*micro*n), Derived)
	}
}

// primeEP: "auto" is resolved by the program, and so not known.
func (b *builder) primeEP() {
	for _, s := range b.stmts {
		if (s.key == "trainer.model.ep" || s.key == "model.ep") && s.typ == tree.IntType && s.int > 0 {
			b.set("mesh.ep_size", intValue(s.int), s.grade, s)
		}
	}
}
