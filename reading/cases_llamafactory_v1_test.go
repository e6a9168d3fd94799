package reading_test

import "testing"

// The second trainer of LLaMA-Factory has keys, defaults and an FSDP of its own.
func TestLLaMAFactoryV1(t *testing.T) {
	readAll(t, []readingCase{
		{"LoRA", `
== a.yaml
model: org/m
model_class: llm
peft_config:
  name: lora
  r: 16
  lora_alpha: 32
  target_modules: all
quant_config: {name: bnb, quantization_bit: 4}
dist_config:
  name: fsdp2
  ep_size: 8
train_dataset: d.yaml
micro_batch_size: 2
cutoff_len: 4096
`, `
dialect=llamafactory_v1
model=org/m
mesh.strategy=fsdp2
mesh.ep_size=
run.sharding.engine=fsdp2
run.micro_batch_size=2
run.sequence_length=4096
run.global_batch_size=
run.precision.compute=bf16 default
run.attn=sdpa default
run.recompute=full default
run.optimizer.name=AdamW default
run.peft.type=qlora
run.peft.rank=16
run.peft.alpha=32
run.quantization.bits=4
run.quantization.method=bitsandbytes default
not_understood=`},
		{"a run of several GPUs", `
== a.sh
NPROC_PER_NODE=8 USE_V1=1 llamafactory-cli sft a.yaml micro_batch_size=4
== a.yaml
model: org/m
dist_config: {name: fsdp2}
flash_attn: flash_attention_2
cp_size: 2
mp_replicate_size: 2
mp_shard_size: 4
global_batch_size: 32
micro_batch_size: 1
bf16: false
enable_activation_checkpointing: false
optim_config: {name: muon}
batching_strategy: padding_free
`, `
dialect=llamafactory_v1
mesh.world_size=8
mesh.cp_size=2
mesh.dp_replicate_size=2
mesh.dp_shard_size=
run.cp_style=ulysses default
run.micro_batch_size=4
run.global_batch_size=32
run.precision.compute=fp32
run.recompute=none
run.optimizer.name=muon
run.packing=true
reading.refuses=
reading.placeholder=`},
		{"DeepSpeed", `
== a.yaml
model: org/m
dist_config:
  name: deepspeed
  config_file: ds.json
train_dataset: d.yaml
micro_batch_size: 1
== ds.json
{"zero_optimization": {"stage": 3}, "bf16": {"enabled": true}}
`, `
dialect=llamafactory_v1
mesh.strategy=
run.sharding.engine=deepspeed
run.sharding.stage=3
run.precision.compute=bf16`},
		{"the trainer of the other version", `
== a.sh
USE_V1=1 llamafactory-cli train a.yaml
== a.yaml
model: org/m
train_dataset: d.yaml
micro_batch_size: 2
`, `
dialect=llamafactory_v1
run.micro_batch_size=2`},
		{"without a plugin nothing is split", `
== a.yaml
model: org/m
peft_config: {name: freeze}
train_dataset: d.yaml
`, `
run.peft.type=
run.sharding.engine=
run.precision.compute=`},
		{"what it refuses", `
== a.yaml
model: org/m
train_dataset: d.yaml
quant_config: {name: bnb, quantization_bit: 8}
`, `
reading.refused~4 bits`},
		{"the sequence is split by flash attention alone", `
== a.yaml
model: org/m
model_class: llm
train_dataset: d.yaml
cp_size: 2
flash_attn: sdpa
`, `
reading.refused~flash_attention_2`},
		{"a file of another's", `
== a.yaml
model: org/m
train_dataset: d
micro_batch_size: 2
`, `
error=input.no_format`},
		{"an export trains nothing", `
== a.yaml
model: org/m
peft_config: {name: lora, export_dir: e}
`, `
error=input.no_format`},
	})
}
