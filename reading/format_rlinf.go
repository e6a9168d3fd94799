package reading

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// rlinfKeys are those of RLinf. What the rollout and the other models have is none of the actor's.
const rlinfKeys = `
cluster.num_nodes          _world.nodes           size
cluster.component_placement.actor  _ri.actor          skip
cluster.auto_scheduler     _ri.auto               bool
runner.task_type           _ri.task               lower
runner.seq_length          run.sequence_length    size
runner.enable_dynamic_batch_size  _dynamic.on     bool
runner.max_tokens_per_mbs  _dynamic.tokens        size
algorithm.training_batch_size_per_gpu  _ri.micro  size
rollout.rollout_backend    _rollout.engine        text
rollout.tensor_parallel_size    _rollout.tp_size  size
rollout.pipeline_parallel_size  _rollout.pp_size  size
rollout.model.model_path   ~_model                model
critic.model.tensor_model_parallel_size  _critic.tp_size  size
[actor]
training_backend           _ri.engine             lower
micro_batch_size           run.micro_batch_size   size
global_batch_size          run.global_batch_size  size
model.model_path           _model                 model
model.seq_length           _ri.length             size
model.precision            _ri.precision          dtype
model.is_lora              _ri.lora               bool
model.lora_rank            _peft.rank             size
optim.optimizer            run.optimizer.name     text
optim.use_distributed_optimizer  _m.distributed   bool
optim.optimizer_cpu_offload      _offload.optimizer  bool
optim.use_precision_aware_optimizer  _m.precision_aware  bool
megatron.num_distributed_optimizer_instances  mesh.dp_replicate_size  size
fsdp_config.strategy       _ri.fsdp               lower
fsdp_config.sharding_strategy  run.sharding.policy  words:full_shard>FULL_SHARD,shard_grad_op>SHARD_GRAD_OP,no_shard>NO_SHARD,hybrid_shard>HYBRID_SHARD
fsdp_config.gradient_checkpointing  _ri.recompute bool
fsdp_config.cpu_offload    _ri.offload            bool
fsdp_config.reshard_after_forward  run.sharding.reshard_after_forward  bool
fsdp_config.use_liger_kernel  run.fused_loss      flag:liger
fsdp_config.mixed_precision.param_dtype   run.precision.compute  dtype
fsdp_config.mixed_precision.reduce_dtype  run.precision.reduce   dtype
- *
[]
- cluster.* runner.* algorithm.* rollout.* critic.* inference.* reward.* env.* data.* defaults* hydra* weight_syncer.* tools.* agent.* agentloop.* profiler.*
`

// The laws of RLinf are in rlinf/config.py and rlinf/utils/placement.py. Where it reasons, the batch of the actor is made of the
// algorithm's keys, whatever the actor says.
const (
	rlinfWorld laws = `
-> call:placement
_ri.auto -> -_world.all
_world.all+ -> say:placement:::^_world.all
_world.all- -> say:cluster.num_nodes:^_world.nodes::
`
	rlinfLaws laws = `
-> @part=actor
_ri.task=sft -> @part=trainer
_ri.task=reasoning -> _ri.made:=true
_ri.task=coding_online_rl -> _ri.made:=true
_ri.made -> inert:run.micro_batch_size inert:run.global_batch_size -run.micro_batch_size -run.global_batch_size run.micro_batch_size<_ri.micro run.micro_batch_size?=1 | it is made of what algorithm and data say
-> call:dynamic_batch run.sequence_length<<_ri.length
_ri.engine=megatron -> @framework=megatron run.precision.compute<_ri.precision call:rlinf_megatron
!_ri.engine=megatron -> -mesh.tp_size -mesh.pp_size -mesh.cp_size -mesh.ep_size -_offload.optimizer run.precision.params<_ri.precision
_ri.engine=fsdp -> call:rlinf_fsdp
_ri.lora -> run.peft.type=lora<_ri.lora run.peft.rank<_peft.rank
-> call:offload _rollout.engine^=sglang other:rollout:_rollout other:critic:_critic
`
	rlinfMegatron laws = `
-> mesh.tp_size^=1 mesh.pp_size^=1 mesh.cp_size^=1 mesh.ep_size^=1 call:megatron_parallel
!run.attn+ -> -run.attn
-> call:megatron_pipeline call:megatron_sharding
_recompute.mode- -> run.recompute?=none
-> call:recompute
`
	rlinfFSDP laws = `
_ri.fsdp=fsdp2 -> mesh.strategy=fsdp2<_ri.fsdp run.sharding.engine=fsdp2<_ri.fsdp
_ri.fsdp=fsdp -> run.sharding.engine=fsdp1<_ri.fsdp
_ri.recompute -> run.recompute=full<_ri.recompute
_ri.recompute=false -> run.recompute=none<_ri.recompute
_ri.offload -> _offload.params=true<_ri.offload _offload.gradients=true<_ri.offload _offload.optimizer=true<_ri.offload
`
)

var formatRLinf = format{
	name: "rlinf", anyLength: true, title: "RLinf", schema: omegaConf, ignores: "RLinf ignores it there",
	keys: []chunk{{"", rlinfKeys}, {"actor.model.", megatronSizes}}, world: rlinfWorld, laws: rlinfLaws,
	trains: "actor.training_backend",
}

// placement: the GPUs of the actor are its ranks, "0-3,8-11"; who takes all takes those of the nodes, and how many they have is not said.
func (b *builder) placement() {
	for _, p := range b.stmts {
		if names, is := strings.CutPrefix(p.key, "cluster.component_placement."); is && p.text != "all" {
			for _, name := range text.Split(strings.TrimSuffix(names, ".placement"), ',') {
				if strings.TrimSpace(name) == "actor" {
					b.set("_world.all", ranksOf(p.text), p.grade, p)
				}
			}
		}
	}
}

// ranksOf counts what ranges name. Where they are no ranges, that is not known.
func ranksOf(ranges string) (v Value) {
	for _, r := range text.Split(ranges, ',') {
		low, high, is := strings.Cut(strings.TrimSpace(r), "-")
		if !is {
			high = low
		}
		from, failed := strconv.ParseInt(low, 10, 32)
		to, wrong := strconv.ParseInt(high, 10, 32)
		if failed != nil || wrong != nil || from < 0 || to < from {
			return Value{}
		}
		v = intValue(v.Int + to - from + 1)
	}
	return v
}
