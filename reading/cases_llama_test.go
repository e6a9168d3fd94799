package reading_test

import "testing"

// finetuning.py of llama-recipes, as its documents launch it.
func TestLlamaRecipes(t *testing.T) {
	readAll(t, []readingCase{
		{"over nodes, in groups of shards", `
== a.sh
torchrun --nnodes 4 --nproc_per_node 8 ./finetuning.py --enable_fsdp --low_cpu_fsdp --fsdp_config.pure_bf16 --model_name org/m --batch_size_training 1 \
  --dist_checkpoint_root_folder c --hsdp --sharding_strategy HYBRID_SHARD --sharding_group_size 8 --replica_group_size 4 --use_fast_kernels --context_length 8192
`, `
dialect=llama_recipes
framework=
model=org/m
mesh.world_size=32
mesh.dp_shard_size=8
mesh.dp_replicate_size=4
run.micro_batch_size=1
run.gradient_accumulation=1 default
run.sequence_length=8192
run.packing=true default
run.precision.compute=bf16
run.precision.params=bf16
run.attn=sdpa
run.recompute=full default
run.sharding.engine=fsdp1
run.sharding.policy=HYBRID_SHARD`},
		{"an adapter, over frozen weights of 4 bits", `
== a.sh
torchrun --nproc_per_node 4 -m llama_cookbook.finetuning --enable_fsdp --use_peft --peft_method lora --lora_config.r=16 --quantization 4bit --mixed_precision False --fsdp_config.fsdp_activation_checkpointing False
`, `
mesh.world_size=4
run.peft.type=qlora
run.peft.rank=16
run.peft.alpha=32 default
run.peft.targets=q_proj,v_proj default
run.quantization.bits=4
run.precision.compute=
run.recompute=none
run.sharding.policy=FULL_SHARD default
run.micro_batch_size=4 default
run.global_batch_size=16 derived`},
		{"one process, of sequences as they are", `
== a.sh
python finetuning.py --use_peft --peft_method lora --quantization 8bit --model_name org/m --batching_strategy padding --num_epochs 3 --learning_rate 1
`, `
mesh.world_size=1 default
run.packing=false
run.sequence_length=
run.sharding.engine=
run.recompute=
run.quantization.bits=8
reading.refused=
? --learning_rate=`},
		{"8 bits are not sharded", `
== a.sh
torchrun --nproc_per_node 8 finetuning.py --enable_fsdp --quantization 8bit --model_name org/m
`, `
reading.refused~4 bits`},
		{"a program of another's with the name", `
== a.sh
torchrun --nproc_per_node 8 finetuning.py --output-path o --num-workers 7
`, `
dialect=shell`},
	})
}
