package reading

// verlKeys are those of its PPO and SFT trainers, as overrides of hydra or in a file.
const verlKeys = `
data.max_prompt_length            _v.prompt              size
data.max_response_length          _v.response            size
data.max_length                   run.sequence_length    size
data.train_batch_size             _v.train_batch         size
data.micro_batch_size_per_gpu     run.micro_batch_size   size
data.micro_batch_size             _v.micro_all           size
data.use_dynamic_bsz              _dynamic.sft           bool
data.max_token_len_per_gpu        _dynamic.sft_tokens    size
model_engine                      _v.engine              lower
model.strategy                    ~_v.strategy           lower
model.fsdp_config.model_dtype     ~_v.model_dtype        dtype
model.fsdp_config.cpu_offload     _v.sft_offload         bool
model.fsdp_config.offload_params  _v.sft_params          bool
ulysses_sequence_parallel_size    ~_v.sp                 size
use_remove_padding                ~run.packing           bool
trainer.nnodes                    _world.nodes           size   =1
trainer.n_gpus_per_node           _world.per             size   =8
actor_rollout_ref.actor.strategy  _v.strategy            lower
actor_rollout_ref.model.path|model.path|model.partial_pretrain  _model  model
actor_rollout_ref.model.lora_rank|model.lora_rank     _v.lora_rank     size
actor_rollout_ref.model.lora_alpha|model.lora_alpha   _v.lora_alpha    int
actor_rollout_ref.model.target_modules|model.target_modules  _peft.targets  list
actor_rollout_ref.model.lora.rank   _v.mlora_rank        size
actor_rollout_ref.model.lora.alpha  _v.mlora_alpha       int
actor_rollout_ref.model.use_remove_padding|model.use_remove_padding  run.packing  bool
actor_rollout_ref.model.enable_gradient_checkpointing|model.enable_gradient_checkpointing  _v.recompute  bool
actor_rollout_ref.model.enable_activation_offload|model.enable_activation_offload  _offload.activations  bool
actor_rollout_ref.model.use_liger|model.use_liger  run.fused_loss  flag:liger
actor_rollout_ref.model.override_config.attn_implementation  run.attn  lower
actor_rollout_ref.rollout.name    _rollout.engine        text
actor_rollout_ref.rollout.tensor_model_parallel_size     _rollout.tp_size  size
actor_rollout_ref.rollout.pipeline_model_parallel_size   _rollout.pp_size  size
actor_rollout_ref.rollout.expert_parallel_size           _rollout.ep_size  size
actor_rollout_ref.rollout.data_parallel_size             _rollout.dp_size  size
actor_rollout_ref.rollout.n       _v.n                   size
critic.model.path                 _critic.model          model
critic.megatron.tensor_model_parallel_size    _critic.tp_size  size
critic.megatron.pipeline_model_parallel_size  _critic.pp_size  size
reward_model.model.path|reward.reward_model.model_path            _reward.model   model
reward_model.rollout.tensor_model_parallel_size|reward.reward_model.rollout.tensor_model_parallel_size  _reward.tp_size  size
reward_model.enable|reward.reward_model.enable                _reward.on      bool
[actor_rollout_ref.actor]
ppo_mini_batch_size               _v.mini                size
ppo_micro_batch_size_per_gpu      run.micro_batch_size   size
ppo_micro_batch_size              _v.micro_all           size
use_dynamic_bsz                   _dynamic.on            bool
ppo_max_token_len_per_gpu         _dynamic.tokens        size
ulysses_sequence_parallel_size    _v.sp                  size
fsdp_config.ulysses_sequence_parallel_size  ~_v.sp       size
fsdp_config.fsdp_size             _v.fsdp_size           size
fsdp_config.model_dtype           _v.model_dtype         dtype
fsdp_config.dtype                 _v.dtype               dtype
fsdp_config.param_offload         _v.fsdp_params         bool
fsdp_config.optimizer_offload     _v.fsdp_optimizer      bool
fsdp_config.grad_offload          _v.fsdp_gradients      bool
fsdp_config.offload_policy        _v.offload_policy      bool
fsdp_config.reshard_after_forward _v.reshard             bool
fsdp_config.strategy              ~_v.strategy           lower
optim.optimizer                   run.optimizer.name     text
megatron.param_offload            _v.m_params            bool
megatron.optimizer_offload        _v.m_optimizer         bool
megatron.grad_offload             _v.m_gradients         bool
megatron.use_distributed_optimizer  _m.distributed       bool
megatron.dtype                    _v.m_dtype             dtype
megatron.use_megatron_fsdp        _m.fsdp                bool
- clip_ratio* loss_agg_mode entropy_* use_kl_loss kl_* optim.* ppo_epochs shuffle checkpoint.* grad_clip policy_loss.* freeze_* profiler.* use_torch_compile router_replay.* tau_* loss_scale_factor
- state_masking fsdp_config.wrap_policy.* fsdp_config.forward_prefetch fsdp_config.entropy_* fsdp_config.use_torch_compile fsdp_config.seed megatron.use_mbridge megatron.vanilla_mbridge megatron.use_dist_checkpointing
- megatron.dist_checkpointing_* megatron.seed megatron.entropy_* megatron.override_ddp_config.* megatron.use_remove_padding megatron.override_mcore_model_config.* megatron.load_weight _target_ fsdp_config._target_ megatron._target_ load_weight data_loader_seed use_fused_kernels fsdp_config.forward_only fsdp_config.use_orig_params megatron.override_transformer_config.apply_rope_fusion
- megatron.override_transformer_config.gradient_accumulation_fusion megatron.override_transformer_config.deallocate_pipeline_outputs megatron.override_transformer_config.persist_layer_norm
[]
- data.* algorithm.* trainer.* reward.* reward_model.* critic.* custom_reward_function.* ray_* global_profiler.* actor_rollout_ref.rollout.* actor_rollout_ref.ref.* actor_rollout_ref.hybrid_engine
- actor_rollout_ref.model.trust_remote_code actor_rollout_ref.model.use_shm actor_rollout_ref.model.external_lib actor_rollout_ref.model.tokenizer_path actor_rollout_ref.model.custom_chat_template
- actor_rollout_ref.model.lora.* actor_rollout_ref.model.use_fused_kernels actor_rollout_ref.model.fused_kernel_options.* actor_rollout_ref.model.override_config.* actor_rollout_ref.model.mtp.* actor_rollout_ref.model.hf_config_path actor_rollout_ref.model._target_ actor_rollout_ref.profiler.*
- actor_rollout_ref.nccl_timeout actor_rollout_ref.model.exclude_modules actor_rollout_ref.model.lora_adapter_path engine optim model checkpoint.* model.mtp.* hydra* defaults* config_path config_name config-path config-name optim.* model.trust_remote_code model.use_shm model.external_lib model.fsdp_config.wrap_policy.* transfer_queue.* async_training.* rollout.*
`

