package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// The laws of NeMo Automodel are in nemo_automodel/recipes and nemo_automodel/components/distributed, those of NeMo RL in
// nemo_rl/models/policy.
const (
	automodelWorld laws = `
_automodel.nproc+ -> say:--nproc-per-node:|1:^_automodel.nproc:
-> call:sky_gpus
_world.nodes+ -> say:the_launcher:^_world.nodes:_world.per:
_world.nodes- _world.per+ -> say:the_launcher:_world.nodes:^_world.per:
-> call:automodel_hint
`
	automodelLaws laws = `
_nm.target+ -> inert:_nm.target | NeMo Automodel reads distributed.strategy, and no class there
_nm.pp_batch+ -> inert:_nm.pp_batch | step_scheduler.local_batch_size stands in its place
mesh.pp_size=1 _nm.pipeline+ -> inert:_nm.pipeline | there is one stage (pp_size 1)
!mesh.pp_size>1 -> -run.pipeline_schedule -run.layers_per_stage -run.stage_rounding -run.stage_layout run.micro_batch_size<_nm.local
mesh.pp_size>1 _nm.pipeline- -> note:pp.no_pipeline_block:mesh.pp_size call:last_violation | NeMo Automodel refuses pp_size above 1 without a section distributed.pipeline
mesh.pp_size>1 -> run.pipeline_schedule?=1F1B run.micro_batch_size<_nm.pp_micro run.micro_batch_size?=1 call:automodel_microbatches
mesh.pp_size>1 _nm.schedule_csv -> -run.pipeline_schedule
_nm.packed>0 -> run.packing=true<_nm.packed run.sequence_length<_nm.packed
-> run.packing?=false
mesh.pp_size>1 -> run.sequence_length<<_nm.pp_seq_len
_model? _nm.model_target !_nm.model_target~Auto -> run.model_class<_nm.model_target
_nm.config_target !_nm.config_target~Auto -> run.model_class<_nm.config_target
-> call:automodel_model run.precision.compute?=bf16 run.precision.reduce?=fp32
_nm.peft -> run.peft.type=lora<_nm.peft
run.peft.rank? -> run.peft.type^=lora
run.peft.type? -> run.peft.rank?=8 run.peft.alpha?=32
-> call:hf
run.peft.type=lora run.quantization.bits? -> run.peft.type=qlora<run.quantization.bits
_nm.loss~FusedLinearCrossEntropy -> run.fused_loss=cut_cross_entropy<_nm.loss
_nm.loss~TEParallelCrossEntropy -> run.fused_loss=te<_nm.loss
_nm.loss~ChunkedCrossEntropy -> run.fused_loss=chunked<_nm.loss
-> _recompute.mode?=none call:recompute
run.recompute=selective mesh.strategy=megatron_fsdp -> refuse:run.recompute | NeMo Automodel refuses selective recomputation with megatron_fsdp
_nm.offload -> run.offload=[params,gradients,optimizer]<_nm.offload
_nm.teacher+ -> call:teacher
_teacher.model+ -> other:teacher:_teacher
_teacher.model- _nm.teacher+ -> other:teacher:_teacher
_nm.separate -> -mesh.world_size call:no_world note:reading.unknown_value:_nm.separate | with separate meshes, the world is that of teacher and student together
`
	nemoRLWorld laws = `
_nrl.colocated=false -> call:nemo_rl_apart
_world.nodes? -> say:cluster:^_world.nodes:_world.per:
_world.nodes- _world.per? -> say:cluster:_world.nodes:^_world.per:
`
	nemoRLLaws laws = `
-> @part=policy
_nrl.megatron _nrl.dtensor -> refuse:_nrl.megatron | NeMo RL refuses megatron_cfg and dtensor_cfg enabled together
_nrl.megatron -> @framework=megatron call:nemo_rl_megatron
!_nrl.megatron -> -mesh.tp_size -mesh.pp_size -mesh.cp_size -mesh.ep_size -run.expert_tensor_parallel_size -run.first_stage_layers -run.last_stage_layers
!_nrl.megatron _nrl.dtensor -> @framework=nemo_automodel call:nemo_rl_tensor
run.packing _packed.tokens? !_dynamic.on -> _dynamic.on=true<run.packing _dynamic.tokens<_packed.tokens
-> call:dynamic_batch other:rollout:_rollout
`
	nemoRLMegatron laws = `
!_nrl.recompute -> -_recompute.mode -_recompute.method -_recompute.layers -_recompute.modules
_nrl.recompute=false -> _recompute.mode=none<_nrl.recompute
_nrl.recompute _recompute.mode- -> _recompute.mode=full<_nrl.recompute
-> call:megatron_parallel
!run.attn+ -> -run.attn
-> call:megatron_pipeline call:megatron_sharding
_recompute.mode- -> run.recompute?=none
-> call:recompute _offload.optimizer<_nrl.m_offload _offload.activations<_nrl.m_activations call:offload run.optimizer.name<_nrl.m_optimizer
_nrl.fp8_on -> run.precision.fp8<_nrl.fp8
_nrl.m_peft -> run.peft.type=lora<_nrl.m_peft run.peft.rank<_nrl.m_rank run.peft.alpha<_nrl.m_alpha
`
	nemoRLTensor laws = `
-> mesh.tp_size<_nd.tp mesh.cp_size<_nd.cp mesh.ep_size<_nd.ep mesh.dp_replicate_size<_nd.dp_replicate mesh.strategy^=fsdp2 run.sequence_parallel<_nd.sp
_nd.recompute -> run.recompute=full<_nd.recompute
_nd.recompute=false -> run.recompute=none<_nd.recompute
_nd.offload -> run.offload=[params,gradients,optimizer]<_nd.offload
-> run.optimizer.name<_nrl.optimizer
_peft.on -> run.peft.type=lora<_peft.on run.peft.rank<_peft.rank run.peft.alpha<_peft.alpha run.peft.targets<_peft.targets run.peft.rank?=16 run.peft.alpha?=32
`
)

