package reading_test

import "testing"

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
	})
}
