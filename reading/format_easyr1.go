package reading

// easyr1Keys are those of EasyR1 (verl/trainer/config.py, verl/workers/*/config.py): verl's design with names of its own.
const easyr1Keys = `
data.max_prompt_length            _v.prompt              size   =512
data.max_response_length          _v.response            size   =512
trainer.nnodes                    _world.nodes           size   =1
trainer.n_gpus_per_node           _world.per             size   =8
worker.rollout.name               _rollout.engine        text
worker.rollout.tensor_parallel_size  _rollout.tp_size    size
worker.critic.model.model_path    _critic.model          model
[worker.actor]
strategy                          _v.strategy            lower
micro_batch_size_per_device_for_update  run.micro_batch_size  size  =4
dynamic_batching                  _dynamic.on            bool   =true
padding_free                      run.packing            bool   =true
ulysses_size                      _v.sp                  size
model.model_path                  _model                 model
model.enable_gradient_checkpointing  _v.recompute        bool
model.lora.rank                   _v.lora_rank           size
model.lora.alpha                  _v.lora_alpha          int
model.lora.target_modules         _peft.targets          list
optim.strategy                    run.optimizer.name     text
fsdp.enable_full_shard            _easy.full             bool
fsdp.fsdp_size                    _v.fsdp_size           size
fsdp.torch_dtype                  _v.model_dtype         dtype
fsdp.mp_param_dtype               _v.dtype               dtype
fsdp.mp_reduce_dtype              run.precision.reduce   dtype
fsdp.enable_cpu_offload           _easy.cpu              bool
offload.offload_params            _v.fsdp_params         bool
offload.offload_optimizer         _v.fsdp_optimizer      bool
- global_batch_size micro_batch_size_per_device_for_experience max_grad_norm clip_ratio* loss_* ppo_epochs use_torch_compile tau_* model.* model.lora.* optim.* fsdp.enable_rank0_init fsdp.use_orig_params fsdp.mp_buffer_dtype
[]
- data.* algorithm.* trainer.* worker.hybrid_engine worker.rollout.* worker.ref.* worker.reward.* worker.critic.* config
`

// What trains is FSDP 1 of torch (verl/workers/fsdp_workers.py): no framework whose law is known here.
const easyr1Laws laws = `
-> @part=actor call:verl_length call:easyr1_batch _v.engine=fsdp<_v.strategy
_v.engine- -> _v.engine?=fsdp
_easy.full=false _v.fsdp_size>0 -> run.sharding.policy=HYBRID_SHARD_ZERO2<_easy.full
_easy.full=false -> run.sharding.policy^=SHARD_GRAD_OP
-> call:verl_fsdp
_easy.cpu -> _offload.params=true<_easy.cpu _offload.gradients=true<_easy.cpu
-> call:offload run.attn?=flash_attention_2
_v.recompute -> run.recompute=full<_v.recompute
_v.recompute=false -> run.recompute=none<_v.recompute
-> run.recompute?=full
_v.lora_rank>0 -> run.peft.type=lora<_v.lora_rank run.peft.rank<_v.lora_rank run.peft.alpha<_v.lora_alpha run.peft.targets<_peft.targets
-> other:rollout:_rollout other:critic:_critic
`

var formatEasyR1 = format{
	name: "easyr1", framework: "", title: "EasyR1", schema: omegaConf, refuses: true,
	keys: []chunk{{"", easyr1Keys}}, world: verlWorld, laws: easyr1Laws,
}

// easyr1Batch: with dynamic batches, the tokens of a micro batch that is full are what a rank takes at once.
func (b *builder) easyr1Batch() {
	micro, length := b.field("run.micro_batch_size"), b.field("run.sequence_length")
	if !b.on("_dynamic.on") || micro == nil {
		return
	}
	if length != nil && micro.value.Int > 0 && length.value.Int > 0 && micro.value.Int <= maxNumber/length.value.Int {
		b.set("run.dynamic_batch", intValue(micro.value.Int*length.value.Int), max(micro.grade, length.grade, Derived), micro.by)
	}
	b.clear("run.micro_batch_size")
}
