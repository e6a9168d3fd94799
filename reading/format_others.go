package reading

const openrlhfKeys = `
pretrain|model.model_name_or_path|model_name_or_path|actor.model_name_or_path  _model  model
zero_stage|ds.zero_stage             run.sharding.stage      int   =2
ds_tensor_parallel_size|ds.tensor_parallel_size  mesh.tp_size  size  =1
ring_attn_size|ds.ring_attn_size     mesh.cp_size            size  =1
micro_train_batch_size|train.micro_batch_size  run.micro_batch_size   size
train_batch_size|train.batch_size    run.global_batch_size   size
max_len|data.max_len                 run.sequence_length     size
prompt_max_len                       _v.prompt               size
generate_max_len                     _v.response             size
packing_samples|ds.packing_samples   run.packing             bool
gradient_checkpointing|model.gradient_checkpointing_enable|actor.gradient_checkpointing_enable  _recompute.mode  flag:full
adam_offload|ds.adam_offload         _offload.optimizer      bool
zpg|ds.zpg                           _ds.hpz                 size
bf16|ds.bf16                         _hf.bf16                bool
param_dtype|ds.param_dtype           run.precision.compute   dtype
flash_attn                           run.attn                flag:flash_attention_2
attn_implementation|ds.attn_implementation|model.attn_implementation  ~run.attn  lower
load_in_4bit|ds.load_in_4bit         _quant.four             bool
lora_rank|ds.lora.rank               _peft.rank              size
lora_alpha|ds.lora.alpha             _peft.alpha             int
target_modules|ds.lora.target_modules  _peft.targets         list
use_liger_kernel|ds.use_liger_kernel run.fused_loss          flag:liger
train.dynamic_batch_enable|use_dynamic_batch  _dynamic.on    bool
train.max_tokens_per_gpu|train_max_tokens_per_gpu  _dynamic.tokens  size
actor_num_nodes|actor.num_nodes      _world.nodes            size
actor_num_gpus_per_node|actor.num_gpus_per_node  _world.per  size
vllm_tensor_parallel_size|vllm.tensor_parallel_size  _rollout.tp_size  size
critic_pretrain|critic.model_name_or_path  _critic.model     model
reward_pretrain|reward.model_name_or_path  _reward.model     model
optim                                run.optimizer.name      text
- save_* ckpt* load_checkpoint logging_steps eval_* logger.* use_wandb wandb_* use_tensorboard dataset* data.* prompt_* input_* output_key label_key apply_chat_template max_samples max_epochs learning_rate lr_* l2 adam_* adam.* muon.* seed
- max_norm aux_loss_coef algo.* train.* rollout.* rollout_batch_size micro_rollout_batch_size n_samples_per_prompt num_episodes temperature top_p kl_* init_kl_coef gamma lambd advantage_estimator eps_clip* value_clip actor.* critic.* reward.* ref.*
- ref_* reward_* critic_* remote_rm_url vllm_* vllm.* colocate_* normalize_reward overlap_comm grad_accum_dtype disable_* enable_* use_ms local_rank beta ipo dpo gradient_checkpointing_use_reentrant
- pretrain_mode enforce_eager deepspeed_* actor_learning_rate max_ckpt_num max_ckpt_mem ring_head_stride ds.* deepcompile lora_dropout async_* freezing_actor_steps chosen_key rejected_key tokenizer_* min_lr_ratio model.* use_kl_* label_smoothing nll_loss_coef perf eval.*
`

var formatOpenRLHF = format{
	name: "openrlhf", pads: true, framework: "accelerate", title: "OpenRLHF", schema: words, refuses: true,
	keys: []chunk{{"", openrlhfKeys}}, world: openrlhfWorld, laws: openrlhfLaws,
}

