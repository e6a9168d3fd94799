package reading

// torchtitanKeys are those of its TOML, and of the flags --section.key that all its versions take.
const torchtitanKeys = `
[parallelism]
data_parallel_replicate_degree   mesh.dp_replicate_size  size  =1
data_parallel_shard_degree       mesh.dp_shard_size      size
tensor_parallel_degree           mesh.tp_size            size  =1
context_parallel_degree          mesh.cp_size            size  =1
pipeline_parallel_degree         mesh.pp_size            size  =1
expert_parallel_degree           mesh.ep_size            size
expert_tensor_parallel_degree    run.expert_tensor_parallel_size  size
pipeline_parallel_schedule       run.pipeline_schedule   text
pipeline_parallel_layers_per_stage  run.layers_per_stage size
module_fqns_per_model_part|pipeline_parallel_split_points  run.stage_layout  layout
pipeline_parallel_schedule_csv   _tt.schedule_csv        text
pipeline_parallel_microbatch_size  _tt.pp_micro          size
num_pp_microbatches              run.num_microbatches    size
enable_sequence_parallel         run.sequence_parallel   bool
fsdp_reshard_after_forward       _tt.reshard             lower
context_parallel_rotate_method   _tt.rotate              lower
expert_parallel_comm_backend     run.dispatcher          words:standard>torch
enable_async_tensor_parallel     run.tp_overlap          bool
- disable_loss_parallel enable_loss_parallel enable_compiled_autograd context_parallel_load_balancer pipeline_parallel_first_stage_less_layers pipeline_parallel_last_stage_less_layers
- pipeline_parallel_expert_parallel_overlap
[training]
local_batch_size|batch_size      _tt.local               size  =8
global_batch_size                run.global_batch_size   size
seq_len                          run.sequence_length     size  =2048
num_tokens_per_microbatch_per_dp_rank  _tt.tokens        size
num_tokens_per_train_step        _tt.step_tokens         size
max_context_length               ~run.sequence_length    size
dtype                            run.precision.params    dtype  =float32
mixed_precision_param            run.precision.compute   dtype  =bfloat16
mixed_precision_reduce           run.precision.reduce    dtype  =float32
enable_cpu_offload               _tt.offload             bool
compile                          ~_tt.compile            bool
tensor_parallel_degree           ~mesh.tp_size           size
data_parallel_shard_degree|data_parallel_degree  ~mesh.dp_shard_size  size
data_parallel_replicate_degree   ~mesh.dp_replicate_size size
- steps enable_loss_parallel max_norm dataset* seed deterministic gc_* data_* warmup_steps enable_fsdp_gradient_accumulation dataloader.*
[model]
name                             _model_name             text
flavor                           _model_flavor           text
hf_assets_path|tokenizer_path    _model                  model
converters                       _tt.converters          list
- print_after_conversion norm_type vocab_size
[optimizer]
name                             run.optimizer.name      text  =AdamW
- lr eps beta* weight_decay implementation early_step_in_backward fused foreach
[activation_checkpoint]
mode                             run.recompute           lower
- selective_ac_option per_op_sac_* early_stop memory_budget visualize_* preserve_rng_state determinism_check debug
[experimental]
pipeline_parallel_degree         ~mesh.pp_size           size
context_parallel_degree          ~mesh.cp_size           size
pipeline_parallel_schedule       ~run.pipeline_schedule  text
pipeline_parallel_microbatches   ~run.num_microbatches   size
pipeline_parallel_split_points   ~run.stage_layout       layout
enable_async_tensor_parallel     ~run.tp_overlap         bool
[float8]
enable_float8_linear             _tt.float8              bool
- *
[compile]
enable                           _tt.compile             bool
components                       _tt.components          list
- backend
[]
hf_assets_path                   ~_model                 model
module                           _model_name             text
config                           _model_flavor           text
job.config_file                  _tt.file                text
- job.* profiling.* profiler.* metrics.* lr_scheduler.* checkpoint.* validation.* comm.* memory_estimation.* fault_tolerance.* experimental.* debug.* validator.* dump_folder dataloader.* tokenizer.* parallelism.expert_parallel_a2a_*
`

