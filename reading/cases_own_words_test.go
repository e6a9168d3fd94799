package reading_test

import "testing"

// Programs and settings that have words of their own beside those of a framework, and what a framework does not use.
func TestOwnWords(t *testing.T) {
	readAll(t, []readingCase{
		{"a batch in words of one's own: the defaults of the Trainer are none of it", `
== a.sh
accelerate launch --mixed_precision fp16 --num_processes 4 train_image.py --pretrained_model_name_or_path org/m --train_batch_size=2 --gradient_accumulation_steps=4 --output_dir o
`, `
dialect=accelerate
mesh.world_size=4
run.precision.compute=fp16
run.micro_batch_size=
run.global_batch_size=`},
		{"one that says none of its own accumulates as the Trainer does", `
== a.sh
torchrun --nproc_per_node 4 train.py --model_name org/m --per_device_eval_batch_size 2 --gradient_accumulation_steps 4 --output_dir o
`, `
dialect=hf_trainer
run.micro_batch_size=8 default
run.gradient_accumulation=4`},
		{"the Trainer's old name of its batch", `
== a.sh
python run.py --model_name_or_path org/m --per_gpu_train_batch_size 3 --output_dir o
`, `
dialect=hf_trainer
run.micro_batch_size=3`},
		{"a trainer of prime-rl without data: a model and its optimizer", `
== a.toml
max_steps = 20
[model]
name = "org/m"
seq_len = 2048
[optim]
lr = 3e-6
`, `
dialect=prime_rl
model=org/m
run.sequence_length=2048`},
		{"what gives its trainer work is none", `
== a.toml
batch_size = 128
seq_len = 2048
[model]
name = "org/m"
[optim]
lr = 3e-5
[train.sampling]
max_completion_tokens = 128
`, `error=input.no_format`},
		{"a model and an optimizer of torchtitan", `
== a.toml
[model]
name = "llama3"
flavor = "8B"
[optim]
lr = 3e-6
`, `dialect=torchtitan`},
		{"ms-swift's own settings of FSDP", `
== a.sh
NPROC_PER_NODE=8 swift sft --model org/m --fsdp fsdp2 --sequence_parallel_size 2
`, `
mesh.strategy=fsdp2
run.sharding.engine=fsdp2
run.sharding.reshard_after_forward=true derived
run.sharding.policy=`},
		{"a file of them", `
== a.sh
NPROC_PER_NODE=8 swift sft --model org/m --fsdp f.json
== f.json
{"fsdp": "full_shard auto_wrap offload", "fsdp_config": {"reshard_after_forward": false}}
`, `
mesh.strategy=fsdp2
run.sharding.engine=fsdp2
run.sharding.reshard_after_forward=false
run.offload=params`},
		{"one that is not at hand", `
== a.sh
NPROC_PER_NODE=8 swift sft --model org/m --fsdp f.json
`, `
mesh.strategy=
run.sharding.engine=
run.sharding.policy=`},
		{"the options of the Trainer, which it had before", `
== a.sh
NPROC_PER_NODE=8 swift sft --model org/m --fsdp 'full_shard auto_wrap'
`, `
run.sharding.engine=fsdp1
run.sharding.policy=FULL_SHARD`},
		{"options of which a part is not known say nothing", `
== a.sh
torchrun --nproc_per_node 8 a.py --model_name_or_path org/m --output_dir o --per_device_train_batch_size 1 --fsdp "full_shard $(date)"
`, `
run.sharding.engine=
run.sharding.policy=`},
		{"settings of DeepSpeed that accelerate does not use", `
== a.yaml
compute_environment: LOCAL_MACHINE
distributed_type: MULTI_GPU
num_processes: 16
deepspeed_config: {zero_stage: 2, gradient_accumulation_steps: 4, offload_optimizer_device: cpu, offload_param_device: cpu}
`, `
run.sharding.engine=ddp
run.sharding.stage=
run.offload=
run.gradient_accumulation=
reading.inert~DEEPSPEED`},
		{"those that it uses", `
== a.yaml
compute_environment: LOCAL_MACHINE
distributed_type: DEEPSPEED
num_processes: 16
deepspeed_config: {zero_stage: 2, gradient_accumulation_steps: 4, offload_optimizer_device: cpu, offload_param_device: cpu}
`, `
run.sharding.stage=2
run.offload=optimizer,params
run.gradient_accumulation=4
reading.inert=`},
		{"FSDP's offload beside them, and the accumulation of the program", `
== a.sh
accelerate launch --config_file a.yaml train.py --model_name_or_path org/m --output_dir o --per_device_train_batch_size 1 --gradient_accumulation_steps 8
== a.yaml
distributed_type: FSDP
num_processes: 4
deepspeed_config: {gradient_accumulation_steps: 4}
fsdp_config: {fsdp_offload_params: true}
`, `
run.gradient_accumulation=8
run.offload=params
run.sharding.engine=fsdp1`},
		{"a program that starts its own devices is none of Megatron's arguments, whose defaults it has not", `
== a.sh
#SBATCH --nodes=2 --ntasks-per-node=8 --gpus-per-node=8
srun python3 train_esm2.py --precision=bf16-mixed --num-gpus 8 --num-nodes 2 --micro-batch-size 2 --num-layers 33 --hidden-size 1280 --tensor-model-parallel-size 1
`, `
dialect=shell
mesh.world_size=16
run.precision.compute=
run.sharding.engine=`},
		{"a fork of Megatron's with flags of its own is", `
== a.sh
torchrun --nproc_per_node 8 finetune.py --model_name llama --micro-batch-size 2 --num-layers 33 --hidden-size 1280 --tensor-model-parallel-size 2
`, `
dialect=megatron
mesh.pp_size=1 default
mesh.tp_size=2`},
		{"a config of one's own has the engine whose settings it is told", `
== a.sh
python3 -m verl.trainer.main_ppo --config-path=c --config-name=grpo_mine actor_rollout_ref.actor.ulysses_sequence_parallel_size=2 trainer.nnodes=4 trainer.n_gpus_per_node=8
`, `
dialect=verl
mesh.world_size=32
mesh.cp_size=2
run.cp_style=ulysses
run.sharding.engine=`},
		{"Megatron's", `
== a.sh
python3 -m verl.trainer.main_ppo --config-path=c --config-name=grpo_mine actor_rollout_ref.actor.megatron.tensor_model_parallel_size=2 trainer.nnodes=4 trainer.n_gpus_per_node=8
`, `
framework=megatron
mesh.tp_size=2
mesh.pp_size=`},
		{"none that is told", `
== a.sh
python3 -m verl.trainer.main_ppo --config-path=c --config-name=grpo_mine actor_rollout_ref.actor.ppo_mini_batch_size=8 trainer.nnodes=4 trainer.n_gpus_per_node=8
`, `
mesh.cp_size=
run.sharding.engine=`},
	})
}