// verlTitan, verlAuto and verlVeomni are the keys of its engines that are no Megatron and no FSDP.
const verlTitan = `
data_parallel_replicate_size  _vt.dp_replicate  size
data_parallel_shard_size      _vt.dp_shard      size
tensor_parallel_size          _vt.tp            size
expert_parallel_size          _vt.ep            size
pipeline_parallel_size        _vt.pp            size
context_parallel_size         _vt.cp            size
activation_checkpoint         _vt.recompute     words:none>none
attn_type                     _vt.attn          lower
`

const verlAuto = `
distributed_strategy           _va.strategy      lower
tp_size                        _va.tp            size
pp_size                        _va.pp            size
cp_size                        _va.cp            size
ep_size                        _va.ep            size
dp_replicate_size              _va.dp_replicate  size
sequence_parallel              _va.sp            bool
activation_checkpointing       _va.recompute     bool
attn_implementation            _va.attn          lower
- backend_config.* moe_config.* use_torch_compile enable_compile
`

const verlVeomni = `
ulysses_parallel_size             _vv.cp            size
expert_parallel_size              _vv.ep            size
fsdp_size                         _vv.fsdp_size     size
`

// verlEngine are the keys of the engine of its SFT trainer.
const verlEngine = `
[engine]
use_megatron_fsdp               _m.fsdp          bool
- use_mbridge vanilla_mbridge use_dist_checkpointing dist_checkpointing_* use_remove_padding wrap_policy.* forward_prefetch entropy_* seed _target_
strategy                        _v.strategy      lower
ulysses_sequence_parallel_size  _v.sp            size
fsdp_size                       _v.fsdp_size     size
model_dtype                     _v.model_dtype   dtype
dtype                           _v.dtype         dtype
param_offload                   _v.e_params      bool
optimizer_offload               _v.e_optimizer   bool
grad_offload                    _v.e_gradients   bool
use_distributed_optimizer       _m.distributed   bool
reshard_after_forward           _v.reshard       bool
`

var formatVerl = format{
	name: "verl", anyLength: true, pads: true, framework: "", title: "verl", schema: omegaConf, refuses: true,
	keys: []chunk{{"", verlKeys}, {"", verlEngine}, {"actor_rollout_ref.actor.megatron.", megatronSizes}, {"actor_rollout_ref.actor.megatron.override_transformer_config.", megatronSizes},
		{"actor_rollout_ref.actor.torchtitan.", verlTitan}, {"actor_rollout_ref.actor.automodel.", verlAuto}, {"actor_rollout_ref.actor.veomni.", verlVeomni},
		{"engine.", verlTitan}, {"engine.", verlAuto}, {"engine.", verlVeomni}, {"engine.", megatronSizes}, {"engine.override_transformer_config.", megatronSizes},
		{"actor_rollout_ref.actor.megatron.override_transformer_config.", megatronIgnored}, {"engine.override_transformer_config.", megatronIgnored}},
	world: verlWorld, laws: verlLaws,
}
