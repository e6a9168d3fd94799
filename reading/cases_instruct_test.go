package reading_test

import "testing"

// open-instruct: its learners are a world of their own, and its launcher multiplies the processes of a node.
func TestOpenInstruct(t *testing.T) {
	readAll(t, []readingCase{
		{"fine-tuning on nodes that its launcher has", `
== a.sh
uv run python mason.py --cluster c --num_nodes 8 --gpus 8 -- \
    accelerate launch --mixed_precision bf16 --num_processes 8 --use_deepspeed --deepspeed_config_file ds.conf --deepspeed_multinode_launcher standard \
    open_instruct/finetune.py --model_name_or_path org/m --dataset_mixer_list a/b 512 c/d 1.0 --max_seq_length 4096 --gradient_accumulation_steps 2 --gradient_checkpointing --use_lora --sequence_parallel_size 4 --packing
== ds.conf
{"zero_optimization": {"stage": 3}, "bf16": {"enabled": true}}
`, `
dialect=open_instruct
framework=accelerate
model=org/m
mesh.world_size=64
run.nodes=8
run.gpus_per_node=8 derived
mesh.cp_size=4
run.cp_style=ulysses
run.micro_batch_size=8 default
run.gradient_accumulation=2
run.sequence_length=4096
run.packing=true
run.recompute=full
run.peft.type=lora
run.peft.rank=64 default
run.sharding.stage=3`},
		{"without the launcher, the processes are all", `
== a.sh
accelerate launch --num_machines 2 --num_processes 16 --machine_rank 0 --main_process_ip h --main_process_port 1 open_instruct/dpo_tune_cache.py --model_name_or_path org/m --per_device_train_batch_size 1 --max_seq_length 2048
`, `
dialect=open_instruct
mesh.world_size=16
run.nodes=2
run.micro_batch_size=1
run.peft.type=`},
		{"reinforcement: learners, and engines that are none", `
== a.sh
uv run mason.py --cluster c --num_nodes 4 --gpus 8 -- source x.sh \&\& python open_instruct/grpo_fast.py \
    --model_name_or_path org/m --per_device_train_batch_size 1 --pack_length 11264 --max_prompt_token_length 2048 --response_length 8192 \
    --deepspeed_stage 3 --num_learners_per_node 8 4 --vllm_num_engines 10 --vllm_tensor_parallel_size 2 --sequence_parallel_size 2
`, `
dialect=open_instruct
framework=accelerate
model=org/m
mesh.world_size=12
run.nodes=2
run.gpus_per_node=
mesh.tp_size=
mesh.cp_size=2
run.cp_style=ulysses
rollout.mesh.tp_size=2
run.sharding.engine=deepspeed derived
run.sharding.stage=3
run.sequence_length=11264
run.packing=true derived
run.recompute=full derived
at mesh.world_size=a.sh:3`},
		{"one learner, by default without ZeRO", `
== a.sh
python open_instruct/grpo_fast.py --model_name_or_path org/m --num_learners_per_node 1 --pack_length 4096 --deepspeed_zpg 1
`, `
mesh.world_size=1
run.micro_batch_size=1 default
run.sharding.stage=0 default`},
		{"groups of ZeRO that are no whole mesh", `
== a.sh
python open_instruct/grpo_fast.py --model_name_or_path org/m --num_learners_per_node 8 8 8 8 8 8 8 8 8 8 8 8 --pack_length 35840 --deepspeed_stage 3 --deepspeed_zpg 32
`, `
mesh.world_size=96
mesh.dp_shard_size=32
mesh.dp_replicate_size=
run.nodes=12
run.gpus_per_node=8 derived
run.global_batch_size=`},
		{"its programs on OLMo-core, whose law is not here", `
== a.sh
torchrun --nproc_per_node 8 open_instruct/dpo.py --model_name_or_path org/m --per_device_train_batch_size 1 --output_dir o
`, `
dialect=shell
framework=
mesh.world_size=8`},
		{"a program of another project", `
== a.sh
accelerate launch --num_processes 8 finetune.py --model_name_or_path org/m --per_device_train_batch_size 4 --output_dir o
`, `
dialect=hf_trainer
mesh.world_size=8`},
	})
}
