package reading

// automodelSizes are the keys below `distributed`, of the trainer and of a teacher.
const automodelSizes = `
strategy           mesh.strategy           words:megatron-fsdp>megatron_fsdp,mfsdp>megatron_fsdp,megatron_fsdp>megatron_fsdp,fsdp2>fsdp2,ddp>ddp  =fsdp2
_target_           _nm.target              text
tp_size            mesh.tp_size            size  =1
pp_size            mesh.pp_size            size  =1
cp_size            mesh.cp_size            size  =1
ep_size            mesh.ep_size            size  =1
dp_size            mesh.dp_size            size
dp_replicate_size  mesh.dp_replicate_size  size
sequence_parallel  run.sequence_parallel   bool  =false
enable_async_tensor_parallel  run.tp_overlap  bool
activation_checkpointing  _recompute.mode  words:true>full,false>none,full>full,selective>selective,off>none,none>none
mp_policy.param_dtype     run.precision.compute  dtype
mp_policy.reduce_dtype    run.precision.reduce   dtype
offload_policy            _nm.offload      given:true
pipeline                  _nm.pipeline     given:true
[pipeline]
pp_schedule        run.pipeline_schedule   words:1f1b>1F1B,gpipe>GPipe,interleaved1f1b>Interleaved1F1B,interleavedzerobubble>InterleavedZeroBubble,zbvzerobubble>ZBVZeroBubble,loopedbfs>LoopedBFS,dualpipev>DualPipeV
pp_microbatch_size _nm.pp_micro            size
pp_batch_size      _nm.pp_batch            size
layers_per_stage   run.layers_per_stage    size
round_virtual_stages_to_pp_multiple  run.stage_rounding  lower
module_fqns_per_model_part           run.stage_layout    layout
pp_schedule_csv    _nm.schedule_csv        text
pp_seq_len         _nm.pp_seq_len          size
dtype              _nm.pp_dtype            dtype
- scale_grads_in_schedule patch_inner_model patch_causal_lm_model patch_stage_backward_maybe_with_nosync defer_fsdp_grad_sync pp_recv_buffer_pool pp_recv_buffer_pool_slack _target_
[]
- mp_policy.* offload_policy.* defer_fsdp_grad_sync backend reshard_after_forward moe.* moe_config.* use_hf_tp_plan megatron_fsdp_unit_modules data_parallel_sharding_strategy zero_dp_strategy init_fsdp_with_meta_device grad_reduce_in_fp32
- preserve_fp32_weights overlap_grad_reduce overlap_param_gather check_for_nan_in_grad average_in_collective disable_bucketing calculate_per_token_loss keep_fp8_transpose_cache nccl_ub fsdp_double_buffer tp_plan tp_plan.*
- enable_compile enable_fsdp2_prefetch fsdp2_backward_prefetch_depth fsdp2_forward_prefetch_depth timeout_minutes backend
`

const automodelKeys = `
recipe                             _nm.recipe             text
step_scheduler.global_batch_size   run.global_batch_size  size
step_scheduler.local_batch_size    _nm.local              size
step_scheduler.num_epochs          run.epochs             skip
packed_sequence.packed_sequence_size  _nm.packed          size
dataset.seq_length|dataset.seq_len|dataset.max_length|recipe_args.seq_length  ~run.sequence_length  size
model.pretrained_model_name_or_path|model.config.pretrained_model_name_or_path|recipe_args.target_model_name_or_path  _model  model
model.config                       _nm.config             given:true
model._target_                     _nm.model_target       text
model.config._target_              _nm.config_target      text
model.torch_dtype                  run.precision.params   dtype
model.backend.attn                 run.attn               lower
model.backend.dispatcher           run.dispatcher         lower
model.attn_implementation          ~run.attn              lower
model.revision                     _model_revision        text
peft._target_                      _nm.peft               text
peft.dim                           run.peft.rank          size
peft.alpha                         run.peft.alpha         int
peft.target_modules                run.peft.targets       list
peft.match_all_linear              ~run.peft.targets      flag:all-linear
quantization.load_in_4bit          _quant.four            bool
quantization.load_in_8bit          _quant.eight           bool
fp8.enabled                        run.precision.fp8      flag:float8
compile.enabled                    run.compile            bool
optimizer._target_                 run.optimizer.name     text
loss_fn._target_                   _nm.loss               text
teacher_distributed                _nm.teacher            given:true
teacher_model.pretrained_model_name_or_path  _teacher.model  model
separate_meshes                    _nm.separate           bool
ci.nodes|benchmark.num_nodes       _hint.nodes            size
ci.nproc_per_node                  _hint.per              size
skypilot.num_nodes                 _world.nodes           size
nemo_run.nodes|slurm.nodes         ~_world.nodes          size
nemo_run.ntasks_per_node|slurm.ntasks_per_node  _world.per  size
- step_scheduler.* packed_sequence.* dataset.* validation_dataset* dataloader.* validation_dataloader.* model.* peft.* quantization.* fp8.* compile.* optimizer.* lr_scheduler.* loss_fn.* checkpoint.* wandb.* mlflow.* comet.*
- tokenizer.* rng.* dist_env.* seed ci.* benchmark.* recipe_args.* skypilot.* nemo_run.* slurm.* clip_grad_norm.* profiling.* processor.* freeze_config.* auto_resume* restore_from.* logging.* metric_logger.* teacher_model.* kd_*
- teacher_distributed.* max_grad_norm temperature log_* training.* qat.* nemotron_* launcher.* generation.* flow_matching.* data.* batch.* num_* prefetch_* callbacks* run_name output_dir eval.* teacher_* cache_* mtp_*
`

