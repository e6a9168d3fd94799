package reading

const axolotlKeys = `
base_model                   _model                    model
revision_of_model            _model_revision           text
tensor_parallel_size         mesh.tp_size              size
context_parallel_size        mesh.cp_size              size
sequence_parallel_degree     ~mesh.cp_size             size
dp_shard_size                mesh.dp_shard_size        size
dp_replicate_size            mesh.dp_replicate_size    size
expert_parallel_size         mesh.ep_size              size
fsdp                         _hf.fsdp                  skip
fsdp_version                 _fsdp.version             int
fsdp_config.[fsdp_]version   ~_fsdp.version            int
fsdp_config.[fsdp_]offload_params            _fsdp.offload    bool
fsdp_config.[fsdp_]activation_checkpointing  _fsdp.recompute  bool
fsdp_config.[fsdp_]reshard_after_forward     _fsdp.reshard    lower
fsdp_config.[fsdp_]sharding_strategy         _fsdp.policy     text
deepspeed                    _ds.file                  text
sequence_len                 run.sequence_length       size
micro_batch_size             run.micro_batch_size      size   =1
gradient_accumulation_steps  run.gradient_accumulation size
batch_size                   run.global_batch_size     size
sample_packing               run.packing               bool   =false
attn_implementation          run.attn                  words:flash_attention>flash_attention_2,flex_attention>flex
flash_attention              ~run.attn                 flag:flash_attention_2
sdp_attention                ~run.attn                 flag:sdpa
flex_attention               ~run.attn                 flag:flex
xformers_attention           ~run.attn                 flag:xformers
eager_attention              ~run.attn                 flag:eager
bf16|bfloat16                _ax.bf16                  lower
fp16|float16                 _ax.fp16                  lower
fp8                          run.precision.fp8         flag:float8
tf32                         run.precision.tf32        bool
gradient_checkpointing       _ax.checkpointing         lower
activation_offloading        _offload.activations      words:true>true,false>false,legacy>true,disk>true
adapter                      run.peft.type             words:none>
lora_r                       run.peft.rank             size
lora_alpha                   run.peft.alpha            int
lora_target_modules          run.peft.targets          list
lora_target_linear           ~run.peft.targets         flag:all-linear
load_in_4bit                 _quant.four               bool
load_in_8bit                 _quant.eight              bool
gptq                         run.quantization.method   flag:gptq
quantize_moe_experts         run.quantization.experts  bool
optimizer                    _hf.optim                 lower
torch_compile                run.compile               words:auto>
plugins                      _ax.plugins               list
liger_fused_linear_cross_entropy|liger_cross_entropy  _ax.liger_loss  flag:true
num_epochs                   run.epochs                skip
ray_num_workers              _world.all                size
- launcher cloud sweep gptq_* use_ray model_type tokenizer_* base_model_config type_of_model is_* trust_remote_code strict resume_from_checkpoint auto_resume_from_checkpoints datasets* test_datasets* dataset_* val_set_size
- output_dir wandb_* mlflow_* comet_* trackio_* use_tensorboard use_wandb use_mlflow use_comet hub_* push_* hf_use_auth_token chat_template* default_system_message eot_tokens special_tokens* tokens* added_tokens_overrides
- learning_rate lr_* cosine_* weight_decay adam_* max_grad_norm warmup_* num_epochs max_steps eval_* evals_per_epoch save_* saves_per_epoch logging_steps early_stopping_patience load_best_model_at_end
- gradient_checkpointing_kwargs* group_by_length train_on_inputs pad_to_sequence_len pad_to_multiple_of eval_sample_packing sample_packing_* lora_dropout lora_fan_in_fan_out lora_modules_to_save lora_model_dir
- peft* peft_use_dora peft_use_rslora lora_on_cpu relora* loraplus_* debug seed local_rank ddp* device device_map max_memory gpu_memory_limit low_cpu_mem_usage dataloader_* remove_unused_columns shuffle_*
- neftune_* rl rl_* dpo_* orpo_* simpo_* cpo_* kto_* trl.* vllm.* unfrozen_parameters* save_safetensors pretraining_dataset* streaming* skip_prepare_dataset val_* loss_watchdog_* profiler_steps* hub_strategy
- overrides_of_model_config* overrides_of_model_kwargs* model_kwargs* tokenizer_config processor_type processor_config image_* group_by_* torchdynamo_* flash_optimum xformers* s2_attention min_sample_len excess_length_strategy
- liger_rope liger_rms_norm liger_glu_activation liger_layer_norm cut_cross_entropy fsdp_config.* fsdp_final_state_dict_type deepspeed.* heads_k_stride ring_attn_func
- additional_layers gc_steps include_* mean_resizing_embeddings resize_token_embeddings_to_32x shrink_embeddings process_reward_model reward_model num_labels center_rewards_coefficient sequence_len_eval eval_sequence_len
- load_in_4bit_dequantize bnb_config_kwargs* torch_dtype field_messages do_causal_lm_eval do_bench_eval bench_* metric_for_best_model greater_is_better optim_args* optim_target_modules lisa_* use_pose* pose_* curriculum_sampling experimental_*
`

