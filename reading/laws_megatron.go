package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// The laws of Megatron are in megatron/training/arguments.py and megatron/core/transformer/transformer_config.py.
const (
	megatronParallelLaws laws = `
_m.sequence_parallel mesh.tp_size=1 -> inert:_m.sequence_parallel run.sequence_parallel:=false -_m.sequence_parallel | tensor parallelism is off (tp_size 1)
-> run.sequence_parallel<_m.sequence_parallel
_md.on _md.sp>1 -> mesh.cp_size<_md.sp run.cp_style=ulysses<mesh.cp_size
mesh.cp_size>1 -> run.cp_style<_m.cp_comm run.cp_style?=p2p
_m.deepep -> run.dispatcher=deepep<_m.deepep -_m.dispatcher
_m.dispatcher=flex _m.flex? -> run.dispatcher<_m.flex -_m.dispatcher
-> run.dispatcher<_m.dispatcher
model.num_local_experts? -> run.dispatcher?=allgather
mesh.ep_size>1 -> run.expert_tensor_parallel_size?<mesh.tp_size
-> run.attn<_m.attn run.attn?=auto
_m.ce_fusion -> run.fused_loss=native<_m.ce_fusion
_m.ce_fusion _m.ce_impl=te -> run.fused_loss=te<_m.ce_fusion
`
	megatronPipelineLaws laws = `
-> call:virtual_stages
mesh.pp_size=1 run.first_stage_layers+ -> inert:run.first_stage_layers -run.first_stage_layers | there is one stage (pp_size 1)
mesh.pp_size=1 run.last_stage_layers+ -> inert:run.last_stage_layers -run.last_stage_layers | there is one stage (pp_size 1)
mesh.pp_size=1 run.virtual_stages+ -> inert:run.virtual_stages -run.virtual_stages | there is one stage (pp_size 1)
`
	megatronShardingLaws laws = `
_md.on -> run.sharding.engine=deepspeed<_md.on run.sharding.stage<_md.stage run.sharding.stage?=1
_m.fsdp -> mesh.strategy=megatron_fsdp<_m.fsdp run.sharding.engine=megatron_fsdp<_m.fsdp _m.fsdp_policy?=no_shard run.sharding.policy<_m.fsdp_policy
run.sharding.policy=no_shard -> run.sharding.stage=0<run.sharding.policy
run.sharding.policy=optim -> run.sharding.stage=1<run.sharding.policy
run.sharding.policy=optim_grads -> run.sharding.stage=2<run.sharding.policy
run.sharding.policy=optim_grads_params -> run.sharding.stage=3<run.sharding.policy
!_m.fsdp _m.torch_fsdp2 -> mesh.strategy=fsdp2<_m.torch_fsdp2 run.sharding.engine=fsdp2<_m.torch_fsdp2
!_m.fsdp !_m.torch_fsdp2 _m.distributed -> run.sharding.engine=megatron_distributed_optimizer<_m.distributed run.sharding.stage=1<_m.distributed
run.sharding.engine- _m.distributed- -> run.sharding.engine?=ddp run.sharding.stage?=0
run.sharding.engine- _m.distributed? -> run.sharding.engine?=ddp run.sharding.stage?=0
`
	// In Megatron-DeepSpeed one expert is none: its dense scripts say --num-experts 1. How its experts are spread is DeepSpeed's
	// affair, layer by layer, and no size of Megatron's mesh.
	megatronLaws laws = `
_md.on model.num_local_experts=1 -> -model.num_local_experts -model.num_experts_per_tok -model.moe_intermediate_size
_md.on _md.kv_heads? -> model.num_key_value_heads<_md.kv_heads
_md.on model.num_local_experts? -> model.num_experts_per_tok<_md.topk model.num_experts_per_tok?=1
-> call:megatron_model call:gpt_model
_m.language_model? _m.decoder_length? -> run.sequence_length<_m.decoder_length
_m.mla -> model.kv_lora_rank<_m.kv_lora_rank model.kv_lora_rank?=32 model.qk_nope_head_dim<_m.qk_head_dim model.qk_nope_head_dim?=128
_m.mla -> model.qk_rope_head_dim<_m.qk_rope model.qk_rope_head_dim?=64 model.v_head_dim<_m.v_head_dim model.v_head_dim?=128
_m.old_size+ -> inert:_m.old_size | Megatron refuses this old name: --tensor-model-parallel-size is the new one
-> call:megatron_pipeline call:megatron_parallel
_m.bf16 -> run.precision.compute=bf16<_m.bf16
!_m.bf16 _m.fp16 -> run.precision.compute=fp16<_m.fp16
_m.bf16- _m.fp16- -> run.precision.compute?=fp32
_m.bf16=false _m.fp16- -> run.precision.compute?=fp32
-> run.optimizer.name?=adam
_m.precision_aware _m.exp_avg=fp32 -> run.optimizer.state_bits=32<_m.exp_avg
_m.precision_aware _m.exp_avg~16 -> run.optimizer.state_bits=16<_m.exp_avg
_m.precision_aware _m.exp_avg~8 -> run.optimizer.state_bits=8<_m.exp_avg
-> call:megatron_sharding
_m.checkpoint_method? -> _recompute.mode=full<_m.checkpoint_method _recompute.method<_m.checkpoint_method
!@open _recompute.mode- -> run.recompute?=none
-> call:recompute call:offload call:batch
`
	// What decides the parameters of the model of pretrain_gpt.py beside its sizes.
	gptLaws laws = `
_m.normalization=rmsnorm -> model.normalization=RMSNorm<_m.normalization -_m.normalization
-> model.normalization<_m.normalization model.normalization?=LayerNorm
-> model.gated_linear_unit<_m.swiglu model.gated_linear_unit?=false
_m.no_bias -> model.add_bias_linear=false<_m.no_bias
-> model.add_bias_linear?=true model.add_qkv_bias<_m.qkv_bias model.qk_layernorm<_m.qk_layernorm
-> model.position_embedding_type<_m.positions model.position_embedding_type?=learned_absolute
-> model.moe_layer_freq<_m.moe_layer_freq model.moe_shared_expert_gate<_m.shared_gate model.hidden_dropout<_m.dropout
`
	slimeWorld laws = `
!@launched -> say:--actor-num-gpus-per-node:_world.nodes|1:^_world.per|8:
`
	slimeLaws laws = `
_m.fp16- -> run.precision.compute?=bf16
-> @part=actor call:dynamic_batch _m.distributed:=true call:megatron _rollout.engine^=sglang other:rollout:_rollout
_peft.rank>0 -> run.peft.type=lora<_peft.rank run.peft.rank<_peft.rank run.peft.alpha<_peft.alpha run.peft.targets<_peft.targets
`
)

