package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// The laws of verl are in verl/trainer/config and verl/workers/engine. The part that trains is read by the law of its engine;
// what generates never becomes a size of it. The trainer that fine-tunes (_v.sft) has no actor, and is started by torchrun: what its
// settings say of nodes, only its variant on Ray reads. Its older program knows no engines, has FSDP2 as its default, and offloads only
// where it is told to offload at all.
const (
	verlWorld laws = `
@program:sft_trainer !@program:_ray -> _v.sft:=new
!@command !@under:actor_rollout_ref !@under:worker -> _v.sft:=new
_v.sft @program:fsdp_sft -> _v.sft:=old
_v.sft @under:model.partial_pretrain -> _v.sft:=old
_v.sft -> -_world.nodes -_world.per
!@launched !@open !_v.sft -> say:trainer.n_gpus_per_node:_world.nodes|1:^_world.per|8:
!@launched @open -> say:trainer.n_gpus_per_node:_world.nodes:^_world.per:
@launched _world.nodes+ -> say:trainer.nnodes:_world.nodes:^_world.per:
`
	verlLaws laws = `
_v.sft=old -> _v.strategy?=fsdp2
-> @part=actor call:verl_engine call:verl_length call:dynamic_batch
_v.sft -> @part=trainer run.global_batch_size<_v.train_batch run.global_batch_size?=256 run.sequence_length?=1024
_v.sft_offload -> _v.fsdp_params<_v.sft_params
_v.sft=new -> _dynamic.sft?=true _dynamic.sft_tokens?=8192 run.packing?=true
_v.sft=old -> run.micro_batch_size?=4 _v.recompute?=false
_dynamic.sft -> _dynamic.on<_dynamic.sft _dynamic.tokens<_dynamic.sft_tokens call:dynamic_batch
_v.engine=megatron -> @framework=megatron call:verl_megatron
_v.engine=torchtitan -> @framework=torchtitan call:no_sizes call:verl_torchtitan
_v.engine=automodel -> @framework=nemo_automodel call:no_sizes call:verl_automodel
_v.engine=veomni -> call:no_sizes mesh.cp_size<_vv.cp mesh.ep_size<_vv.ep
_v.engine~fsdp -> call:verl_fsdp
-> call:verl_micro
_v.recompute -> run.recompute=full<_v.recompute
_v.recompute=false -> run.recompute=none<_v.recompute
_v.engine~fsdp -> run.recompute?=full
_v.engine=megatron _v.mlora_rank? -> _v.lora_rank<_v.mlora_rank _v.lora_alpha<_v.mlora_alpha
_v.lora_rank>0 -> run.peft.type=lora<_v.lora_rank run.peft.rank<_v.lora_rank run.peft.alpha<_v.lora_alpha run.peft.targets<_peft.targets
-> other:rollout:_rollout other:critic:_critic
!_reward.on=false -> other:reward_model:_reward
`
	verlMegatron laws = `
-> mesh.tp_size?=1 mesh.pp_size?=1 mesh.cp_size?=1 mesh.ep_size?=1 -_v.recompute
_m.sequence_parallel=false !_m.sequence_parallel+ -> -_m.sequence_parallel
-> _m.sequence_parallel?=true _m.attn?=flash call:megatron_parallel call:megatron_pipeline _m.distributed?=true call:megatron_sharding
_recompute.mode- -> run.recompute?=none
-> call:recompute _offload.params<_v.m_params _offload.gradients<_v.m_gradients _offload.optimizer<_v.m_optimizer
-> _offload.params<_v.e_params _offload.gradients<_v.e_gradients _offload.optimizer<_v.e_optimizer call:offload
-> run.precision.compute<_v.m_dtype run.precision.compute<<_v.dtype run.precision.compute?=bf16
`
	verlTorchtitan laws = `
-> mesh.tp_size<_vt.tp mesh.pp_size<_vt.pp mesh.cp_size<_vt.cp mesh.ep_size<_vt.ep mesh.dp_replicate_size<_vt.dp_replicate mesh.dp_shard_size<_vt.dp_shard
-> mesh.tp_size?=1 mesh.pp_size?=1 mesh.cp_size?=1 mesh.ep_size?=1 mesh.dp_replicate_size?=1 run.recompute<_vt.recompute run.attn<_vt.attn -_v.recompute
`
	verlAutomodel laws = `
-> mesh.tp_size<_va.tp mesh.pp_size<_va.pp mesh.cp_size<_va.cp mesh.ep_size<_va.ep mesh.dp_replicate_size<_va.dp_replicate
-> mesh.tp_size?=1 mesh.pp_size?=1 mesh.cp_size?=1 mesh.ep_size?=1 mesh.dp_replicate_size?=1
-> mesh.strategy<_va.strategy mesh.strategy?=fsdp2 run.sequence_parallel<_va.sp run.attn<_va.attn _v.recompute<_va.recompute
`
	verlFSDP laws = `
-> call:no_sizes
_v.engine=fsdp2 -> mesh.strategy=fsdp2<_v.engine run.sharding.engine=fsdp2<_v.engine
_v.engine=fsdp -> run.sharding.engine=fsdp1<_v.engine
_v.fsdp_size>0 -> mesh.dp_shard_size<_v.fsdp_size
_v.engine=fsdp -> call:verl_policy
-> run.sharding.reshard_after_forward<_v.reshard mesh.cp_size<_v.sp mesh.cp_size?=1
mesh.cp_size>1 -> run.cp_style=ulysses<mesh.cp_size
-> run.precision.params<_v.model_dtype run.precision.params?=fp32 run.precision.compute<_v.dtype run.precision.compute?=bf16
-> _offload.params<_v.fsdp_params _offload.gradients<_v.fsdp_gradients _offload.optimizer<_v.fsdp_optimizer _offload.params<_v.e_params _offload.optimizer<_v.e_optimizer
_v.engine=fsdp2 _v.offload_policy -> _offload.params=true<_v.offload_policy _offload.gradients=true<_v.offload_policy _offload.optimizer=true<_v.offload_policy
-> call:offload
`
)

