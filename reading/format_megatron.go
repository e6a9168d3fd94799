package reading

// megatronSizes are the sizes of Megatron in the names that its config classes, its flags, and all that build on it share.
const megatronSizes = `
tensor_model_parallel_size    mesh.tp_size  size  =1
pipeline_model_parallel_size  mesh.pp_size  size  =1
context_parallel_size         mesh.cp_size  size  =1
expert_model_parallel_size    mesh.ep_size  size  =1
expert_tensor_parallel_size   run.expert_tensor_parallel_size  size
virtual_pipeline_model_parallel_size|num_virtual_stages_per_pipeline_rank  run.virtual_stages  size
num_layers_per_virtual_pipeline_stage  _m.layers_per_virtual  size
pipeline_model_parallel_layout|num_layer_list  run.stage_layout  layout
decoder_first_pipeline_num_layers|num_layers_in_first_pipeline_stage  run.first_stage_layers  size
decoder_last_pipeline_num_layers|num_layers_in_last_pipeline_stage    run.last_stage_layers   size
account_for_embedding_in_pipeline_split  _m.embedding_in_split  bool
account_for_loss_in_pipeline_split       _m.loss_in_split       bool
sequence_parallel                        _m.sequence_parallel   bool  =false
tp_comm_overlap                          run.tp_overlap         bool
cp_comm_type                             _m.cp_comm             list
moe_token_dispatcher_type                _m.dispatcher          lower
moe_enable_deepep                        _m.deepep              bool
moe_flex_dispatcher_backend              _m.flex                lower
recompute_granularity                    _recompute.mode        words:none>
recompute_method                         _recompute.method      lower
recompute_num_layers                     _recompute.layers      size
recompute_modules                        _recompute.modules     list
recompute_activations                    ~_recompute.mode       flag:selective
checkpoint_activations                   ~_recompute.mode       flag:full
activations_checkpoint_method            _m.checkpoint_method   lower
activations_checkpoint_num_layers|checkpoint_num_layers  ~_recompute.layers  size
attention_backend                        _m.attn                lower
cross_entropy_loss_fusion                _m.ce_fusion           bool
cross_entropy_fusion_impl                _m.ce_impl             lower
`

// megatronTraining are the rest of the flags of its training programs.
const megatronTraining = `
micro_batch_size    run.micro_batch_size   size
global_batch_size   run.global_batch_size  size
rampup_batch_size   _m.rampup              text
seq_length|encoder_seq_length  run.sequence_length  size
decoder_seq_length  _m.decoder_length      size
language_model_type  _m.language_model     text
bf16                _m.bf16                bool
fp16                _m.fp16                bool
fp8_format|fp8      run.precision.fp8      words:none>
grad_reduce_in_bf16                 run.precision.reduce     flag:bf16
accumulate_allreduce_grads_in_fp32|grad_reduce_in_fp32  ~run.precision.reduce  flag:fp32
main_grads_dtype                    run.precision.gradients  dtype
use_precision_aware_optimizer       _m.precision_aware       bool
exp_avg_dtype                       _m.exp_avg               dtype
exp_avg_sq_dtype                    _m.exp_avg_sq            dtype
use_distributed_optimizer           _m.distributed           bool
use_megatron_fsdp|use_custom_fsdp   _m.fsdp                  bool
data_parallel_sharding_strategy     _m.fsdp_policy           lower
use_torch_fsdp2                     _m.torch_fsdp2           bool
num_distributed_optimizer_instances mesh.dp_replicate_size   size
use_flash_attn                      ~_m.attn                 flag:flash
optimizer                           run.optimizer.name       text
optimizer_cpu_offload               _offload.optimizer       bool
cpu_offloading                      _offload.activations     bool
fine_grained_activation_offloading  ~_offload.activations    bool
deepspeed                           _md.on                   bool
zero_stage                          _md.stage                int
ds_sequence_parallel_size           _md.sp                   size
num_key_value_heads                 _md.kv_heads             size
topk                                _md.topk                 size
use_flash_attn_v1|use_flash_attn_v2|use_flash_attn_triton|use_flash_attn_builder  ~_m.attn  flag:flash
model_parallel_size                 _m.old_size              skip
yaml_cfg                            _m.yaml                  text
num_layers|encoder_num_layers       model.num_hidden_layers  size
hidden_size                         model.hidden_size        size
ffn_hidden_size                     model.intermediate_size  size
num_attention_heads                 model.num_attention_heads  size
attention_head_type                 _m.head_type             lower
group_query_attention               _m.gqa                   bool
num_query_groups                    _m.groups                size
kv_channels                         model.head_dim           size
multi_latent_attention              _m.mla                   bool
q_lora_rank                         model.q_lora_rank        size
kv_lora_rank                        _m.kv_lora_rank          size
qk_head_dim                         _m.qk_head_dim           size
qk_pos_emb_head_dim                 _m.qk_rope               size
v_head_dim                          _m.v_head_dim            size
vocab_size|padded_vocab_size|pad_vocab_size_to  model.vocab_size         size
untie_embeddings_and_output_weights model.tie_word_embeddings  flag:false
max_position_embeddings             model.max_position_embeddings  size
rotary_base                         model.rope_theta         whole
normalization                       _m.normalization         text
swiglu                              _m.swiglu                bool
num_experts|num_moe_experts         model.num_local_experts  size
moe_router_topk                     model.num_experts_per_tok  size
moe_ffn_hidden_size                 model.moe_intermediate_size  size
moe_shared_expert_intermediate_size model.shared_expert_intermediate_size  size
moe_layer_freq                      _m.moe_layer_freq        text
mtp_num_layers                      model.num_nextn_predict_layers  size
window_size                         _m.window                text
disable_bias_linear                 _m.no_bias               bool
add_qkv_bias                        _m.qkv_bias              bool
qk_layernorm                        _m.qk_layernorm          bool
position_embedding_type             _m.positions             lower
use_rotary_position_embeddings      ~_m.positions            flag:rope
hidden_dropout                      _m.dropout               text
moe_shared_expert_gate              _m.shared_gate           bool
attention_output_gate               _m.gate                  bool
experimental_attention_variant|heterogeneous_layers_config_path  _m.unlike  text
hybrid_layer_pattern|hybrid_override_pattern  model.hybrid_override_pattern  text
spec|use_legacy_models              _model_builder           text
`

