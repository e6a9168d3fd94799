package reading

// accelerateKeys are those of its config file, and of the flags of `accelerate launch`, which are put into the same sections.
const accelerateKeys = `
distributed_type   _acc.type          lower
num_processes      _world.all         size
num_machines       _world.nodes       size   =1
mixed_precision    _acc.mixed         lower
gradient_accumulation_steps  run.gradient_accumulation  batch
- compute_environment debug downcast_bf16 enable_cpu_affinity machine_rank main_training_function main_process_ip main_process_port rdzv_backend rdzv_conf same_network
- tpu_* use_cpu gpu_ids command_file commands mpirun_config* deepspeed_hostfile deepspeed_multinode_launcher monitor_interval max_restarts role tee log_dir
- num_cpu_threads_per_process quiet env vm fp16 ec2_instance_type iam_role_name image_uri profile region base_job_name pytorch_version transformers_version py_version
- sagemaker_inputs_file sagemaker_metrics_file additional_args multi_gpu cpu tpu use_parallelism_config use_mps_device main_port
use_fsdp           _acc.use_fsdp       bool
use_deepspeed      _acc.use_deepspeed  bool
use_megatron_lm    _acc.use_megatron   bool
[fsdp_config]
[fsdp_]version                   _fsdp.version    int
[fsdp_]sharding_strategy         _fsdp.policy     words:1>FULL_SHARD,2>SHARD_GRAD_OP,3>NO_SHARD,4>HYBRID_SHARD,5>HYBRID_SHARD_ZERO2,full_shard>FULL_SHARD,shard_grad_op>SHARD_GRAD_OP,no_shard>NO_SHARD,hybrid_shard>HYBRID_SHARD,hybrid_shard_zero2>HYBRID_SHARD_ZERO2
[fsdp_]reshard_after_forward     _fsdp.reshard    lower
[fsdp_]offload_params            _fsdp.offload    bool
[fsdp_]activation_checkpointing  _fsdp.recompute  bool
- fsdp_auto_wrap_policy fsdp_backward_prefetch fsdp_forward_prefetch fsdp_cpu_ram_efficient_loading fsdp_state_dict_type fsdp_sync_module_states fsdp_use_orig_params fsdp_min_num_params
- fsdp_transformer_layer_cls_to_wrap fsdp_min_num_params auto_wrap_policy backward_prefetch forward_prefetch cpu_ram_efficient_loading state_dict_type sync_module_states use_orig_params
- min_num_params transformer_layer_cls_to_wrap fsdp_backward_prefetch_policy fsdp_ignored_modules
[parallelism_config]
parallelism_config_dp_replicate_size   mesh.dp_replicate_size  size
parallelism_config_dp_shard_size       mesh.dp_shard_size      size
parallelism_config_tp_size             mesh.tp_size            size
parallelism_config_cp_size             mesh.cp_size            size
parallelism_config_sp_size             _acc.sp                 size
parallelism_config_sp_backend          _acc.sp_backend         lower
parallelism_config_sp_attn_implementation  run.attn            lower
parallelism_config_cp_comm_strategy    _acc.cp_comm            lower
- parallelism_config_sp_seq_length parallelism_config_cp_backend
[deepspeed_config]
deepspeed_config_file           _ds.file     text
zero_stage                      _ds.stage    int
offload_optimizer_device        _offload.optimizer  words:none>false,cpu>true,nvme>true
offload_param_device            _offload.params     words:none>false,cpu>true,nvme>true
gradient_accumulation_steps     run.gradient_accumulation  batch
- gradient_clipping zero3_init_flag zero3_save_16bit_model deepspeed_multinode_launcher deepspeed_hostfile deepspeed_inclusion_filter deepspeed_exclusion_filter
- deepspeed_moe_layer_cls_names offload_optimizer_nvme_path offload_param_nvme_path
[dynamo_config]
dynamo_backend   _acc.dynamo  lower
- dynamo_*
[fp8_config]
[fp8_]backend    run.precision.fp8  lower
- *
[megatron_lm_config]
megatron_lm_tp_degree                   mesh.tp_size  size
megatron_lm_pp_degree                   mesh.pp_size  size
megatron_lm_context_parallel_size       mesh.cp_size  size
megatron_lm_expert_model_parallel_size  mesh.ep_size  size
megatron_lm_expert_tensor_parallel_size run.expert_tensor_parallel_size  size
megatron_lm_num_micro_batches           run.num_microbatches  size
megatron_lm_sequence_parallelism        run.sequence_parallel  bool
megatron_lm_recompute_granularity       _recompute.mode    words:none>
megatron_lm_recompute_method            _recompute.method  lower
megatron_lm_recompute_num_layers        _recompute.layers  size
megatron_lm_recompute_activations       ~_recompute.mode   flag:selective
megatron_lm_use_distributed_optimizer   _acc.distributed   bool
megatron_lm_decoder_last_pipeline_num_layers  run.last_stage_layers  size
megatron_lm_attention_backend           run.attn           lower
megatron_lm_optimizer_cpu_offload       _offload.optimizer bool
megatron_lm_gradient_clipping           _acc.clip          text
[]
`