// noSizes takes the sizes of Megatron away, where its engine is not the one that trains.
func (b *builder) noSizes() {
	for _, f := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.cp_size", "mesh.ep_size", "_m.sequence_parallel", "_recompute.mode", "run.expert_tensor_parallel_size"} {
		if s := b.by(f); s == nil || !strings.HasPrefix(s.key, "engine.") { // a name that engines share
			b.inert(s, "the engine that trains is "+b.text("_v.engine"))
		}
		b.clear(f)
	}
}

// verlEngine is which engine trains: what is named, else what the name of the config says, else what is configured.
func (b *builder) verlEngine() {
	if e := b.text("_v.engine"); e != "" && e != "dp" && e != "fsdp" {
		return
	}
	if e := b.field("_v.strategy"); e != nil {
		b.set("_v.engine", e.value, e.grade, e.by)
		return
	}
	name := b.configName
	for _, s := range b.stmts {
		switch {
		case s.key == "engine" || s.key == "optim":
			name = text.Lower(s.text)
		case s.key == "defaults" && s.node != nil:
			for _, d := range s.node.Children {
				if e := d.Child("engine@engine"); e != nil {
					name = e.Text
				}
			}
		}
	}
	if name == "" && b.under("actor_rollout_ref.actor.megatron") != nil {
		name = "megatron"
	}
	for _, engine := range []string{"megatron", "torchtitan", "veomni", "automodel"} {
		if strings.Contains(name, engine) {
			b.put("_v.engine", textValue(engine), Derived)
		}
	}
	if b.open && b.text("_v.engine") == "" { // a config of one's own has the engine whose settings it is told
		if b.under("actor_rollout_ref.actor.megatron") != nil {
			b.put("_v.engine", textValue("megatron"), Derived)
		} else if b.field("_v.sp") != nil || b.under("actor_rollout_ref.actor.fsdp_config") != nil {
			b.put("_v.engine", textValue("fsdp or fsdp2"), Derived) // which of them the config says
		}
	}
	if !b.open || b.text("_v.engine") == "dp" {
		b.clear2("_v.engine", "dp")
		b.put("_v.engine", textValue("fsdp"), Default)
	}
}

// clear2 takes a field away where it has this text.
func (b *builder) clear2(name, text string) {
	if b.text(name) == text {
		b.clear(name)
	}
}

// verlPolicy: FSDP shards over all ranks where the group that it is told is no smaller than they are.
func (b *builder) verlPolicy() {
	switch shard, world := b.int("mesh.dp_shard_size"), b.int("mesh.world_size"); {
	case shard == 0 || world > 0 && shard >= world:
		b.put("run.sharding.policy", textValue("FULL_SHARD"), Derived)
	case world > 0:
		b.put("run.sharding.policy", textValue("HYBRID_SHARD"), Derived)
	}
}

// verlMicro: an older key has the micro batches of all data-parallel ranks together.
func (b *builder) verlMicro() {
	e := b.field("_v.micro_all")
	if e == nil || b.field("run.micro_batch_size") != nil || b.field("run.dynamic_batch") != nil {
		return
	}
	if dp := b.dataParallel(); dp > 0 && e.value.Int > 0 && e.value.Int%dp == 0 {
		b.set("run.micro_batch_size", intValue(e.value.Int/dp), max(e.grade, Derived), e.by)
	}
}

// verlLength: prompt and response together are the sequence.
func (b *builder) verlLength() {
	p, r := b.field("_v.prompt"), b.field("_v.response")
	if p != nil && r != nil && p.value.Int > 0 && r.value.Int > 0 {
		b.set("run.sequence_length", intValue(p.value.Int+r.value.Int), max(p.grade, r.grade), r.by)
	}
}