var formatAutomodel = format{
	name: "nemo_automodel", framework: "nemo_automodel", title: "NeMo Automodel", schema: literals, ignores: "NeMo Automodel ignores it there",
	keys: []chunk{{"", automodelKeys}, {"distributed.", automodelSizes}, {"fsdp.", automodelSizes}}, world: automodelWorld, laws: automodelLaws,
}

const nemoRLKeys = `
policy.model_name                  _model                 model
policy.train_global_batch_size     run.global_batch_size  size
policy.train_micro_batch_size      run.micro_batch_size   size
policy.max_total_sequence_length   run.sequence_length    size
policy.precision                   run.precision.compute  dtype
policy.sequence_packing.enabled    run.packing            bool
policy.sequence_packing.train_mb_tokens  _packed.tokens   size
policy.dynamic_batching.enabled    _dynamic.on            bool
policy.dynamic_batching.train_mb_tokens  _dynamic.tokens  size
policy.optimizer.name              _nrl.optimizer         text
cluster.num_nodes                  _world.nodes           size
cluster.gpus_per_node              _world.per             size
policy.generation.backend          _rollout.engine        text
policy.generation.vllm_cfg.tensor_parallel_size    _rollout.tp_size  size
policy.generation.vllm_cfg.pipeline_parallel_size  _rollout.pp_size  size
policy.generation.vllm_cfg.expert_parallel_size    _rollout.ep_size  size
policy.generation.colocated.enabled                _nrl.colocated  bool
policy.generation.colocated.resources.num_nodes    _nrl.gen_nodes  size
policy.generation.colocated.resources.gpus_per_node  _nrl.gen_gpus  size
[policy.dtensor_cfg]
enabled                   _nrl.dtensor       bool
tensor_parallel_size      _nd.tp             size  =1
context_parallel_size     _nd.cp             size  =1
expert_parallel_size      _nd.ep             size
dp_replicate_size         _nd.dp_replicate   size
sequence_parallel         _nd.sp             bool
activation_checkpointing  _nd.recompute      bool
cpu_offload               _nd.offload        bool
lora_cfg.enabled          _peft.on           bool
lora_cfg.dim              _peft.rank         size
lora_cfg.alpha            _peft.alpha        int
lora_cfg.target_modules   _peft.targets      list
- *
[policy.megatron_cfg]
enabled                   _nrl.megatron      bool
activation_checkpointing  _nrl.recompute     bool
optimizer.optimizer       _nrl.m_optimizer   text
optimizer.optimizer_cpu_offload  _nrl.m_offload  bool
optimizer.use_distributed_optimizer  _m.distributed  bool
peft.enabled              _nrl.m_peft        bool
peft.dim                  _nrl.m_rank        size
peft.alpha                _nrl.m_alpha       int
fp8_cfg.enabled           _nrl.fp8_on        bool
fp8_cfg.fp8               _nrl.fp8           lower
fine_grained_activation_offloading  _nrl.m_activations  bool
use_fused_linear_logprobs  run.fused_loss        flag:chunked
- *
[]
- data_plane.* ppo.* value_loss_fn.* on_policy_distillation* generation.* eval.* policy.quant_* policy.router_replay.* grpo.* dpo.* sft.* rm.* distillation.* loss_fn.* checkpointing.* data.* env.* logger.* policy.tokenizer.* policy.generation.* policy.optimizer.* policy.scheduler* policy.hf_config_overrides.* policy.draft.* policy.dynamic_batching.*
- policy.sequence_packing.* policy.max_grad_norm policy.logprob_* policy.generation_batch_size policy.make_sequence_length_divisible_by policy.offload_optimizer_for_logprob policy.reward_model_cfg.* policy.refit_* teacher.* cluster.* defaults* value.* evaluation.* reward_penalties.*
`

var formatNeMoRL = format{
	name: "nemo_rl", anyLength: true, pads: true, framework: "", title: "NeMo RL", schema: omegaConf, ignores: "NeMo RL ignores it there",
	keys: []chunk{{"", nemoRLKeys}, {"policy.megatron_cfg.", megatronSizes}}, world: nemoRLWorld, laws: nemoRLLaws,
	trains: "cluster", // a part of a file that others are made of has none
}