var formatAccelerate = format{
	name: "accelerate", framework: "accelerate", title: "accelerate", schema: yaml11, refuses: true, beside: true,
	keys: []chunk{{"", accelerateKeys}}, laws: accelerateLaws, world: accelerateWorld,
}

// deepspeedKeys are those of its JSON file.
const deepspeedKeys = `
train_batch_size                run.global_batch_size      batch
train_micro_batch_size_per_gpu  run.micro_batch_size       batch
gradient_accumulation_steps     run.gradient_accumulation  batch
sequence_parallel_size          _ds.sp                     size
zero_optimization.stage                      _ds.stage            int   =0
zero_optimization.offload_param.device       _offload.params      words:none>false,cpu>true,nvme>true
zero_optimization.offload_optimizer.device   _offload.optimizer   words:none>false,cpu>true,nvme>true
zero_optimization.cpu_offload                ~_offload.optimizer  bool
zero_optimization.zero_hpz_partition_size    _ds.hpz              size
zero_optimization.mics_shard_size            _ds.mics             size
bf16.enabled|bfloat16.enabled                _ds.bf16             lower
fp16.enabled                                 _ds.fp16             lower
optimizer.type                               run.optimizer.name   text
tensor_parallel.autotp_size                  mesh.tp_size         size
tensor_parallel.tp.tp_size                   ~mesh.tp_size        size
communication_data_type                      run.precision.reduce dtype
- gradient_clipping steps_per_print wall_clock_breakdown zero_allow_untested_optimizer zero_force_ds_cpu_optimizer scheduler.* optimizer.* fp16.* bf16.* bfloat16.* amp.* prescale_gradients
- gradient_predivide_factor dump_state memory_breakdown flops_profiler.* tensorboard.* wandb.* csv_monitor.* comet.* comms_logger.* aio.* data_types.* checkpoint.* elasticity.* autotuning.*
- activation_checkpointing.* dataloader_drop_last sparse_attention.* data_efficiency.* curriculum_learning.* compression_training.* disable_allgather sparse_gradients zero_optimization.*
- zero_optimization.offload_param.* zero_optimization.offload_optimizer.* load_universal_checkpoint graph_harvesting use_data_before_expert_parallel_ torch_autocast.* hybrid_engine.* seed
`

var formatDeepSpeed = format{
	name: "deepspeed", framework: "accelerate", title: "DeepSpeed", schema: typed, beside: true,
	ignores: "DeepSpeed ignores it", keys: []chunk{{"", deepspeedKeys}}, laws: deepspeedLaws,
}

// trainingKeys are TrainingArguments of transformers, and what TRL adds, as flags or in a file.
const trainingKeys = `
model_name_or_path|model_name   _model                     model
model_revision|revision         _model_revision            text
per_device_train_batch_size|per_gpu_train_batch_size  run.micro_batch_size  size  =8
gradient_accumulation_steps     run.gradient_accumulation  batch  =1
bf16                            _hf.bf16                   bool
fp16                            _hf.fp16                   bool
tf32                            run.precision.tf32         bool
gradient_checkpointing          _recompute.mode            words:true>full,1>full,false>none,0>none
optim                           _hf.optim                  text
torch_compile                   run.compile                bool
use_liger_kernel|use_liger      run.fused_loss             flag:liger
fsdp                            _hf.fsdp                   skip
fsdp_config                     _hf.fsdp_config            skip
deepspeed                       _ds.file                   text
parallelism_config.dp_replicate_size  mesh.dp_replicate_size  size
parallelism_config.dp_shard_size      mesh.dp_shard_size   size
parallelism_config.tp_size      mesh.tp_size               size
parallelism_config.cp_size      mesh.cp_size               size
parallelism_config.sp_size      _acc.sp                    size
max_length|max_seq_length       run.sequence_length        size
packing                         run.packing                bool
attn_implementation             run.attn                   lower
dtype|torch_dtype               _hf.dtype                  dtype
use_peft                        _peft.on                   bool
lora_r                          _peft.rank                 size
lora_alpha                      _peft.alpha                int
lora_target_modules             _peft.targets              list
load_in_4bit                    _quant.four                bool
load_in_8bit                    _quant.eight               bool
num_train_epochs                run.epochs                 skip
accelerate_config               _hf.accelerate_config      text
`