// megatronIgnored are flags that say nothing of the run's shape. Those of sections that hold sizes are listed one by one, so
// that a misspelt size is not taken for one of them.
const megatronIgnored = `
- lr* min_lr adam_* sgd_* muon_* lion_* weight_decay* start_weight_decay end_weight_decay apply_wd_* no_weight_decay_* clip_grad
- save* load* no_save_* no_load_* eval_* exit_* log_* tensorboard_* wandb_* one_logger_* no_one_logger timing_* ckpt_* dist_ckpt_* use_dist_ckpt
- use_checkpoint_* override_* async_save async_strategy non_persistent_* finetune pretrained_checkpoint auto_detect_ckpt_format most_recent_k
- apply_layernorm_1p tokenizer_* vocab_file vocab_extra_ids merge_file tiktoken_* special_tokens null_tokenizer_* trust_remote_code make_vocab_size_divisible_by pad_vocab_size
- data_path data_args_path data_cache_path dataloader_* train_data_path valid_data_path test_data_path per_split_* mock_data split num_workers
- num_dataset_builder_threads reset_* eod_mask_loss no_create_attention_mask_in_dataloader create_attention_mask_in_dataloader no_mmap_bin_files fim_* sft sft_*
- train_iters train_samples skip_train seed profile* use_pytorch_profiler record_memory_history memory_snapshot_path nvtx_ranges manual_gc* empty_unused_memory_level
- init_method* attention_dropout norm_epsilon layernorm_epsilon no_position_embedding rotary_percent rotary_interleaved
- no_rope_* use_rope_scaling rope_* rotary_scaling_factor rotary_seq_len_interpolation_factor mscale* yarn_* original_max_position_embeddings
- add_bias_linear qk_l2_norm qk_clip* squared_relu openai_gelu quick_geglu activation_func* glu_linear_offset softmax_type
- attention_softmax_in_fp32 apply_query_key_layer_scaling no_masked_softmax_fusion no_bias_* no_gradient_accumulation_fusion no_persist_layer_norm bias_* masked_softmax_fusion
- use_mcore_models transformer_impl distributed_backend distributed_timeout_minutes local_rank loss_scale* initial_loss_scale min_loss_scale hysteresis
- overlap_* no_overlap_p2p_communication tp_comm_* ddp_* no_align_param_gather no_check_for_nan_* check_for_* high_priority_stream_groups use_nccl_ub nccl_* use_sharp sharp_enabled_group
- moe_router_load_balancing_type moe_router_score_function moe_router_dtype moe_router_pre_softmax moe_router_num_groups moe_router_group_topk moe_router_topk_scaling_factor
- moe_router_enable_expert_bias moe_router_bias_update_rate moe_router_padding_for_* moe_router_fusion moe_router_force_load_balancing moe_aux_loss_coeff moe_z_loss_coeff moe_grouped_gemm
- moe_permute_fusion moe_token_drop_policy moe_per_layer_logging moe_shared_expert_overlap moe_apply_probs_on_input moe_use_legacy_grouped_gemm mtp_loss_scaling_factor
- fp8_recipe fp8_param fp8_param_gather fp8_margin fp8_interval fp8_amax_* fp8_wgrad first_last_layers_bf16 num_layers_at_* keep_fp8_* te_* cuda_graph_* enable_cuda_graph external_cuda_graph
- calculate_per_token_loss deterministic_mode use_cpu_initialization inference_* rl_* bert_* ict_* dino_* retriever_* vision_* swin_* inprocess_* ft_* enable_ft_package logits_* grpo_* heterogeneous_*
- mamba_* is_hybrid_model hybrid_*_ratio linear_* lora_* decoupled_* phase_transition_iterations log_throughput optimizer_offload_fraction use_torch_optimizer_for_cpu_offload
- window_attn_skip_freq recompute_loss_function distribute_saved_activations use_tp_pp_dp_mapping standalone_embedding_stage step_batch_size_schedule decrease_batch_size_if_needed
- moe_expert_parallel_size enable_expert_tensor_parallelism moe_loss_coeff moe_train_capacity_factor moe_eval_capacity_factor moe_min_capacity create_moe_param_group use_tutel mlp_type expert_interval *_teacher kd kd_* mos random_ltd cpu_optimizer
- cpu_torch_adam ds_fused_adam ds_inference ds_sequence_parallel_fpdt* force_ds_sequence_parallel partition_activations checkpoint_in_cpu contigious_checkpointing synchronize_each_layer
- universal_checkpoint zero_contigious_gradients zero_reduce_scatter remote_device use_pin_memory return_data_index train_*_path train_data_exact_num_epochs data_efficiency_curriculum_learning
- rotary_position_embeddings_theta embedding_weights_in_fp32 repeated_dataloader distribute_checkpointed_activations fp16_lm_cross_entropy fp32_residual_connection data_parallel_random_init
- deepspeed_* no_pipeline_parallel moe_expert_capacity_factor moe_pad_expert_input_to_capacity no_query_key_layer_scaling data_impl DDP_impl train_tokens no_async_tensor_model_parallel_allreduce embed_layernorm apply_residual_connection_post_layernorm structured_logs* patch_tokenizer_type max_padding_length extra_vocab_size train_weighted_split_paths* valid_weighted_split_paths* test_weighted_split_paths* valid_num_workers pp_partition_method abort_on_unmet_fused_kernel_constraints kill_switch_path norm_target_loss sync_tp_duplicated_parameters loss_on_targets_only skip_train_iteration_range codecarbon_dir
- main_params_dtype hierarchical_context_parallel_sizes outer_dp_sharding_strategy fsdp_double_buffer no_pin_cpu_* disable_*
`