var formatAxolotl = format{
	name: "axolotl", pads: true, framework: "accelerate", title: "axolotl", schema: yaml11, ignores: "axolotl ignores it",
	keys: []chunk{{"", axolotlKeys}}, world: allWorld, laws: axolotlLaws,
}

const llamafactoryKeys = `
model_name_or_path           _model                    model
model_revision               _model_revision           text
cutoff_len                   run.sequence_length       size   =2048
per_device_train_batch_size  run.micro_batch_size      size   =8
gradient_accumulation_steps  run.gradient_accumulation batch  =1
stage                        _lf.stage                 lower  =sft
packing                      run.packing               bool
neat_packing                 _lf.neat                  bool
flash_attn                   run.attn                  words:fa2>flash_attention_2,true>flash_attention_2,fa3>flash_attention_3,disabled>eager,auto>auto
finetuning_type              _lf.type                  lower  =lora
use_kt                      _offload.params           bool
lora_rank                    _peft.rank                size   =8
lora_alpha                   _peft.alpha               int
lora_target                  _peft.targets             text   =all
quantization_bit             run.quantization.bits     size
quantization_method          run.quantization.method   words:bnb>bitsandbytes
deepspeed                    _ds.file                  text
bf16                         _hf.bf16                  bool
fp16                         _hf.fp16                  bool
pure_bf16                    _lf.pure_bf16             bool
tf32                         run.precision.tf32        bool
fp8                          run.precision.fp8         flag:float8
disable_gradient_checkpointing  _lf.no_recompute       bool   =false
enable_liger_kernel|use_liger_kernel  run.fused_loss            flag:liger
optim                        _hf.optim                 text
torch_compile                run.compile               bool
fsdp                         _hf.fsdp                  skip
fsdp_config                  _hf.fsdp_config           skip
ray_num_workers              _world.all                size
mixed_precision              _lf.mixed                 text
use_packed_sequences         ~run.packing              bool
use_mca                      _lf.mca                   bool
use_megatron_bridge          _lf.bridge                bool
use_distributed_optimizer    _m.distributed            bool
num_train_epochs             run.epochs                skip
- evaluation_strategy gradient_checkpointing mixture_of_depths train_mm_proj_only task lang n_shot batch_size use_unsloth use_unsloth_gc adapter_name_or_path adapter_folder cache_dir use_fast_tokenizer resize_vocab split_special_tokens add_tokens add_special_tokens trust_remote_code hf_hub_token ms_hub_token om_hub_token low_cpu_mem_usage rope_scaling
- shift_attn moe_aux_loss_coef use_reentrant_gc upcast_* train_from_scratch infer_* offload_folder use_kv_cache print_param_status export_dir export_size export_device export_quantization_* export_legacy_format export_hub_model_id vllm_* sglang_* image_* video_* audio_* template dataset* eval_* media_dir
- train_on_prompt mask_history streaming buffer_size mix_strategy interleave_probs overwrite_* preprocessing_* max_samples ignore_pad_token_for_loss val_size tool_format default_system enable_thinking tokenized_path
- data_shared_file_system freeze_* additional_target lora_dropout loraplus_* use_rslora use_dora pissa_* create_new_adapter pref_* dpo_* kto_* simpo_* ppo_* ref_model* reward_model* ld_alpha use_galore galore_*
- use_apollo apollo_* use_badam badam_* swanlab_* use_swanlab use_llama_pro use_adam_mini use_muon disable_shuffling early_stopping_steps plot_loss compute_accuracy include_* do_* output_dir logging_* save_*
- learning_rate lr_* weight_decay adam_* max_grad_norm max_steps num_train_epochs warmup_* report_to run_name seed ddp_* dataloader_* resume_from_checkpoint remove_unused_columns load_best_model_at_end metric_for_best_model
- greater_is_better push_to_hub hub_* ray_* predict_with_generate per_device_eval_batch_size temperature top_p top_k max_new_tokens max_length repetition_penalty length_penalty num_beams double_quantization
- quantization_type quantization_device_map bf16_full_eval group_by_length neftune_* label_names data_seed log_* fsdp_config.* moe_grouped_gemm optim_* gradient_checkpointing_kwargs
`

