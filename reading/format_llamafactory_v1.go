package reading

// llamafactoryV1Keys are the members of the classes of src/llamafactory/v1/config, and what its plugins take: FSDP 2 of its own
// (plugins/trainer_plugins/distributed), another trainer than the one that LLaMA-Factory has by default.
const llamafactoryV1Keys = `
model                      _model                    model
flash_attn                 run.attn                  lower  =sdpa
micro_batch_size           run.micro_batch_size      size   =1
global_batch_size          run.global_batch_size     size
cutoff_len                 run.sequence_length       size   =2048
bf16                       _v1.bf16                  bool   =true
batching_strategy          run.packing               words:padding_free>true,dynamic_padding_free>true,normal>,dynamic_batching>
enable_activation_checkpointing  _v1.recompute       bool   =true
dist_config.name           _v1.engine                lower
dist_config.config_file    _ds.file                  text
dist_config.ep_size        mesh.ep_size              size
dist_config.offload_params _offload.params           bool
dist_config.reshard_after_forward  run.sharding.reshard_after_forward  bool
mp_replicate_size          mesh.dp_replicate_size    size   =1
mp_shard_size              mesh.dp_shard_size        size
dp_size                    mesh.dp_size              size
cp_size                    mesh.cp_size              size   =1
cp_mode                    _v1.cp                    lower  =ulysses
peft_config.name           _v1.peft                  lower
peft_config.r              _peft.rank                size   =8
peft_config.lora_alpha     _peft.alpha               int    =16
peft_config.target_modules _peft.targets             list
quant_config.name          _v1.quant                 lower
quant_config.quantization_bit  run.quantization.bits size
optim_config.name          run.optimizer.name        text
- custom_chat_template trust_remote_code model_class init_config* kernel_config* peft_config* quant_config* dist_config* optim_config* lr_scheduler_config* output_dir learning_rate num_train_epochs max_steps max_grad_norm batching_workers
- dist_timeout seed full_determinism resume_from_checkpoint save_* logging_steps pref_* simpo_gamma dpo_label_smoothing ld_alpha train_dataset eval_dataset sample_backend max_new_tokens
`

// The model is split over all ranks (mp_shard_size), and so is the sequence (dp_size x cp_size): two meshes of the same ranks, of
// which the one is left out where both stand there (accelerator/interface.py).
const llamafactoryV1Laws laws = `
mesh.cp_size>1 -> run.cp_style<_v1.cp -mesh.dp_shard_size
mesh.dp_shard_size? -> -mesh.dp_size
mesh.cp_size>1 run.attn+ !run.attn=flash_attention_2 -> refuse:run.attn | LLaMA-Factory refuses context parallelism without flash_attention_2
!_v1.engine=fsdpturbo -> -mesh.ep_size
_v1.engine~fsdp -> mesh.strategy=fsdp2<_v1.engine run.sharding.engine=fsdp2<_v1.engine
_v1.engine~fsdp _v1.bf16 -> run.precision.compute=bf16<_v1.bf16
_v1.engine~fsdp _v1.bf16=false -> run.precision.compute=fp32<_v1.bf16
_v1.engine=deepspeed -> call:hf_sharding
!_v1.engine=deepspeed -> -_ds.file
_v1.recompute=true -> run.recompute=full<_v1.recompute
_v1.recompute=false -> run.recompute=none<_v1.recompute
_v1.peft=lora -> run.peft.type<_v1.peft run.peft.rank<_peft.rank run.peft.alpha<_peft.alpha run.peft.targets<_peft.targets run.peft.targets?=all
_v1.quant=bnb -> run.quantization.bits?=4
run.quantization.bits? -> run.quantization.method?=bitsandbytes
run.quantization.bits=8 -> refuse:run.quantization.bits | LLaMA-Factory trains with 4 bits alone
run.peft.type=lora run.quantization.bits? -> run.peft.type=qlora<run.peft.type
-> run.optimizer.name?=AdamW call:offload call:batch
`

var formatLLaMAFactoryV1 = format{
	name: "llamafactory_v1", framework: "", title: "LLaMA-Factory v1", schema: omegaConf, refuses: true,
	keys: []chunk{{"", llamafactoryV1Keys}}, world: llamafactoryWorld, laws: llamafactoryV1Laws,
}