var formatTorchtitan = format{
	name: "torchtitan", framework: "torchtitan", title: "torchtitan", schema: typed, refuses: true,
	keys: []chunk{{"", torchtitanKeys}}, world: torchtitanWorld, laws: torchtitanLaws,
}

const torchtuneKeys = `
tensor_parallel_dim            mesh.tp_size            size  =1
context_parallel_dim           mesh.cp_size            size  =1
data_parallel_shard_dim        mesh.dp_shard_size      size
data_parallel_replicate_dim    mesh.dp_replicate_size  size  =1
batch_size                     run.micro_batch_size    size
gradient_accumulation_steps    run.gradient_accumulation  size  =1
tokenizer.max_seq_len          run.sequence_length     size
dataset.packed                 run.packing             bool
dtype                          run.precision.params    dtype
enable_activation_checkpointing  _recompute.mode       words:true>full,false>none  =false
enable_activation_offloading   _offload.activations    bool  =false
fsdp_cpu_offload|fsdp.cpu_offload  _offload.params     bool  =false
fsdp_reshard_after_forward     run.sharding.reshard_after_forward  bool
compile                        run.compile             bool
optimizer._component_          run.optimizer.name      text
model._component_              _model_builder          text
model.lora_rank                run.peft.rank           size
model.lora_alpha               run.peft.alpha          int
model.lora_attn_modules        run.peft.targets        list
model.quantize_base            _tune.quantized         bool
loss._component_               _tune.loss              text
checkpointer.checkpoint_dir    _model_folder           text
- output_dir tokenizer.* dataset.* dataset_val.* seed shuffle run_val_every_n_steps batch_size_val model.* checkpointer.* resume_from_checkpoint tensor_parallel_plan.* epochs optimizer.* loss.* max_steps_per_epoch
- device custom_sharded_layers clip_grad_norm optimizer_in_bwd metric_logger.* log_* profiler.* lr_scheduler.* data_parallel_* enable_async_checkpointing use_fp8 save_* keep_last_n_checkpoints num_output_chunks
- reward_* ref_* policy_* temperature top_k top_p dataloader.* teacher_* kd_* float8_recipe_name collate_fn ac_mode ac_option
`

var formatTorchtune = format{
	name: "torchtune", framework: "", title: "torchtune", schema: omegaConf, ignores: "torchtune ignores it",
	keys: []chunk{{"", torchtuneKeys}}, laws: torchtuneLaws, trains: "optimizer",
}

const nanotronKeys = `
[parallelism]
dp                     mesh.dp_size   size
tp                     mesh.tp_size   size
pp                     mesh.pp_size   size
expert_parallel_size   mesh.ep_size   size  =1
context_parallel_size  mesh.cp_size   size  =1
pp_engine              run.pipeline_schedule  words:1f1b>1F1B,afab>GPipe
tp_mode                _nano.tp_mode  lower =all_reduce
recompute_layer        _recompute.mode  words:true>full,false>none  =false
- tp_linear_async_communication tp_recompute_allgather
[tokens]
sequence_length        run.sequence_length     size
micro_batch_size       run.micro_batch_size    size
batch_accumulation_per_replica  run.gradient_accumulation  size
- train_steps val_check_interval limit_*
[optimizer]
zero_stage             run.sharding.stage      int  =0
accumulate_grad_in_fp32  run.precision.reduce  flag:fp32
optimizer_factory.name run.optimizer.name      text
- *
[model]
dtype                  run.precision.compute   dtype
model_config.hidden_size              model.hidden_size          size
model_config.intermediate_size        model.intermediate_size    size
model_config.num_attention_heads      model.num_attention_heads  size
model_config.num_key_value_heads|model_config.num_kv_heads  model.num_key_value_heads  size
model_config.num_hidden_layers        model.num_hidden_layers    size
model_config.vocab_size               model.vocab_size           size
model_config.max_position_embeddings  model.max_position_embeddings  size
model_config.tie_word_embeddings      model.tie_word_embeddings  bool
model_config.rope_theta               model.rope_theta           whole
model_config.sliding_window_size      model.sliding_window       size
model_config.moe_config.num_experts|model_config.moe_num_experts  model.num_local_experts  size
model_config.moe_config.top_k|model_config.num_experts_per_tok  model.num_experts_per_tok  size
model_config.moe_config.moe_intermediate_size  model.moe_intermediate_size  size
model_config._attn_implementation     run.attn                   lower
- ddp_bucket_cap_mb init_method.* make_vocab_size_divisible_by model_config.*
[]
- profile kill_switch_path data.* learning_rate_scheduler.* experiment_logger.* model.seed model.tokenizer_name_or_path parallelism.moe_layer_recompute parallelism.tp_column_linear_async_communication
- checkpoints* data_stages* general.* lighteval* logging.* profiler* tokenizer.* s3_upload* metrics_logging*
`