var formatLLaMAFactory = format{
	name: "llamafactory", framework: "accelerate", title: "LLaMA-Factory", schema: omegaConf, refuses: true,
	keys: []chunk{{"", llamafactoryKeys}, {"", megatronSizes}}, world: llamafactoryWorld, laws: llamafactoryLaws,
	trains: "dataset output_dir do_train stage per_device_train_batch_size",
}

const swiftKeys = `
model|model_id_or_path       _model                    model
model_revision               _model_revision           text
max_length                   run.sequence_length       size
packing_length               ~run.sequence_length      size
per_device_train_batch_size|batch_size  run.micro_batch_size  size   =1
gradient_accumulation_steps  run.gradient_accumulation size
packing                      run.packing               bool
padding_free                 _sw.padding_free          bool
attn_impl                    run.attn                  words:flash_attn>flash_attention_2,flash_attention_2>flash_attention_2
use_flash_attn               ~run.attn                 flag:flash_attention_2
torch_dtype                  run.precision.params      dtype
dtype                        run.precision.params      words:auto>,bf16>bf16,fp16>fp16,fp32>fp32
bf16                         _hf.bf16                  bool
fp16                         _hf.fp16                  bool
tuner_type|train_type|sft_type  _sw.tuner              lower  =lora
lora_rank                    _peft.rank                size   =8
lora_alpha                   _peft.alpha               int    =32
target_modules               _peft.targets             list
lora_target_modules          _peft.targets             words:all>all-linear,default>
quant_method                 run.quantization.method   words:bnb>bitsandbytes
quant_bits|quantization_bit  run.quantization.bits     size
deepspeed                    _ds.file                  text
deepspeed_autotp_size        mesh.tp_size              size
zero_hpz_partition_size      _ds.hpz                   size
fsdp                         _sw.fsdp                  lower
sequence_parallel_size       mesh.cp_size              size   =1
gradient_checkpointing       _recompute.mode           words:true>full,false>none  =true
use_liger_kernel             run.fused_loss            flag:liger
optim                        _hf.optim                 text
vllm_tensor_parallel_size    _rollout.tp_size               size
num_train_epochs             run.epochs                skip
use_hf                       _sw.use_hf                bool
- dataset* val_dataset cached_* custom_* load_from_cache_file split_dataset_ratio streaming shuffle_* interleave_prob eval_* per_device_eval_batch_size learning_rate lr_* weight_decay adam_* max_grad_norm max_steps
- save_* logging_* warmup_* dataloader_* output_dir system model_author model_name model_type model_kwargs template* task_type num_labels seed data_seed report_to swanlab_* wandb_* ddp_* push_to_hub hub_* load_args
- lora_dropout lora_bias lora_dtype use_rslora use_dora init_weights modules_to_save freeze_* trainable_* aligner_lr vit_* use_chat_template agent_template loss_scale truncation_strategy max_pixels norm_bbox response_prefix
- add_version create_checkpoint_symlink metric* greater_is_better load_best_model_at_end resume_* adapters external_plugins acc_* remove_unused_columns columns strict lazy_tokenize dataset_num_proc add_non_thinking_prefix
- reward_* vllm_* use_vllm num_generations max_completion_length temperature top_p top_k repetition_penalty beta epsilon* log_completions rlhf_type ref_* sleep_level offload_* move_model_batches num_iterations steps_per_generation
- template_type train_dataset_sample val_dataset_sample check_* self_cognition_sample use_self_cognition lora_dropout_p lora_lr_ratio lora_modules_to_save preprocess_num_proc only_save_model eval_batch_size add_output_dir_suffix additional_trainable_parameters disable_tqdm
- rpo_alpha loss_type importance_sampling_level dynamic_sample overlong_filter async_generate multi_turn_* max_turns teacher_* bnb_4bit_* device_map max_memory gradient_checkpointing_kwargs neftune_* tuner_backend attn_backend
- save_safetensors finetune train_iters no_* mcore_* merge_lora min_lr clip_grad moe_* num_train_epochs enable_* logprobs scale_rewards group_by_length
`