// virtualStages: a number of layers for each virtual stage becomes the number of these.
func (b *builder) virtualStages() {
	layers, pp, per := b.int("model.num_hidden_layers"), b.int("mesh.pp_size"), b.int("_m.layers_per_virtual")
	if per > 0 && layers > 0 && pp > 0 && layers%(pp*per) == 0 {
		b.set("run.virtual_stages", intValue(layers/(pp*per)), Derived, b.by("_m.layers_per_virtual"))
	}
	// The embedding and the loss may count as a layer each.
	var ends [2]int64
	for i, f := range []string{"_m.embedding_in_split", "_m.loss_in_split"} {
		if b.on(f) {
			ends[i] = 1
		}
	}
	if n := layers + ends[0] + ends[1]; n > layers && layers > 0 && pp > 1 && n%pp == 0 {
		b.put("run.first_stage_layers", intValue(n/pp-ends[0]), Derived)
		b.put("run.last_stage_layers", intValue(n/pp-ends[1]), Derived)
	}
}

// megatronModel makes the numbers of a config of the flags: what is absent is Megatron's.
func (b *builder) megatronModel() {
	heads, hidden := b.int("model.num_attention_heads"), b.int("model.hidden_size")
	if hidden == 0 && heads == 0 && !b.has("model.num_hidden_layers") {
		return // the model is named by something else
	}
	grouped := b.on("_m.gqa") || b.open && b.has("_m.groups")
	if grouped {
		b.move("_m.groups", "model.num_key_value_heads")
	}
	if b.open {
		return
	}
	if e := b.field("_m.head_type"); e != nil && e.value.Text == "multiquery" { // of a fork: all heads share one
		b.set("model.num_key_value_heads", intValue(1), e.grade, e.by)
	}
	if heads > 0 && !grouped && !b.on("_m.mla") && !b.stated("_m.gqa") {
		b.put("model.num_key_value_heads", intValue(heads), Derived)
	}
	if hidden > 0 {
		n := 4 * hidden
		if b.on("_m.swiglu") {
			n = 4 * hidden * 2 / 3 / 64 * 64
		}
		b.put("model.intermediate_size", intValue(n), Derived)
	}
	if heads > 0 && hidden%heads == 0 && !b.on("_m.mla") {
		b.put("model.head_dim", intValue(hidden/heads), Derived)
	}
	b.put("model.tie_word_embeddings", boolValue(true), Default)
	if b.has("model.num_local_experts") {
		b.put("model.num_experts_per_tok", intValue(2), Default)
		if n := b.int("model.intermediate_size"); n > 0 {
			b.put("model.moe_intermediate_size", intValue(n), Derived)
		}
	}
}

