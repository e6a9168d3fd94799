package reading

// llamaKeys are the flags of finetuning.py of llama-recipes, now llama-cookbook: the members of its classes in configs/training.py,
// configs/fsdp.py and configs/peft.py, each with the name of its class before it or without (utils/config_utils.py, update_config).
const llamaKeys = `
[train_config.]model_name          _model                 model
[train_config.]enable_fsdp         _lr.fsdp               bool
[train_config.]batch_size_training run.micro_batch_size   size   =4
[train_config.]gradient_accumulation_steps  run.gradient_accumulation  size  =1
[train_config.]batching_strategy   _lr.batching           lower  =packing
[train_config.]context_length      run.sequence_length    size   =4096
[train_config.]use_fp16            _lr.fp16               bool
[train_config.]mixed_precision|fsdp_config.mixed_precision  _lr.mixed  bool  =true
[train_config.]use_fast_kernels    run.attn               flag:sdpa
[train_config.]quantization        run.quantization.bits  words:4bit>4,8bit>8,int4>4,int8>8,true>8,false>,none>
[train_config.]use_peft            _peft.on               bool
[train_config.]peft_method         _peft.method           lower  =lora
[lora_config.]r                    _peft.rank             size   =8
[lora_config.]lora_alpha           _peft.alpha            int    =32
[lora_config.]target_modules       _peft.targets          list
[fsdp_config.]sharding_strategy    _lr.policy             words:shardingstrategy.full_shard>FULL_SHARD
[fsdp_config.]hsdp                 _lr.hsdp               bool
[fsdp_config.]sharding_group_size  _lr.shard              size
[fsdp_config.]replica_group_size   _lr.replicate          size
[fsdp_config.]fsdp_activation_checkpointing  _lr.recompute  bool  =true
[fsdp_config.]fsdp_cpu_offload     _offload.params        bool
[fsdp_config.]pure_bf16            _lr.pure               bool
[fsdp_config.]optimizer            _lr.optimizer          text
- tokenizer_name low_cpu_fsdp run_validation gradient_clipping* num_epochs max_train_step max_eval_step num_workers_dataloader lr weight_decay gamma seed val_batch_size dataset* output_dir
- from_peft_checkpoint freeze_* num_freeze_layers one_gpu save_* dist_checkpoint_* use_wandb wandb_config.* flop_counter* use_profiler profiler_dir checkpoint_type fsdp_config.checkpoint_type quantization_config.*
- custom_dataset.* samsum_dataset.* alpaca_dataset.* grammar_dataset.* lora_dropout lora_config.lora_dropout quant_type train_config.*
`

// What trains is FSDP 1 of torch where it is told to (finetuning.py), and one process where it is not.
const (
	llamaWorld laws = `
@command !@launched !_lr.fsdp -> say:finetuning.py:|1:|1:
`
	llamaLaws laws = `
_lr.batching=packing -> run.packing=true<_lr.batching
_lr.batching=padding -> run.packing=false<_lr.batching -run.sequence_length
_lr.fsdp -> run.sharding.engine=fsdp1<_lr.fsdp run.sharding.policy<_lr.policy run.sharding.policy?=FULL_SHARD
_lr.fsdp _lr.hsdp -> mesh.dp_shard_size<_lr.shard mesh.dp_replicate_size<_lr.replicate
_lr.fsdp _lr.recompute=true -> run.recompute=full<_lr.recompute
_lr.fsdp _lr.recompute=false -> run.recompute=none<_lr.recompute
_lr.fsdp _lr.pure -> run.precision.compute=bf16<_lr.pure run.precision.params=bf16<_lr.pure
_lr.fsdp !_lr.pure _lr.fp16 -> run.precision.compute=fp16<_lr.fp16
_lr.fsdp !_lr.pure !_lr.fp16 _lr.mixed -> run.precision.compute=bf16<_lr.mixed
_lr.pure _lr.optimizer=anyprecision -> run.optimizer.name<_lr.optimizer
-> run.optimizer.name?=AdamW call:offload
_peft.on -> run.peft.type<_peft.method
run.peft.type=lora -> run.peft.rank<_peft.rank run.peft.alpha<_peft.alpha run.peft.targets<_peft.targets run.peft.targets?=[q_proj,v_proj]
run.quantization.bits? -> run.quantization.method?=bitsandbytes
run.peft.type=lora run.quantization.bits? -> run.peft.type=qlora<run.peft.type
_lr.fsdp run.quantization.bits=8 -> refuse:run.quantization.bits | llama-recipes refuses 8 bits with FSDP: 4 bits work
-> call:batch
`
)

var formatLlama = format{
	name: "llama_recipes", framework: "", title: "llama-recipes", schema: words, ignores: "llama-recipes warns, and ignores it",
	keys: []chunk{{"", llamaKeys}}, world: llamaWorld, laws: llamaLaws,
}