// skyGPUs are the accelerators of a node, as the section skypilot has them.
func (b *builder) skyGPUs() {
	for _, s := range b.stmts {
		if s.key != "skypilot.accelerators" && s.key != "skypilot.resources.accelerators" || b.field("_world.per") != nil {
			continue
		}
		if c := b.accelerators(s); c.ok() {
			b.set("_world.per", intValue(c.n), c.grade, c.by)
		}
	}
}

// automodelHint is what stands there for continuous integration: it is offered, and never taken.
func (b *builder) automodelHint() {
	nodes, per := b.countIn("_hint.nodes"), b.countIn("_hint.per")
	if nodes != nil || per != nil {
		b.say(statement{from: firstCount(nodes, per).by.shown, ranks: true, nodes: nodes, perNode: per, grade: Hint})
	}
}

func (b *builder) automodelMicrobatches() {
	local, micro, pp := b.field("_nm.local"), b.int("run.micro_batch_size"), b.int("mesh.pp_size")
	if local == nil || micro == 0 {
		return
	}
	if local.value.Int%micro != 0 {
		b.note(NoteRefused, "NeMo Automodel refuses a local batch ("+itoa(local.value.Int)+") that does not fall into micro-batches of "+itoa(micro), local.by).Violation = true
		return
	}
	n := local.value.Int / micro
	b.set("run.num_microbatches", intValue(n), Derived, local.by)
	if n < pp {
		b.note(NoteRefused, "NeMo Automodel refuses fewer micro-batches ("+itoa(n)+") than stages ("+itoa(pp)+")", local.by).Violation = true
	}
}

// automodelModel: the model may be named below its config, as a text there, or by its numbers.
func (b *builder) automodelModel() {
	if b.has(modelField) {
		return
	}
	numbers := false
	for _, s := range b.stmts {
		name, inside := strings.CutPrefix(s.key, "model.config")
		switch {
		case !inside || s.node != nil:
		case name == "" && s.typ == tree.TextType && s.text != "":
			b.set(modelField, textValue(s.text), s.grade, s)
			return
		case len(name) > 1 && name[1] != '_' && strings.IndexByte(name[1:], '.') < 0 && s.typ == tree.IntType:
			b.set("model"+name, intValue(s.int), s.grade, s)
			numbers = true
		case len(name) > 1 && name[1] != '_' && strings.IndexByte(name[1:], '.') < 0 && s.typ == tree.BoolType:
			b.set("model"+name, boolValue(s.bool), s.grade, s)
		}
	}
	if !numbers {
		b.move("_nm.model_target", "_model_builder")
	}
}

// teacher takes the sizes of a teacher's mesh.
func (b *builder) teacher() {
	for _, s := range b.stmts {
		if name, below := strings.CutPrefix(s.key, "teacher_distributed."); below && s.typ == tree.IntType && s.int > 0 {
			b.set("_teacher."+name, intValue(s.int), s.grade, s)
		}
	}
}

// nemoRLApart takes off what generation has for itself: nodes, or GPUs of the only one.
func (b *builder) nemoRLApart() {
	from, off := "_world.nodes", "_nrl.gen_nodes"
	if b.int(from) == 1 {
		from, off = "_world.per", "_nrl.gen_gpus"
	}
	e, n := b.field(from), b.int(off)
	switch {
	case e == nil:
	case n > 0 && n < e.value.Int:
		b.set(from, intValue(e.value.Int-n), max(e.grade, Derived), e.by)
	default:
		b.set(from, Value{}, Unknown, e.by)
	}
}