var formatNanotron = format{
	name: "nanotron", framework: "", title: "nanotron", schema: yaml11, refuses: true,
	keys: []chunk{{"", nanotronKeys}}, world: nanotronWorld, laws: nanotronLaws,
}

// primeTrainer are the keys of a model that trains, at whatever level they stand.
const primeTrainer = `
[model]
name             _model                model
seq_len          ~run.sequence_length  size
attn             run.attn              words:auto>auto
ep               mesh.ep_size          skip
cp               mesh.cp_size          size  =1
cp_style         _prime.cp_style       lower =ring
dp_replicate     mesh.dp_replicate_size  size  =1
ac               _prime.ac             given:true
ac.mode          _recompute.mode       lower
ac.freq          _prime.ac_freq        size
ac_offloading    _offload.activations  given:true
fsdp_cpu_offload _prime.offload        bool
optim_cpu_offload  run.optimizer.offload  bool
full_offload     _offload.optimizer    given:true
compile          run.compile           given:true
reshard_after_forward  run.sharding.reshard_after_forward  bool
fused_lm_head_token_chunk_size  _prime.chunk  lower
optimization_dtype  run.precision.params  dtype
reduce_dtype     run.precision.reduce  dtype
ep_comm_backend  run.dispatcher        lower
[experimental.]lora  _peft.on          given:true
[experimental.]lora.rank   _peft.rank  size
[experimental.]lora.alpha  _peft.alpha int
[experimental.]lora.target_modules  _peft.targets  list
quantization.type  run.precision.fp8   lower
- impl trust_remote_code vlm.* debug.* moe_* freeze_moe_router index_cache.* compile.* ac.* ac_offloading.* lora.* experimental.lora.* deepep_* quantization.* conversion_dir full_offload.* load_using_meta fp8
[]
optim.type       run.optimizer.name    text
- optim.* scheduler.* ckpt* log.* wandb.* monitors.* weights.* loss.* data.* rollout_transport.* weight_broadcast.* metrics_server.* heartbeat.* max_steps memory_profiler_path trace_path gc.* dist_timeout_seconds bench*
- max_concurrent_runs env_vars.* tokenizer.* run.* output_dir clean* resume.* async_level max_async_level experimental.*
`

const primeKeys = `
seq_len                      run.sequence_length  size
deployment.type              _prime.deployment    lower
deployment.num_train_nodes   _world.nodes         size
deployment.gpus_per_node     _world.per           size
deployment.num_train_gpus    _prime.train_gpus    size
trainer_gpu_ids              _prime.train_gpus    count
orchestrator.seq_len         _prime.packed        size
inference.vllm.tensor_parallel_size|inference.parallel.tp  _rollout.tp_size  size
inference.parallel.dp        _rollout.dp_size          size
data.seq_len                 ~run.sequence_length size
data.batch_size              run.global_batch_size  size
data.micro_batch_size        run.micro_batch_size size
model.name                   _model               model
trainer.model.name           ~_model              model
- deployment.* orchestrator.* inference.* slurm.* log.* wandb.* weight_broadcast.* monitors.* ckpt* data.* renderer.* val.* eval.* matmul_precision inference_gpu_ids
`

var formatPrime = format{
	name: "prime_rl", framework: "", title: "prime-rl", schema: typed, refuses: true,
	keys: []chunk{{"", primeKeys}, {"trainer.", primeTrainer}, {"", primeTrainer}}, world: primeWorld, laws: primeLaws,
}
