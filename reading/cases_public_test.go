package reading_test

import (
	"os"
	"testing"

	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

// Kinds of commands and files that were read wrongly in public repositories, each with its other side.
func TestPublicKinds(t *testing.T) {
	readAll(t, []readingCase{
		{"a pretraining program that is not Megatron's", `
== a.sh
torchrun --nnodes 2 --nproc_per_node 4 recipes/pretrain_wan.py --config-file x.yaml train.train_iters=30
`, `
dialect=megatron_bridge
mesh.world_size=8
mesh.tp_size=
run.precision.compute=`},
		{"one that has flags of Megatron is", `
== a.sh
torchrun --nproc_per_node 4 pretrain_mine.py --num-layers 8 --micro-batch-size 2
`, `
dialect=megatron
mesh.tp_size=1 default`},
		{"a conversion of weights trains nothing", `
== a.sh
torchrun --nproc_per_node 8 tools/convert_hf.py --tensor-model-parallel-size 2 --num-layers 8
torchrun --nproc_per_node 4 pretrain_gpt.py --tensor-model-parallel-size 4 --num-layers 8
`, `
mesh.tp_size=4
mesh.world_size=4`},
		{"a trainer of transformers with a flag that Megatron has", `
== a.sh
torchrun --nproc_per_node 8 ds_train.py --num-attention-heads 8 --num-layers 8 --micro-batch-size 1
`, `
dialect=shell
run.precision.compute=`},
		{"Megatron on DeepSpeed shards by DeepSpeed", `
== a.sh
deepspeed --num_gpus 8 pretrain_gpt.py --tensor-model-parallel-size 2 --num-layers 8 --ds-sequence-parallel-size 2 --deepspeed --deepspeed_config d.json --zero-stage 3 --moe-expert-capacity-factor 1.0
`, `
run.sharding.engine=deepspeed
run.sharding.stage=3
mesh.cp_size=2
run.cp_style=ulysses
? --moe-expert-capacity-factor=`},
		{"its flag for a module of another kind", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2 --num-layers 8
`, `
run.sharding.engine=ddp default
mesh.cp_size=1 default`},
		{"a flag takes a list", `
== a.sh
NPROC_PER_NODE=8 megatron sft --model org/m --train_type lora --target_modules linear_qkv linear_proj --tensor_model_parallel_size 2
`, `
run.peft.targets=linear_qkv,linear_proj
mesh.tp_size=2`},
		{"what generates has no trainer's defaults", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.main_generation model.path=org/m rollout.tensor_model_parallel_size=2
`, `
dialect=shell
run.sharding.engine=
mesh.world_size=8`},
		{"verl's fine-tuning", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.fsdp_sft_trainer data.max_length=4096 data.train_batch_size=64 data.micro_batch_size_per_gpu=2 model.partial_pretrain=org/m model.strategy=fsdp model.fsdp_config.model_dtype=bf16 ulysses_sequence_parallel_size=2 use_remove_padding=true
`, `
mesh.cp_size=2
run.global_batch_size=64
run.micro_batch_size=2
run.packing=true
run.precision.params=bf16
run.sharding.engine=fsdp1`},
		{"its newest default", `
== a.sh
torchrun --nproc_per_node 8 -m verl.trainer.fsdp_sft_trainer model.partial_pretrain=org/m model.fsdp_config.offload_params=true
`, `
run.sharding.engine=fsdp2 default
run.offload=`},
		{"a micro batch of all ranks together", `
== a.sh
python -m verl.trainer.main_ppo actor_rollout_ref.model.path=org/m actor_rollout_ref.actor.ppo_micro_batch_size=64 actor_rollout_ref.actor.ulysses_sequence_parallel_size=2 actor_rollout_ref.actor.fsdp_config.grad_offload=true actor_rollout_ref.actor.fsdp_config.param_offload=true trainer.nnodes=1 trainer.n_gpus_per_node=8
`, `
run.micro_batch_size=16 derived
run.offload=params,gradients`},
		{"which does not divide", `
== a.sh
python -m verl.trainer.main_ppo actor_rollout_ref.model.path=org/m actor_rollout_ref.actor.ppo_micro_batch_size=12 trainer.nnodes=1 trainer.n_gpus_per_node=8
`, `run.micro_batch_size=`},
		{"a server of OpenRLHF trains nothing", `
== a.sh
torchrun --nproc_per_node 8 -m openrlhf.cli.serve_rm --max_len 512
`, `
dialect=shell
run.sharding.engine=`},
		{"prompt and answer of OpenRLHF", `
== a.sh
python3 -m openrlhf.cli.train_ppo_ray --actor_num_nodes 1 --actor_num_gpus_per_node 8 --pretrain org/m --micro_train_batch_size 4 --prompt_max_len 1024 --generate_max_len 3072 --enforce_eager
`, `
run.sequence_length=4096
? --enforce_eager=`},
		{"old sizes of torchtitan", `
== a.toml
[model]
name = "llama3"
flavor = "8B"
[training]
batch_size = 8
seq_len = 4096
tensor_parallel_degree = 2
data_parallel_shard_degree = 4
[experimental]
pipeline_parallel_degree = 4
context_parallel_degree = 2
[parallelism]
data_parallel_replicate_degree = 1
[data]
dataset = "c4"
`, `
dialect=torchtitan
mesh.tp_size=2
mesh.pp_size=4
mesh.cp_size=2
mesh.dp_shard_size=4`},
		{"data of prime-rl", `
== a.toml
[model]
name = "org/m"
[data]
name = "org/d"
`, `dialect=prime_rl`},
		{"names of a script's own", `
== a.sh
torchrun --nproc_per_node 8 train.py --model_id org/m --model_max_length 4096 --use_lora true --lora_rank 64 --per_device_train_batch_size 2 --output_dir o
`, `
model=org/m
run.sequence_length=4096
run.peft.type=lora
run.peft.rank=64`},
		{"give way to those of the Trainer", `
== a.sh
torchrun --nproc_per_node 8 train.py --model llama --model_name_or_path org/m --max_seq_length 2048 --block_size 512 --per_device_train_batch_size 2
`, `
model=org/m
run.sequence_length=2048`},
		{"but its own defaults are not known", `
== a.sh
torchrun --nproc_per_node 8 train.py --model_name_or_path org/m --lora_enable true --per_device_train_batch_size 2
`, `
run.peft.type=lora
run.peft.rank=`},
		{"a default that does not make up the sizes stands there to be changed", `
== a.sh
NGPU=${NGPU:-4}
torchrun --nproc_per_node $NGPU train.py --job.config_file a.toml
== a.toml
[model]
name = "llama3"
flavor = "8B"
[parallelism]
data_parallel_shard_degree = 2
`, `
world=placeholder
mesh.dp_shard_size=2`},
		{"one that does is a default", `
== a.sh
NGPU=${NGPU:-4}
torchrun --nproc_per_node $NGPU train.py --job.config_file a.toml
== a.toml
[model]
name = "llama3"
flavor = "8B"
[parallelism]
data_parallel_shard_degree = 2
tensor_parallel_degree = 2
`, `world=default`},
		{"who submits a job says on how many nodes", `
== a.sh
#SBATCH --gres=gpu:8
torchrun --nnodes $SLURM_NNODES --nproc_per_node 8 train.py
`, `
world=default
mesh.world_size=8 default`},
		{"unless its script does", `
== a.sh
#SBATCH --gres=gpu:8
#SBATCH --nodes=2
torchrun --nnodes $SLURM_NNODES --nproc_per_node 8 train.py
`, `
world=stated
mesh.world_size=16`},
		{"an evaluation by torchtune trains nothing", `
== a.yaml
model: {_component_: torchtune.models.llama3_1.llama3_1_8b}
checkpointer: {_component_: torchtune.training.FullModelMetaCheckpointer, checkpoint_dir: /ckpt}
tasks: [truthfulqa_mc2]
batch_size: 12
`, `
dialect=torchtune
run.sharding.engine=
run.recompute=`},
		{"a float that is whole is a base of rotary positions", `
== a.yaml
parallelism: {dp: 2, tp: 1, pp: 1}
model: {model_config: {num_kv_heads: 4, rope_theta: 10000.0}}
tokens: {sequence_length: 128, micro_batch_size: 1}
`, `
model.rope_theta=10000
model.num_key_value_heads=4
input.wrong_type=`},
		{"a number beside the name of a model changes that model", `
== a.sh
NPROC_PER_NODE=4 megatron sft --model org/small-7b --mtp_num_layers 1 --expert_model_parallel_size 4 --max_length 8192
`, `
model.num_nextn_predict_layers=
mesh.ep_size=4`},
		{"numbers beside a preset of Primus change that", `
== a.yaml
modules: {pre_trainer: {framework: megatron, model: m.yaml, overrides: {num_layers: 8, max_position_embeddings: 4096}}}
`, `
model.num_hidden_layers=
model.max_position_embeddings=`},
		{"a server takes of its machine what it needs", `
== a.yaml
resources: {accelerators: "L4:4"}
run: vllm serve org/small-7b --tensor-parallel-size 2
`, `
dialect=vllm
mesh.world_size=
mesh.tp_size=2
run.gpus_per_node=4`},
		{"but no more than there is", `
== a.yaml
resources: {accelerators: "L4:4"}
run: vllm serve org/small-7b --tensor-parallel-size 8
`, `
mesh.world_size=4
mesh.tp_size=8`},
		{"NeMo RL packs by tokens", `
== a.yaml
cluster: {num_nodes: 1, gpus_per_node: 8}
policy: {model_name: org/small-7b, train_global_batch_size: 8, train_micro_batch_size: 4, max_total_sequence_length: 512, dtensor_cfg: {enabled: true, tensor_parallel_size: 1, context_parallel_size: 1}, sequence_packing: {enabled: true, train_mb_tokens: 2048}}
`, `
dialect=nemo_rl
run.micro_batch_size=
run.dynamic_batch=2048`},
		{"experts of ktransformers are in the machine's memory", `
== a.yaml
model_name_or_path: org/small-7b
stage: sft
finetuning_type: lora
template: qwen3
dataset: identity
use_kt: true
`, `
dialect=llamafactory
run.offload=params`},
		{"but no number of sequences", `
== a.yaml
parallelism: {dp: 2, tp: 1, pp: 1}
tokens: {sequence_length: 128, micro_batch_size: 1.0}
`, `input.wrong_type~1.0`},
		{"an adapter on Megatron under Ray", `
== a.sh
ray job submit -- python3 train.py --actor-num-nodes 1 --actor-num-gpus-per-node 8 --tensor-model-parallel-size 2 --lora-rank 32 --lora-alpha 64 --target-modules all-linear
`, `
dialect=slime
run.peft.rank=32
run.peft.targets=all-linear`},
		{"NeMo RL's file over another", `
== a.yaml
defaults: grpo_math_1B.yaml
policy: {train_global_batch_size: 64}
`, `dialect=nemo_rl`},
		{"an empty section of prime-rl", `
== a.toml
seq_len = 2048
[model]
name = "org/m"
[trainer]
[deployment]
num_train_gpus = 4
`, `
dialect=prime_rl
mesh.world_size=4
? trainer=`},
		{"a section with nothing in it", `
== a.yaml
compute_environment: LOCAL_MACHINE
distributed_type: MULTI_GPU
fsdp_config: {}
megatron_lm_config: {}
num_processes: 8
`, `
mesh.world_size=8
? fsdp_config=
reading.not_understood=`},
		{"an evaluation by LLaMA-Factory", `
== a.yaml
model_name_or_path: org/m
template: llama3
finetuning_type: lora
task: mmlu_test
n_shot: 5
`, `
dialect=llamafactory
model=org/m
run.micro_batch_size=`},
		{"Megatron-Bridge's performance scripts", `
== a.sh
torchrun --nproc_per_node 4 --nnodes 4 scripts/performance/run_script.py --model_recipe_name llama3_70b --num_gpus 16 --gpus_per_node 4 --use_megatron_fsdp true --max_steps 10 --cuda_graph_impl local --tensor_model_parallel_size 2
`, `
dialect=megatron_bridge
mesh.world_size=16
mesh.strategy=megatron_fsdp
? --max_steps=`},
		{"EasyR1 has verl's name, and a file that is not at hand", `
== a.sh
python3 -m verl.trainer.main config=c.yaml worker.actor.model.model_path=org/m worker.rollout.tensor_parallel_size=2
`, `
dialect=easyr1
model=org/m
mesh.tp_size=
mesh.world_size=
rollout.mesh.tp_size=2
wants c.yaml=c.yaml
run.sharding.engine=`},
		{"EasyR1 with a part of the ranks, without dynamic batches", `
== c.yaml
data: {max_prompt_length: 1024, max_response_length: 1024, rollout_batch_size: 512}
worker:
  actor:
    global_batch_size: 128
    micro_batch_size_per_device_for_update: 2
    dynamic_batching: false
    ulysses_size: 2
    model: {model_path: org/m, enable_gradient_checkpointing: false, lora: {rank: 16, alpha: 32, target_modules: all-linear}}
    fsdp: {enable_full_shard: false, fsdp_size: 4, enable_cpu_offload: true, mp_reduce_dtype: bf16}
    ulyses_size: 3
  rollout: {n: 5, tensor_parallel_size: 4}
trainer: {nnodes: 2, n_gpus_per_node: 8}
`, `
dialect=easyr1
framework=
mesh.world_size=16
mesh.cp_size=2
mesh.dp_shard_size=4
mesh.tp_size=
run.micro_batch_size=2
run.dynamic_batch=
run.sequence_length=2048
run.sharding.engine=fsdp1 default
run.sharding.policy=HYBRID_SHARD_ZERO2
run.offload=params,gradients
run.precision.reduce=bf16
run.recompute=none
run.peft.type=lora
run.peft.rank=16
rollout.mesh.tp_size=4
? worker.actor.ulyses_size=worker.actor.ulysses_size`},
		{"older words of Megatron", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 8 --hidden-size 64 --num-attention-heads 8 --attention-head-type multiquery --activations-checkpoint-method block --activations-checkpoint-num-layers 2 --data-impl mmap
`, `
model.num_key_value_heads=1
run.recompute.mode=full
run.recompute.method=block
run.recompute.layers=2
? --data-impl=`},
		{"processes of mpirun", `
== a.sh
mpirun -np 16 --npernode 8 -x PATH -bind-to none python pretrain_gpt.py --num-layers 8 --tensor-model-parallel-size 2
`, `
mesh.world_size=16
run.gpus_per_node=8
mesh.tp_size=2`},
		{"which start a launcher", `
== a.sh
mpirun -np 2 torchrun --nnodes 2 --nproc_per_node 8 pretrain_gpt.py --num-layers 8
`, `mesh.world_size=16`},
		{"a file of a folder between", `
== a/b/run.sh
deepspeed --num_gpus 8 train.py --deepspeed ds.json --model_name_or_path org/m --per_device_train_batch_size 1
== a/ds.json
{"zero_optimization": {"stage": 2}}
`, `run.sharding.stage=2`},
		{"NeMo's older pretraining", `
== a.sh
python megatron_gpt_pretraining.py --config-path=conf --config-name=megatron_gpt_config trainer.devices=8 trainer.num_nodes=2 trainer.precision=16 model.micro_batch_size=6 model.global_batch_size=192 model.tensor_model_parallel_size=2 model.encoder_seq_length=1024 exp_manager.x=1
`, `
dialect=megatron_bridge
mesh.world_size=16
mesh.tp_size=2
run.micro_batch_size=6
run.global_batch_size=192
run.sequence_length=1024
? exp_manager.x=`},
		{"settings of accelerate that are not at hand", `
== a.sh
accelerate launch --config_file configs/zero2.yaml --num_processes 8 train.py
`, `
mesh.world_size=8
run.precision.compute=
run.nodes=`},
		{"none are named", `
== a.sh
accelerate launch --num_processes 8 train.py
`, `
run.precision.compute=no default
run.nodes=1 default`},
		{"GPUs that a cluster names by their model, and variables that are put in", `
== a.yaml
apiVersion: batch/v1
kind: Job
spec:
  parallelism: $NODES
  template:
    spec:
      containers:
      - name: a
        resources: {limits: {nvidia.com/a100: "4", nvidia.com/mig-1g.5gb: 1}}
        command: [torchrun, "--nproc_per_node=4", "--nnodes=${NODES}", train.py]
`, `
run.gpus_per_node=4
mesh.world_size=
reading.needs_env~NODES
input.wrong_type=`},
		{"a shell expands its own", `
== a.yaml
apiVersion: batch/v1
kind: Job
spec:
  parallelism: 2
  template:
    spec:
      containers:
      - name: a
        resources: {limits: {nvidia.com/gpu: 8}}
        env: [{name: N, value: "8"}]
        command: [bash, -c, "torchrun --nnodes 2 --nproc_per_node $N train.py"]
`, `mesh.world_size=16`},
		{"a program of one's own over verl's config, of one's own too: the machines are not verl's defaults", `
== a.sh
python train.py --config-name _2_maze actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=4 algorithm.adv_estimator=grpo trainer.project_name=a
`, `
run.micro_batch_size=4
mesh.world_size=
run.nodes=
run.gpus_per_node=`},
		{"what it states of them counts", `
== a.sh
python train.py --config-name _2_maze actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=4 algorithm.adv_estimator=grpo trainer.nnodes=2 trainer.n_gpus_per_node=4
`, `mesh.world_size=8`},
		{"half of it is half of it", `
== a.sh
python train.py --config-name _2_maze actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=4 algorithm.adv_estimator=grpo trainer.n_gpus_per_node=4
`, `
mesh.world_size=
run.gpus_per_node=4`},
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
		{"torchrun that restarts what fails", `
== a.sh
#!/bin/bash
ft_launcher --nnodes=2:2 --nproc_per_node=8 --ft-rank-heartbeat-timeout=900 --rdzv_backend=c10d pretrain_gpt.py --tensor-model-parallel-size 2 --num-layers 8
`, `
dialect=megatron
mesh.world_size=16
mesh.tp_size=2`},
		{"options of a script that nobody gave", `
== a.sh
#!/bin/bash
TP=2
while getopts "t:m:" o; do
  case $o in t) TP=$OPTARG ;; m) MODEL=$OPTARG ;; esac
done
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP --num-layers 8 --micro-batch-size $MODEL
`, `
mesh.tp_size=2
reading.undecided=
reading.needs_env~MODEL`},
		{"and those that somebody did", `
== b.sh
#!/bin/bash
bash a.sh -t 4
== a.sh
#!/bin/bash
TP=2
while getopts "t:" o; do
  case $o in t) TP=$OPTARG ;; esac
done
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP --num-layers 8
`, `
mesh.tp_size=
mesh.pp_size=1 default`},
		{"a world that the environment is to say is not one rank, nor one node", `
== a.sh
#!/bin/bash
NNODES=$WORLD_SIZE NODE_RANK=$RANK NPROC_PER_NODE=8 megatron sft --load x --pipeline_model_parallel_size 2
`, `
mesh.world_size=
run.nodes=
run.gpus_per_node=8
reading.needs_env~WORLD_SIZE`},
		{"nor where it is to say the ranks", `
== a.sh
#!/bin/bash
export NPROC_PER_NODE=$GPUS
swift sft --model org/m
`, `
mesh.world_size=
run.nodes=1 default
reading.needs_env~GPUS`},
		{"one that nothing says is one rank", `
== a.sh
#!/bin/bash
megatron sft --load x --pipeline_model_parallel_size 2
`, `
mesh.world_size=1 default`},
		{"what says its nodes may say the ranks of each", `
== a.sh
#!/bin/bash
NNODES=$WORLD_SIZE megatron sft --load x --pipeline_model_parallel_size 2
`, `
mesh.world_size=
run.gpus_per_node=`},
		{"one that states its nodes starts one on each", `
== a.sh
#!/bin/bash
NNODES=2 megatron sft --load x --pipeline_model_parallel_size 2
`, `
mesh.world_size=2
run.nodes=2`},
		{"a module that generates trains nothing", `
== a.sh
torchrun --nproc_per_node 8 -m examples.inference.gpt.gpt_static_inference --tensor-model-parallel-size 8 --num-experts 16 --num-layers 8
`, `
dialect=shell
mesh.world_size=8
mesh.tp_size=`},
		{"one that trains", `
== a.sh
torchrun --nproc_per_node 8 -m examples.mimo.train --tensor-model-parallel-size 8 --num-experts 16 --num-layers 8
`, `
dialect=megatron
mesh.tp_size=8`},
		{"None on the command line of Megatron-Bridge", `
== a.sh
torchrun --nproc_per_node 8 scripts/performance/run_script.py --num_gpus 8 --pipeline_model_parallel_size 2 --virtual_pipeline_model_parallel_size None
`, `
dialect=megatron_bridge
mesh.pp_size=2
run.virtual_stages=
input.wrong_type=`},
		{"on Megatron's own", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --pipeline-model-parallel-size 2 --num-layers-per-virtual-pipeline-stage None --num-layers 8
`, `
run.virtual_stages=
input.wrong_type~None`},
		{"what its performance scripts compute in", `
== a.sh
torchrun --nproc_per_node 8 scripts/performance/run_script.py --num_gpus 8 --tensor_model_parallel_size 2 --compute_dtype bf16 --seq_length 4096
`, `
dialect=megatron_bridge
run.precision.compute=bf16
run.sequence_length=4096`},
		{"a recipe of eight bits names no type of its own", `
== a.sh
torchrun --nproc_per_node 8 scripts/performance/run_script.py --num_gpus 8 --tensor_model_parallel_size 2 --compute_dtype fp8_mx
`, `run.precision.compute=`},
		{"a command that a variable holds, with overrides behind a flag", `
== a.sh
#!/bin/bash
C=$(cat <<- E
  python recipes/pretrain_wan.py \
    --config-file x.yaml \
    train.micro_batch_size=2 \
    model.tensor_model_parallel_size=4
E
)
echo "$C" > w.sh
torchrun --nproc_per_node 8 --no-python bash w.sh
`, `
dialect=megatron_bridge
mesh.world_size=8
mesh.tp_size=4
run.micro_batch_size=2`},
		{"a loop of one's own that says no batch", `
== a.sh
torchrun --nproc_per_node 4 train.py --model_name org/m --gradient_accumulation_steps 4 --output_dir o --lr 1e-5
accelerate launch --num_processes 4 run.py --model_name org/m --gradient_accumulation_steps 4 --zero_stage 3
`, `
dialect=accelerate
run.micro_batch_size=`},
		{"and its rate", `
== a.sh
torchrun --nproc_per_node 4 train.py --model_name org/m --gradient_accumulation_steps 4 --output_dir o --lr 1e-5
`, `
dialect=shell
run.micro_batch_size=`},
		{"settings of one's own, with a batch in words of one's own", `
== a.yaml
model_name_or_path: org/m
output_dir: o
micro_train_batch_size: 1
train_batch_size: 8
learning_rate: 1.0e-6
`, `error=input.no_format`},
		{"those of TRL beside it", `
== a.yaml
model_name_or_path: org/m
output_dir: o
per_device_train_batch_size: 2
train_batch_size: 8
`, `
dialect=trl
run.micro_batch_size=2`},
		{"those of TRL that say none", `
== a.yaml
model_name_or_path: org/m
output_dir: o
learning_rate: 1.0e-6
`, `
dialect=trl
run.micro_batch_size=8 default`},
		{"activations that Megatron-Bridge offloads, and sequences that it packs", `
== a.yaml
model: {seq_length: 32768, tensor_model_parallel_size: 2, fine_grained_activation_offloading: true}
train: {global_batch_size: 256, micro_batch_size: 1}
optimizer: {optimizer_cpu_offload: false}
dataset: {packed_sequence_specs: {packed_sequence_size: 32768}}
`, `
dialect=megatron_bridge
run.offload=activations
run.packing=true
run.sequence_length=32768`},
		{"neither", `
== a.yaml
model: {seq_length: 32768, tensor_model_parallel_size: 2, fine_grained_activation_offloading: false}
train: {global_batch_size: 256, micro_batch_size: 1}
dataset: {packed_sequence_specs: {packed_sequence_size: -1}}
`, `
run.offload=
run.packing=
run.sequence_length=32768`},
		{"the hosts of DeepSpeed's launcher", `
== a.sh
deepspeed --hostfile hosts --master_port 29500 train.py --model_name_or_path org/m --per_device_train_batch_size 2 --output_dir o
== hosts
n1 slots=8
n2 slots=8 # the second
#n3 slots=8
`, `
mesh.world_size=16
run.nodes=2
run.gpus_per_node=8
at mesh.world_size=a.sh:1`},
		{"of which the launcher takes less of each", `
== a.sh
deepspeed --hostfile=hosts --num_gpus 4 train.py --model_name_or_path org/m --per_device_train_batch_size 2 --output_dir o
== hosts
n1 slots=8
n2 slots=8
`, `
mesh.world_size=8
run.gpus_per_node=4`},
		{"that differ", `
== a.sh
deepspeed --hostfile hosts train.py --model_name_or_path org/m --per_device_train_batch_size 2 --output_dir o
== hosts
n1 slots=8
n2 slots=4
`, `
mesh.world_size=12
run.gpus_per_node=`},
		{"that are no file of hosts", `
== a.sh
deepspeed --hostfile hosts train.py --model_name_or_path org/m --per_device_train_batch_size 2 --output_dir o
== hosts
n1
n2
`, `
mesh.world_size=
run.nodes=`},
		{"torchtune's recipe for one device shards nothing", `
== a.sh
tune run lora_finetune_single_device --config a.yaml batch_size=4
== a.yaml
model: {_component_: torchtune.models.llama3.lora_llama3_8b, lora_rank: 8}
optimizer: {_component_: torch.optim.AdamW}
batch_size: 2
`, `
dialect=torchtune
run.micro_batch_size=4
mesh.strategy=
run.sharding.engine=`},
		{"the one for several does", `
== a.sh
tune run --nproc_per_node 4 lora_finetune_distributed --config a.yaml batch_size=4
== a.yaml
model: {_component_: torchtune.models.llama3.lora_llama3_8b, lora_rank: 8}
optimizer: {_component_: torch.optim.AdamW}
batch_size: 2
`, `
mesh.strategy=fsdp2 derived
mesh.world_size=4
run.sharding.engine=fsdp2 derived`},
	})
}

// What several commands of a script come by is said once; what differs in its place is said of each.
func TestNotesOnce(t *testing.T) {
	req := request("== a.sh\nf() { source /opt/env.sh; }\nf\nf\nsource /opt/env.sh\ntorchrun --nproc_per_node 2 train.py\n")
	r, err := hosttree.Read(&req, func(string) (reading.File, error) { return reading.File{}, os.ErrNotExist })
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Notes) != 2 {
		t.Errorf("%d notes, not 2: %+v", len(r.Notes), r.Notes)
	}
}