var formatSwift = format{
	name: "swift", pads: true, framework: "accelerate", title: "ms-swift", schema: yaml11, refuses: true,
	keys: []chunk{{"", swiftKeys}}, world: swiftWorld, laws: swiftLaws, presets: true,
}

// swiftMegatronKeys are what `megatron sft` and its kin have beside the names of Megatron. Their defaults differ.
const swiftMegatronKeys = `
model                  _model                    model
model_revision         _model_revision           text
max_length             run.sequence_length       size
packing_length         ~run.sequence_length      size
packing                run.packing               bool
padding_free           _sw.padding_free          bool
tuner_type|train_type  _sw.tuner                 lower  =full
lora_rank              _peft.rank                size   =8
lora_alpha             _peft.alpha               int    =32
target_modules         _peft.targets             list
micro_batch_size       run.micro_batch_size      size   =1
global_batch_size      run.global_batch_size     size   =16
recompute_granularity  _recompute.mode           words:none>none  =selective
use_distributed_optimizer  _m.distributed        bool   =true
expert_tensor_parallel_size  run.expert_tensor_parallel_size  size  =1
attention_backend      _m.attn                   lower  =flash
vllm_tensor_parallel_size  _rollout.tp_size           size
`

var formatSwiftMegatron = format{
	name: "swift_megatron", pads: true, framework: "megatron", title: "ms-swift on Megatron", schema: yaml11, refuses: true,
	keys: []chunk{{"", swiftMegatronKeys}, {"", megatronSizes}, {"", megatronTraining}, {"", swiftIgnored}, {"", megatronIgnored}}, world: swiftWorld, laws: swiftMegatronLaws,
}

// swiftIgnored are those of swift itself that its Megatron takes as well.
const swiftIgnored = `
- dataset* val_dataset cached_* custom_* load_from_cache_file split_dataset_ratio streaming shuffle_* interleave_prob output_dir save_* eval_* logging_* dataset_num_proc system model_author model_name model_type template* task_type
- save_safetensors save_strategy mcore_* merge_lora num_train_epochs no_* freeze_* trainable_* vit_* aligner_lr loss_scale truncation_strategy max_pixels agent_template use_hf adapters external_plugins report_to swanlab_*
- reward_* vllm_* use_vllm num_generations max_completion_length temperature top_p top_k beta epsilon* rlhf_type ref_* sleep_level offload_* steps_per_generation loss_type importance_sampling_level dynamic_sample lora_* use_rslora
- train_dataloader_shuffle dataloader_* group_by_length async_save max_epochs columns strict lazy_tokenize add_version metric_for_best_model greater_is_better padding_side enable_* response_prefix add_non_thinking_prefix torch_dtype
- generation_batch_size move_model_batches num_iterations log_completions scale_rewards overlong_filter max_shard_size seed teacher_* rpo_alpha modules_to_save target_regex
`