// bridgeKeys are the sections of Megatron-Bridge, over a recipe in Python that has the rest.
const bridgeKeys = `
[model]
- *
[trainer]
num_nodes            _world.nodes           size
devices              _world.per             size
- *
[train]
micro_batch_size     run.micro_batch_size   size
global_batch_size    run.global_batch_size  size
- *
[dataset]
sequence_length|seq_length  ~run.sequence_length  size
packed_sequence_specs.packed_sequence_size  ~run.sequence_length  size
packed_sequence_specs.packed_sequence_size  _br.packed           size
- *
[ddp]
grad_reduce_in_fp32  _br.reduce             bool
use_distributed_optimizer  _m.distributed   bool
data_parallel_sharding_strategy  _m.fsdp_policy  lower
use_megatron_fsdp    ~_m.fsdp               bool
num_distributed_optimizer_instances  mesh.dp_replicate_size  size
- *
[dist]
use_megatron_fsdp    _m.fsdp                bool
use_torch_fsdp2      _m.torch_fsdp2         bool
- *
[optimizer]
optimizer            run.optimizer.name     text
optimizer_cpu_offload  _offload.optimizer   bool
use_precision_aware_optimizer  _m.precision_aware  bool
exp_avg_dtype        _m.exp_avg             dtype
- *
[peft]
dim                  run.peft.rank          size
alpha                run.peft.alpha         int
target_modules       run.peft.targets       list
- *
[]
mixed_precision      _br.mixed              text
hf_path|hf_model_id|hf_model_path  _model   model
recipe|recipe._target_|recipe.name  _br.recipe  words:>
use_megatron_fsdp    ~_m.fsdp               bool
num_gpus|ng          _world.all             size
gpus_per_node|gn     _world.per             size
micro_batch_size|mb  ~run.micro_batch_size  size
global_batch_size|gb  ~run.global_batch_size  size
seq_length           ~run.sequence_length   size
compute_dtype        ~run.precision.compute  words:fp8_cs>,fp8_mx>,fp8_sc>,nvfp4>
- run.* trust_remote_code load_hf_weights exp_manager.* config_path config_name scheduler.* logger.* checkpoint.* rng.* tokenizer.* profiling.* ft.* straggler.* rerun_state_machine.* nvrx_straggler.* comm_overlap.* mixed_precision.* peft validation.* dist.* inference.* optimizer_config_override_provider.*
- max_step* cuda_graph_* config_variant list_config_variants moe_a2a_overlap model_name model_size training_mode mock activation_offload_layers use_tokendrop fp8_recipe
- config_file partition account log_dir time_limit container_image custom_* detach dryrun enable_* gpu model_family_name model_recipe_name task hf_token nemo_home wandb_* pretrained_checkpoint kd.* distillation.*
`

var formatBridge = format{
	name: "megatron_bridge", anyLength: true, framework: "megatron", title: "Megatron-Bridge", schema: omegaConf, refuses: true,
	keys:  []chunk{{"", bridgeKeys}, {"model.", megatronSizes}, {"model.", bridgeModel}, {"", megatronSizes}},
	world: bridgeWorld, laws: bridgeLaws,
}

// bridgeModel are the keys of a model that say something beside its sizes.
const bridgeModel = `
micro_batch_size    ~run.micro_batch_size   size
global_batch_size   ~run.global_batch_size  size
encoder_seq_length|data.seq_length  ~run.sequence_length  size
seq_length       run.sequence_length  size
fp8              run.precision.fp8    words:none>
cpu_offloading|fine_grained_activation_offloading  _offload.activations bool
num_layers       model.num_hidden_layers     size
hidden_size      model.hidden_size           size
num_attention_heads  model.num_attention_heads  size
num_query_groups model.num_key_value_heads   size
ffn_hidden_size  model.intermediate_size     size
num_moe_experts  model.num_local_experts     size
vocab_size       model.vocab_size            size
`

