package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// The laws of axolotl are in axolotl/utils/schemas/validation.py, those of LLaMA-Factory in llamafactory/hparams/parser.py,
// those of ms-swift in swift/arguments.
const (
	allWorld laws = `
_world.all+ -> say:workers:::^_world.all
`
	axolotlLaws laws = `
_ds.file? -> call:hf_sharding
_ds.file- -> call:axolotl_fsdp
_ax.bf16=true -> run.precision.compute=bf16<_ax.bf16
_ax.bf16=full -> run.precision.compute=bf16<_ax.bf16 run.precision.params=bf16<_ax.bf16
_ax.bf16=auto -> run.precision.compute=auto<_ax.bf16
_ax.fp16=true run.precision.compute- -> run.precision.compute=fp16<_ax.fp16
_ax.checkpointing? -> run.recompute=full<_ax.checkpointing
_ax.checkpointing=false -> run.recompute=none<_ax.checkpointing
_ax.checkpointing~offload -> _offload.activations=true<_ax.checkpointing
-> run.recompute?=none
_ax.plugins~liger _ax.liger_loss -> run.fused_loss=liger<_ax.plugins
_ax.plugins~CutCrossEntropy -> run.fused_loss=cut_cross_entropy<_ax.plugins
mesh.ep_size+ _ax.plugins~expert_parallel -> run.ep_in_product=true<mesh.ep_size
mesh.ep_size>1 _ax.plugins~expert_parallel mesh.dp_replicate_size=1 -> -mesh.dp_replicate_size
mesh.ep_size+ !_ax.plugins~expert_parallel -> inert:mesh.ep_size -mesh.ep_size | the plugin expert_parallel is not among the plugins
mesh.cp_size>1 -> run.cp_style=ring_varlen_llama3<mesh.cp_size
mesh.cp_size>1 run.attn+ !run.attn~flash -> refuse:run.attn | axolotl refuses context parallelism without flash attention
mesh.dp_shard_size>1 !@under:fsdp !@under:fsdp_config -> refuse:mesh.dp_shard_size | axolotl refuses dp_shard_size without fsdp_config
-> call:hf
run.peft.type- run.quantization.bits+ -> inert:run.quantization.bits | there is no adapter
-> call:offload call:batch
`
	axolotlFSDP laws = `
_fsdp.version- mesh.tp_size? -> _fsdp.version^=2
_fsdp.version- mesh.cp_size? -> _fsdp.version^=2
_fsdp.version- mesh.dp_shard_size? -> _fsdp.version^=2
_fsdp.version- mesh.dp_replicate_size? -> _fsdp.version^=2
`
	// It starts torchrun with its environment.
	llamafactoryWorld laws = `
_world.all+ -> say:ray_num_workers:::^_world.all
_world.all- @command !@launched -> say:NPROC_PER_NODE:$NNODES|1:^$NPROC_PER_NODE,CUDA_VISIBLE_DEVICES:
`
	llamafactoryLaws laws = `
_lf.stage=pt -> run.packing?=true
_lf.neat -> run.packing=true<_lf.neat
-> run.packing?=false
_lf.type=lora -> run.peft.type<_lf.type
_lf.type=oft -> run.peft.type<_lf.type
run.peft.type? run.quantization.bits? -> run.peft.type=qlora<run.quantization.bits run.quantization.method^=bitsandbytes
run.peft.type? -> run.peft.rank<_peft.rank run.peft.targets<_peft.targets run.peft.alpha<_peft.alpha call:lora_alpha
run.peft.type- _peft.rank+ -> inert:_peft.rank | finetuning_type is another
_lf.pure_bf16 -> run.precision.params=bf16<_lf.pure_bf16 run.precision.compute=bf16<_lf.pure_bf16
@under:tensor_model_parallel_size -> _lf.megatron:=true
@under:pipeline_model_parallel_size -> _lf.megatron:=true
@under:context_parallel_size -> _lf.megatron:=true
@under:expert_model_parallel_size -> _lf.megatron:=true
_lf.mca -> _lf.megatron:=true
_lf.bridge -> _lf.megatron:=true
_lf.megatron -> @framework=megatron call:hf run.precision.compute<_lf.mixed call:lf_environment call:lf_megatron
!_lf.megatron -> -mesh.tp_size -mesh.pp_size -mesh.cp_size -mesh.ep_size -_m.sequence_parallel call:hf_sharding call:hf
!_lf.megatron _lf.no_recompute=false -> run.recompute=full<_lf.no_recompute
!_lf.megatron _lf.no_recompute -> run.recompute=none<_lf.no_recompute
-> call:offload call:batch
`
	llamafactoryMegatron laws = `
_m.sequence_parallel mesh.tp_size=1 -> inert:_m.sequence_parallel run.sequence_parallel:=false -_m.sequence_parallel | tensor parallelism is off (tp_size 1)
-> run.sequence_parallel<_m.sequence_parallel call:megatron_pipeline run.dispatcher<_m.dispatcher call:recompute
_m.distributed -> call:megatron_sharding
`
	// Without NPROC_PER_NODE ms-swift starts one process.
	swiftWorld laws = `
@command !@launched -> say:NPROC_PER_NODE:$NNODES|1:^$NPROC_PER_NODE|1:
`
	swiftPEFT laws = `
_sw.tuner=full _peft.rank+ -> inert:_peft.rank | all parameters are trained
_sw.tuner=full -> -_sw.tuner
_sw.tuner? -> run.peft.type<_sw.tuner run.peft.rank<_peft.rank run.peft.alpha<_peft.alpha run.peft.targets<_peft.targets
run.peft.type=lora run.quantization.bits? -> run.peft.type=qlora<run.quantization.bits
_sw.padding_free run.packing- -> run.packing=true<_sw.padding_free
`
	swiftLaws laws = `
-> call:swift_peft call:hf_sharding call:hf
mesh.cp_size>1 -> run.cp_style=ulysses_then_ring<mesh.cp_size
-> call:recompute call:offload call:swift_batch call:batch _rollout.engine^=vllm other:rollout:_rollout
`
	swiftMegatronLaws laws = `
-> call:swift_peft _m.ce_fusion?=true
mesh.ep_size>1 -> _m.dispatcher?=alltoall
-> call:megatron _rollout.engine^=vllm other:rollout:_rollout
_m.bf16- _m.fp16- -> -run.precision.compute
`
)