// scriptKeys are the names that scripts of people's own have beside those of the Trainer, for what the Trainer does not name.
const scriptKeys = `
model_path|model_id|base_model|base_model_name_or_path|pretrained_model_name_or_path|hf_model_name_or_path|model  ~_model  model
model_max_length|max_seq_len|max_sequence_length|block_size|cutoff_len  ~run.sequence_length  size
use_lora|lora_enable|lora       ~_peft.on                  bool
lora_rank                       ~_peft.rank                size
grad_checkpoint                 ~_recompute.mode           flag:full
use_flash_attn|use_flash_attention|use_flash_attention_2  ~run.attn  flag:flash_attention_2
`

// trainingIgnored say nothing of the run's shape.
const trainingIgnored = `
- output_dir overwrite_output_dir do_* eval_* evaluation_strategy per_device_eval_batch_size prediction_loss_only learning_rate weight_decay adam_* max_grad_norm max_steps lr_scheduler_*
- warmup_* log_* logging_* save_* seed data_seed jit_mode_eval use_ipex use_cpu no_cuda local_rank ddp_* dataloader_* past_index run_name disable_tqdm remove_unused_columns label_names
- load_best_model_at_end metric_for_best_model greater_is_better ignore_data_skip fsdp_min_num_params label_smoothing_factor group_by_length length_column_name report_to push_to_hub*
- resume_from_checkpoint hub_* gradient_checkpointing_kwargs include_* auto_find_batch_size full_determinism torchdynamo ray_scope torch_compile_* dispatch_batches split_batches neftune_* optim_*
- fsdp_transformer_layer_cls_to_wrap batch_eval_metrics skip_memory_metrics use_legacy_prediction_loop trust_remote_code num_train_epochs project trackio_* torch_empty_cache_steps restore_callback_states_from_checkpoint
- dataset_* dataset dataset_config_name tokenizer_name tokenizer_name_or_path config_name cache_dir use_fast_tokenizer token use_auth_token preprocessing_* max_train_samples max_eval_samples
- streaming validation_* train_file block_size chat_template* system_prompt reward_funcs reward_* num_generations temperature top_p top_k beta epsilon* loss_type max_prompt_length
- max_completion_length use_vllm vllm_* scale_rewards mask_truncated_completions callbacks benchmarks wandb_* cosine_* repetition_* script_args lora_dropout lora_task_type lora_modules_to_save
- use_rslora use_dora bnb_4bit_quant_type use_bnb_nested_quant eos_token pad_token assistant_only_loss completion_only_loss activation_offloading_* ref_model_* dataset_mixture* config env.*
- fsdp_config.* deepspeed.* accelerator_config* shuffle_dataset mini_batch_size steps_per_generation num_iterations code_* parallel_code_exec_per_proc ray_* sync_ref_model truncation_mode label_pad_token_id average_tokens_across_devices
activation_offloading           _offload.activations       bool
`

var formatTRL = format{
	name: "trl", framework: "accelerate", title: "TRL", schema: yaml11, refuses: true,
	keys: []chunk{{"", trainingKeys}, {"", trainingIgnored}}, laws: trlLaws,
}

var formatTraining = format{
	name: "hf_trainer", framework: "accelerate", title: "TrainingArguments of transformers", schema: yaml11, ignores: "it may be an argument of the script itself",
	keys: []chunk{{"", trainingKeys}, {"", scriptKeys}, {"", trainingIgnored}}, laws: trainingLaws,
}