// megatronYAML are the sections of the file that --yaml-cfg of Megatron names.
var formatMegatronYAML = format{
	name: "megatron_yaml", framework: "megatron", title: "Megatron-LM's --yaml-cfg", schema: yaml11, refuses: true,
	keys: []chunk{{"model_parallel.", megatronSizes}, {"language_model.", megatronTraining}, {"language_model.", megatronSizes}, {"", megatronTraining}, {"", megatronIgnored},
		{"model_parallel.", megatronIgnored}, {"language_model.", megatronIgnored}},
	laws: megatronLaws,
}

// serveKeys are the flags of the servers of vLLM and SGLang. They make a mesh that serves, and none that trains.
const serveKeys = `
model|model_path                     _model                  model
revision                             _model_revision         text
tensor_parallel_size|tp|tp_size      mesh.tp_size            size  =1
pipeline_parallel_size|pp|pp_size    mesh.pp_size            size  =1
data_parallel_size|dp|dp_size        mesh.dp_size            size  =1
enable_expert_parallel               _serve.ep               bool
expert_parallel_size|ep|ep_size      mesh.ep_size            size
decode_context_parallel_size|dcp     mesh.cp_size            size
max_model_len|context_length         run.sequence_length     size
dtype                                run.precision.params    dtype
quantization|q                       run.quantization.method lower
nnodes                               _world.nodes            size
data_parallel_size_local|dpl|data_parallel_rank|dpn|data_parallel_start_rank|dpr  _serve.spans  text
data_parallel_hybrid_lb|data_parallel_external_lb|headless  ~_serve.spans  given:true
distributed_executor_backend         _serve.backend          lower
- host port served_model_name trust_remote_code gpu_memory_utilization mem_fraction_static max_num_* enforce_eager disable_* enable_* tokenizer* chat_template* api_key uvicorn_* log_* seed swap_space block_size
- kv_* speculative_* reasoning_parser tool_* tool_call_parser allowed_* download_dir load_format lora_* max_lora* limit_mm_per_prompt node_rank dist_init_addr chunked_prefill_size attention_backend compilation_config* generation_config
- override_generation_config hf_overrides mm_* async_scheduling data_parallel_* no_* schedule_* cuda_graph_* watchdog_timeout moe_* task runner json_model_override_args stream_*
`

var formatVLLM = format{
	name: "vllm", framework: "vllm", title: "vLLM", schema: words, refuses: true, keys: []chunk{{"", serveKeys}}, world: serveNodesLaw, laws: serveLaws,
}

var formatSGLang = format{
	name: "sglang", framework: "sglang", title: "SGLang", schema: words, refuses: true, keys: []chunk{{"", serveKeys}}, world: serveNodesLaw, laws: serveLaws,
}

// plain is a script or a manifest whose program is no trainer that is known: only its world is read.
var formatShell = format{name: "shell", title: "a script", schema: words, beside: true}

var formatKubernetes = format{name: "kubernetes", title: "Kubernetes", schema: yaml11, beside: true}

var formatSkyPilot = format{name: "skypilot", title: "SkyPilot", schema: yaml11, beside: true}

// formats lists all of them, for docs and for the name of an input.
var formats = []*format{
	&formatAutomodel, &formatMegatron, &formatSlime, &formatMegatronYAML, &formatPrimus, &formatAccelerate, &formatDeepSpeed, &formatVerl, &formatEasyR1, &formatTorchtitan,
	&formatAxolotl, &formatLLaMAFactory, &formatLLaMAFactoryV1, &formatTRL, &formatTraining, &formatSwift, &formatSwiftMegatron, &formatNeMoRL, &formatRLinf, &formatBridge,
	&formatTorchtune, &formatNanotron, &formatPrime, &formatOpenRLHF, &formatOpenInstruct, &formatLlama, &formatVLLM, &formatSGLang, &formatShell, &formatKubernetes, &formatSkyPilot,
}

// TitleOf is what people call a format; its name where there is none of that name.
func TitleOf(name string) string {
	if f := formatNamed(name); f != nil {
		return f.title
	}
	return name
}

func formatNamed(name string) *format {
	for _, f := range formats {
		if f.name == name {
			return f
		}
	}
	return nil
}