// axolotlFSDP: where a size of a mesh stands, the version is 2.
func (b *builder) axolotlFSDP() {
	s := b.under("fsdp_version")
	if s == nil {
		s = b.under("fsdp")
	}
	if s == nil {
		s = b.under("fsdp_config")
	}
	if s == nil || s.key == "fsdp_version" && b.int("mesh.dp_shard_size") < 2 && b.under("fsdp") == nil && b.under("fsdp_config") == nil {
		return
	}
	b.set("_fsdp.on", boolValue(true), s.grade, s)
	b.law(axolotlFSDP)
	b.law(fsdpLaws)
}

// loraAlpha of LLaMA-Factory is twice the rank, where none is stated.
func (b *builder) loraAlpha() {
	if r := b.int("run.peft.rank"); r > 0 && !b.open {
		b.put("run.peft.alpha", intValue(2*r), Default)
	}
}

// lfEnvironment: LLaMA-Factory uses Megatron where its environment says so.
func (b *builder) lfEnvironment() {
	on := b.on("_lf.mca") || b.on("_lf.bridge")
	for _, name := range []string{"USE_MCA", "USE_MEGATRON_BRIDGE"} {
		s := b.envStmt(name)
		on = on || s != nil && strings.Contains(" 1 true y ", " "+text.Lower(s.text)+" ")
	}
	if s := b.under("tensor_model_parallel_size"); !on {
		b.note(NoteNeedsEnv, "the sizes of Megatron hold where the environment has USE_MCA=1 or USE_MEGATRON_BRIDGE=1", s)
	}
}

// swiftBatch: without accumulation steps, ms-swift takes as many as make 16 sequences a step.
func (b *builder) swiftBatch() {
	if dp, micro := b.dataParallel(), b.int("run.micro_batch_size"); dp > 0 && micro > 0 && micro <= maxNumber/dp {
		b.put("run.gradient_accumulation", intValue((15+micro*dp)/(micro*dp)), Default)
	}
}

// swiftFSDP reads what ms-swift's flag names: a file with the options of FSDP and their settings, or the one of that name that
// ms-swift has. The version is 2 where the file does not say.
func (b *builder) swiftFSDP(s *stmt, name string) string {
	options := "full_shard"
	if name != "fsdp2" {
		i, ok := b.wantFile(s.text, "cwd", "the settings of FSDP", s)
		if !ok || b.treeOf(i) == nil {
			return ""
		}
		if n := b.treeOf(i).Find("fsdp_config"); n != nil {
			b.fsdpConfig(i, n)
		}
		if n := b.treeOf(i).Find("fsdp"); n != nil {
			options = text.Lower(n.Text)
		}
	}
	if b.field("_fsdp.version") == nil {
		b.set("_fsdp.version", intValue(2), s.grade, s)
	}
	return options
}
