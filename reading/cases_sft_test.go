package reading_test

import "testing"

// The trainer of verl that fine-tunes, by its program and by its files.
func TestVerlSFT(t *testing.T) {
	readAll(t, []readingCase{
		{"its own defaults: micro batches of tokens", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.sft_trainer engine=fsdp data.micro_batch_size_per_gpu=64 model.path=org/m engine.ulysses_sequence_parallel_size=2
`, `
dialect=verl
framework=
mesh.world_size=8
mesh.cp_size=2
run.micro_batch_size=
run.dynamic_batch=8192 default
run.global_batch_size=256 default
run.sequence_length=1024 default
run.packing=true default
run.recompute=full default`},
		{"and where they are switched off", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.sft_trainer engine=megatron optim=megatron data.use_dynamic_bsz=False data.micro_batch_size_per_gpu=2 data.max_length=4096 data.train_batch_size=64 model.path=org/m engine.tensor_model_parallel_size=4 engine.pipeline_model_parallel_size=2
`, `
framework=megatron
mesh.tp_size=4
mesh.pp_size=2
run.micro_batch_size=2
run.dynamic_batch=
run.sequence_length=4096
run.global_batch_size=64`},
		{"the older program has other defaults", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.fsdp_sft_trainer model.partial_pretrain=org/m
`, `
run.micro_batch_size=4 default
run.dynamic_batch=
run.global_batch_size=256 default
run.packing=
run.recompute=none default`},
		{"its file", `
== sft_trainer_engine.yaml
defaults:
  - model@model: hf_model
  - engine@engine: megatron
  - optim@optim: megatron
  - _self_
data:
  train_batch_size: 128
  micro_batch_size_per_gpu: 4
  use_dynamic_bsz: True
  max_token_len_per_gpu: 16384
  train_files: a.parquet
  max_length: 8192
model: {path: org/m}
engine: {tensor_model_parallel_size: 2, context_parallel_size: 2}
trainer: {nnodes: 2, n_gpus_per_node: 8, project_name: x}
`, `
dialect=verl
framework=megatron
model=org/m
mesh.tp_size=2
mesh.cp_size=2
mesh.pp_size=1 default
mesh.world_size=
run.dynamic_batch=16384
run.global_batch_size=128
run.sequence_length=8192`},
		{"the file of the older program", `
== sft_trainer.yaml
data: {train_batch_size: 256, micro_batch_size: null, micro_batch_size_per_gpu: 4, train_files: a, max_length: 1024}
model: {partial_pretrain: org/m, fsdp_config: {model_dtype: fp32, cpu_offload: False, offload_params: False}, enable_gradient_checkpointing: False, lora_rank: 0}
ulysses_sequence_parallel_size: 2
use_remove_padding: True
trainer: {nnodes: 1, n_gpus_per_node: 8, project_name: x}
`, `
dialect=verl
framework=
model=org/m
mesh.cp_size=2
mesh.world_size=
run.micro_batch_size=4
run.global_batch_size=256
run.recompute=none
run.precision.params=fp32`},
		{"a file of the name beside the program", `
== a.sh
torchrun --nproc_per_node 4 -m verl.trainer.sft_trainer --config-path=conf --config-name=my_sft data.train_batch_size=32
== conf/my_sft.yaml
defaults: [sft_trainer_engine, _self_]
data: {max_length: 2048}
model: {path: org/m}
engine: {strategy: fsdp2}
`, `
model=org/m
mesh.world_size=4
mesh.strategy=fsdp2
run.global_batch_size=32
run.sequence_length=2048`},
		{"engines that are neither FSDP nor Megatron", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.sft_trainer engine=automodel optim=automodel model=hf_model model.path=org/m engine.distributed_strategy=fsdp2 engine.tp_size=2 engine.ep_size=8 engine.sequence_parallel=true engine.backend_config.attn=te engine.activation_checkpointing=true
`, `
framework=nemo_automodel
mesh.tp_size=2
mesh.ep_size=8
run.sequence_parallel=true
run.recompute=full
reading.inert=
? engine.tp_size=
? model=`},
		{"and torchtitan's", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.sft_trainer engine=torchtitan optim=torchtitan model.path=org/m engine.tensor_parallel_size=4 engine.data_parallel_shard_size=2
`, `
framework=torchtitan
mesh.tp_size=4
mesh.dp_shard_size=2`},
		{"Megatron's FSDP", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.sft_trainer engine=megatron optim=megatron model.path=org/m engine.use_megatron_fsdp=True engine.dtype=float16
`, `
framework=megatron
mesh.strategy=megatron_fsdp
run.precision.compute=fp16`},
		{"another trainer's file", `
== a.yaml
data: {train_batch_size: 256, micro_batch_size_per_gpu: 4, train_files: a}
model: {name: x}
`, `error=input.no_format`},
	})
}

// What packs in NeMo RL packs as many tokens as it is told, by default the longest sequences of a micro batch.
func TestNeMoRLPacks(t *testing.T) {
	const rest = `
  dtensor_cfg: {enabled: false}
  megatron_cfg: {enabled: true, tensor_model_parallel_size: 1, pipeline_model_parallel_size: 1, use_fused_linear_logprobs: true}
cluster: {num_nodes: 1, gpus_per_node: 8}
`
	readAll(t, []readingCase{
		{"of what the micro batch holds at most", `
== a.yaml
policy:
  model_name: org/m
  train_micro_batch_size: 4
  max_total_sequence_length: 16384
  sequence_packing: {enabled: true, train_mb_tokens: "${mul:${policy.max_total_sequence_length}, ${policy.train_micro_batch_size}}"}` + rest, `
framework=megatron
run.dynamic_batch=65536
run.micro_batch_size=
run.fused_loss=chunked
reading.inert=`},
		{"of a number of its own", `
== a.yaml
policy:
  model_name: org/m
  train_micro_batch_size: 4
  max_total_sequence_length: 16384
  sequence_packing: {enabled: true, train_mb_tokens: 20000}` + rest, `
run.dynamic_batch=20000
reading.inert~policy.train_micro_batch_size has no effect`},
	})
}

// The axis of experts of axolotl's plugin is beside the others: ep * dp_shard * tp * cp is the world, whatever dp_replicate_size says.
func TestAxolotlExperts(t *testing.T) {
	const rest = `
base_model: org/m
datasets: [{path: x}]
expert_parallel_size: 2
dp_shard_size: 4
fsdp_version: 2
fsdp_config: {offload_params: false}
`
	readAll(t, []readingCase{
		{"one replica is what there is without any", `
== a.yaml
plugins: [axolotl.integrations.expert_parallel.ExpertParallelPlugin]
dp_replicate_size: 1` + rest, `
run.ep_in_product=true
mesh.ep_size=2
mesh.dp_shard_size=4
mesh.dp_replicate_size=`},
		{"several are written", `
== a.yaml
plugins: [axolotl.integrations.expert_parallel.ExpertParallelPlugin]
dp_replicate_size: 2` + rest, `
mesh.dp_replicate_size=2`},
		{"without the plugin there is no axis", `
== a.yaml
dp_replicate_size: 1` + rest, `
mesh.ep_size=
mesh.dp_replicate_size=1`},
	})
}