// gptModel says which class the flags of pretrain_gpt.py make, and what else they decide of it. What other programs make of
// the same flags is theirs, and so is what a flag of its own changes.
func (b *builder) gptModel() {
	experts := b.on("_md.on") && b.has("model.num_local_experts") // those of DeepSpeed, with layers and residuals of their own
	if b.open || experts || !strings.HasPrefix(b.program, "pretrain_gpt") || !b.has("model.hidden_size") || b.has("model.hybrid_override_pattern") ||
		b.has("_model_builder") || b.has("_m.unlike") || b.on("_m.gate") {
		return
	}
	b.put("model.architectures", textsValue([]string{"GPTModel"}), Derived)
	b.law(gptLaws)
}

// settleRecompute makes one field of what several keys say of it. What recomputes each layer on its own is "full".
func (b *builder) settleRecompute() {
	mode := b.field("_recompute.mode")
	if mode == nil || mode.value.Kind == NoValue {
		return
	}
	method := b.text("_recompute.method")
	b.set("run.recompute", mode.value, mode.grade, mode.by)
	// Of the older flags, --checkpoint-activations has a method by itself.
	own := (b.format == &formatMegatron || b.format == &formatSlime) && mode.by != nil && mode.by.key == "recompute_granularity"
	if own && !b.open && mode.value.Text == "full" && b.field("_recompute.method") == nil {
		b.do("refuse", "run.recompute", "Megatron refuses full without --recompute-method: uniform or block")
	}
	switch name := mode.value.Text; {
	case name == "full" && method != "" && (method != "uniform" || b.int("_recompute.layers") != 1 && b.stated("_recompute.layers")):
		b.move("run.recompute", "run.recompute.mode")
		b.move("_recompute.method", "run.recompute.method")
		b.move("_recompute.layers", "run.recompute.layers")
	case name == "selective" && b.has("_recompute.modules"):
		if e := b.field("_recompute.modules"); e.value.Kind == TextValue {
			e.value = textsValue(text.Split(e.value.Text, ' '))
		}
		b.move("run.recompute", "run.recompute.mode")
		b.move("_recompute.modules", "run.recompute.modules")
	}
}

// settleOffload makes a list of what is kept in the memory of the host, in the order of the framework.
func (b *builder) settleOffload() {
	order := []string{"params", "gradients", "optimizer", "activations"}
	if b.text("run.sharding.engine") == "deepspeed" {
		order[0], order[1], order[2] = "optimizer", "params", "gradients"
	}
	var list []string
	var of *entry
	for _, what := range order {
		e := b.field("_offload." + what)
		if e == nil {
			continue
		}
		if e.value.Kind == NoValue {
			return
		}
		if e.value.Bool {
			list = append(list, what)
		}
		if of == nil || of.by == nil || e.by != nil && e.value.Bool {
			of = e
		}
	}
	if of != nil {
		b.set("run.offload", textsValue(list), of.grade, of.by)
	}
}

// derivedBatch is the global batch that a micro batch makes, where nobody states one.
func (b *builder) derivedBatch() {
	dp, micro, steps := b.dataParallel(), b.int("run.micro_batch_size"), max(1, b.int("run.gradient_accumulation"))
	if e := b.field("run.gradient_accumulation"); e != nil && e.value.Kind != IntValue {
		return // it is said, and not known
	}
	if dp > 0 && micro > 0 && micro <= maxNumber/dp && micro*dp <= maxNumber/steps {
		b.put("run.global_batch_size", intValue(micro*dp*steps), Derived)
	}
}

// dataParallel is how many ranks see different data, 0 where that is not known.
func (b *builder) dataParallel() int64 {
	world, product := b.int("mesh.world_size"), int64(1)
	if b.World.Grade >= Placeholder {
		return 0
	}
	for _, axis := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.cp_size"} {
		n := b.int(axis)
		if n == 0 && (b.stated(axis) || b.open) || product > world {
			return 0
		}
		product *= max(1, n)
	}
	if world%product != 0 {
		return 0
	}
	return world / product
}

// dynamicBatch takes tokens a rank in place of a micro batch, where the run is told to.
func (b *builder) dynamicBatch() {
	if b.on("_dynamic.on") && b.has("_dynamic.tokens") {
		b.move("_dynamic.tokens", "run.dynamic_batch")
		if s := b.by("run.micro_batch_size"); s != nil && !b.madeOf("run.dynamic_batch", s.key) {
			by := "default"
			if on := b.by("_dynamic.on"); on != nil {
				by = on.shown
			}
			b.inert(s, "the batch is made of tokens, by "+by)
		}
		b.clear("run.micro_batch_size")
	}
}

// madeOf reports whether the value of a field is made of a key, as ${mul:${policy.max_total_sequence_length},${…}} is.
func (b *builder) madeOf(field, key string) bool {
	s := b.by(field)
	if s == nil || !s.at.In() {
		return false
	}
	return strings.Contains(b.files[s.at.File()].Text[s.at.Start():s.at.End()], "${"+key+"}")
}