var formatMegatron = format{
	name: "megatron", framework: "megatron", title: "Megatron-LM", schema: words, refuses: true,
	keys: []chunk{{"", megatronSizes}, {"", megatronTraining}, {"", megatronIgnored}}, laws: megatronLaws,
}

// slimeKeys are what slime adds to the flags of Megatron.
const slimeKeys = `
actor_num_nodes            _world.nodes   size  =1
actor_num_gpus_per_node    _world.per     size  =8
hf_checkpoint              _model         model
use_dynamic_batch_size     _dynamic.on    bool
max_tokens_per_gpu         _dynamic.tokens  size
rollout_num_gpus_per_engine  _rollout.tp_size  size  =1
rollout_num_gpus           _rollout.gpus  size
qkv_format                 _m.qkv_format  text
lora_rank                  _peft.rank     size
lora_alpha                 _peft.alpha    int
target_modules             _peft.targets  list
- rollout_* sglang_* ref_* advantage_* eps_* kl_* entropy_* use_* colocate apply_chat_template input_key label_key prompt_data rm_* num_rollout n_samples_per_* balance_data
- over_sampling_* dynamic_sampling_* update_weight* custom_* num_steps_per_rollout critic_* offload* loss_* reward_* metadata_key tool_key model_name debug_* router_* num_epoch
- megatron_to_hf_mode partial_rollout generate_* num_gpus_per_node gamma lambd normalize_advantages train_backend calculate_* get_mismatch_metrics tis_* opd_* mtp_* enable_mtp_training dump_details lora_*
`

var formatSlime = format{
	name: "slime", framework: "megatron", title: "slime", schema: words, refuses: true,
	keys: []chunk{{"", megatronSizes}, {"", megatronTraining}, {"", slimeKeys}, {"", megatronIgnored}}, world: slimeWorld, laws: slimeLaws,
}
