package reading_test

import "testing"

// The formats that name no sizes of a mesh often, the worlds of clusters, and the command lines of every trainer.
func TestMoreCases(t *testing.T) {
	readAll(t, []readingCase{
		{"NeMo Automodel's launcher and its overrides", `
== a.sh
automodel recipe.yaml --nproc-per-node 8 --distributed.tp_size 4 --distributed.dp_size=none --step_scheduler.local_batch_size=2 --distributed.sequence_parallel
== recipe.yaml
recipe: R
step_scheduler: {global_batch_size: 64, local_batch_size: 8}
distributed: {strategy: fsdp2, tp_size: 2, dp_size: 4}
`, `
mesh.tp_size=4
mesh.dp_size=
mesh.world_size=8
run.micro_batch_size=2
run.sequence_parallel=true
framework=nemo_automodel`},
		{"Primus over Megatron, with variables and their defaults", `
== exp.yaml
work_group: ${PRIMUS_TEAM:amd}
exp_name: ${PRIMUS_EXP_NAME:x}
modules:
  pre_trainer:
    framework: megatron
    config: pre_trainer.yaml
    model: ${PRIMUS_MODEL:llama4_17B16E}.yaml
    overrides:
      micro_batch_size: 1
      global_batch_size: 8
      seq_length: ${PRIMUS_SEQ_LENGTH:4096}
      tensor_model_parallel_size: ${PRIMUS_TP:2}
      expert_model_parallel_size: ${PRIMUS_EP}
      sequence_parallel: 1
      use_torch_fsdp2: true
      spec: ["primus.specs", "layers"]
      recompute_granularity: full
      recompute_method: block
      recompute_num_layers: 80
      tensor_model_paralel_size: 4
`, `
dialect=primus
framework=megatron
name=llama4_17B16E.yaml
mesh.strategy=fsdp2
mesh.tp_size=2 default
mesh.pp_size=
mesh.cp_size=
mesh.world_size=
mesh.ep_size=
reading.needs_env~PRIMUS_EP
input.wrong_type=
run.sequence_parallel=true
run.sequence_length=4096 default
run.micro_batch_size=1
run.global_batch_size=8
run.recompute.layers=80
? modules.pre_trainer.overrides.tensor_model_paralel_size=modules.pre_trainer.overrides.tensor_model_parallel_size`},
		{"the language model of a multimodal one has a length of its own", `
== a.sh
torchrun --nproc_per_node 8 examples/multimodal/train.py --tensor-model-parallel-size 8 --num-layers 8 --seq-length 261 --decoder-seq-length 16384 --language-model-type qwen2.5_72B --micro-batch-size 1
`, `
run.sequence_length=16384`},
		{"that of an encoder and a decoder has not", `
== a.sh
torchrun --nproc_per_node 8 pretrain_t5.py --tensor-model-parallel-size 8 --encoder-seq-length 512 --decoder-seq-length 128
`, `
run.sequence_length=512`},
		{"Primus on ranks of torchrun", `
== a.sh
torchrun --nproc_per_node 8 --nnodes 2 primus/cli/main.py train pretrain --config exp.yaml
== exp.yaml
modules: {pre_trainer: {framework: megatron, model: m.yaml, overrides: {pipeline_model_parallel_size: 4}}}
`, `
dialect=primus
mesh.world_size=16
mesh.pp_size=4
mesh.tp_size=`},
		{"null on NeMo's command line is text", `
== a.sh
torchrun --nproc-per-node 8 -m nemo_automodel.cli.app recipe.yaml --distributed.tp_size=null
== recipe.yaml
recipe: R
step_scheduler: {global_batch_size: 64, local_batch_size: 8}
distributed: {tp_size: 2}
`, `
mesh.tp_size=
input.wrong_type~null`},
		{"NeMo Automodel's teacher", `
== recipe.yaml
recipe: KnowledgeDistillationRecipeForNextTokenPrediction
step_scheduler: {global_batch_size: 64, local_batch_size: 8}
model: {pretrained_model_name_or_path: org/small}
teacher_model: {pretrained_model_name_or_path: org/big}
distributed: {tp_size: 2}
teacher_distributed: {tp_size: 4}
`, `
mesh.tp_size=2
teacher.mesh.tp_size=4
model=org/small`},
		{"NeMo RL with both backends", `
== a.yaml
policy:
  model_name: org/m
  train_global_batch_size: 32
  dtensor_cfg: {enabled: true, tensor_parallel_size: 4}
  megatron_cfg: {enabled: true, tensor_model_parallel_size: 8}
cluster: {num_nodes: 1, gpus_per_node: 8}
`, `
reading.refused~megatron_cfg`},
		{"NeMo RL gives its generation machines of its own", `
== a.yaml
policy:
  model_name: org/m
  dtensor_cfg: {enabled: true, tensor_parallel_size: 4}
  generation: {colocated: {enabled: false, resources: {num_nodes: 1, gpus_per_node: 8}}, vllm_cfg: {tensor_parallel_size: 8}}
cluster: {num_nodes: 3, gpus_per_node: 8}
`, `
mesh.world_size=16 derived
mesh.tp_size=4
rollout.mesh.tp_size=8`},
		{"torchtune by its command", `
== a.sh
tune run --nproc_per_node 4 full_finetune_distributed --config mine.yaml tensor_parallel_dim=2 batch_size=3
== mine.yaml
tokenizer: {_component_: torchtune.models.llama3.llama3_tokenizer, max_seq_len: 4096}
model: {_component_: torchtune.models.llama3_1.llama3_1_8b}
tensor_parallel_dim: 4
data_parallel_replicate_dim: 2
batch_size: 2
dtype: bf16
enable_activation_checkpointing: True
`, `
mesh.tp_size=2
mesh.dp_replicate_size=2
mesh.world_size=4
run.micro_batch_size=3
run.sequence_length=4096
run.recompute=full
builder=torchtune.models.llama3_1.llama3_1_8b
framework=`},
		{"a recipe of torchtune that is named", `
== a.sh
tune run --nproc_per_node 4 full_finetune_distributed --config llama3_1/8B_full tensor_parallel_dim=2
`, `
mesh.tp_size=2
mesh.dp_replicate_size=
run.micro_batch_size=
mesh.world_size=4`},
		{"prime-rl by its command", `
== a.sh
uv run rl @ rl.toml --trainer.model.cp 2
== rl.toml
[model]
name = "org/m"
[deployment]
num_train_gpus = 4
[trainer.model]
cp = 4
ep = 2
seq_len = 8192
[orchestrator]
batch_size = 64
`, `
mesh.cp_size=2
mesh.ep_size=2
mesh.world_size=4
model=org/m
framework=`},
		{"nanotron", `
== a.yaml
parallelism: {dp: 2, tp: 4, pp: 2, expert_parallel_size: 1, pp_engine: 1f1b}
tokens: {sequence_length: 2048, micro_batch_size: 2, batch_accumulation_per_replica: 8}
optimizer: {zero_stage: 1}
model:
  dtype: bfloat16
  model_config: {hidden_size: 64, num_attention_heads: 4, num_hidden_layers: 2}
`, `
mesh.tp_size=4
mesh.pp_size=2
mesh.dp_size=2
mesh.world_size=16
run.gradient_accumulation=8
run.sharding.stage=1
model.hidden_size=64
framework=`},
		{"OpenRLHF", `
== a.sh
deepspeed --num_gpus 8 --module openrlhf.cli.train_sft --model.model_name_or_path org/m --ds.zero_stage 3 --ds.tensor_parallel_size 2 --train.micro_batch_size 4 --data.max_len 4096
`, `
mesh.tp_size=2
mesh.world_size=8
run.sharding.stage=3
run.micro_batch_size=4
run.sequence_length=4096`},
		{"ms-swift", `
== a.sh
NPROC_PER_NODE=4 \
swift sft --model org/m --tuner_type lora --lora_rank 16 --attn_impl flash_attn --sequence_parallel_size 2 --deepspeed zero3 --max_length 4096 --torch_dtype bfloat16
`, `
mesh.world_size=4
mesh.cp_size=2
run.peft.rank=16
run.attn=flash_attention_2
run.sharding.stage=3
run.micro_batch_size=1 default
run.sequence_length=4096
model=org/m`},
		{"ms-swift without processes is one", `
== a.sh
CUDA_VISIBLE_DEVICES=0,1 swift sft --model org/m
`, `
mesh.world_size=1 default`},
		{"Megatron in ms-swift", `
== a.sh
NPROC_PER_NODE=8 megatron sft --model org/m --tensor_model_parallel_size 2 --pipeline_model_parallel_size 2 --expert_model_parallel_size 4 --sequence_parallel true --micro_batch_size 1
`, `
framework=megatron
mesh.tp_size=2
mesh.ep_size=4
run.expert_tensor_parallel_size=1 default
run.global_batch_size=16 default
run.sequence_parallel=true
run.recompute=selective default`},
		{"LLaMA-Factory by its command", `
== a.sh
FORCE_TORCHRUN=1 NNODES=2 NPROC_PER_NODE=4 llamafactory-cli train f.yaml per_device_train_batch_size=4
== f.yaml
model_name_or_path: org/m
stage: sft
finetuning_type: lora
template: llama3
per_device_train_batch_size: 1
learning_rate: 1e-4
deepspeed: ds.json
== ds.json
{"zero_optimization": {"stage": 2}, "train_micro_batch_size_per_gpu": "auto"}
`, `
mesh.world_size=8
run.micro_batch_size=4
run.peft.rank=8 default
run.sharding.stage=2
run.sequence_length=2048 default`},
		{"Megatron's names in LLaMA-Factory want a variable", `
== f.yaml
model_name_or_path: org/m
stage: sft
finetuning_type: full
template: llama3
tensor_model_parallel_size: 2
`, `
framework=megatron
mesh.tp_size=2
reading.needs_env~USE_MCA`},
		{"axolotl by its command", `
== a.sh
axolotl train f.yml --launcher torchrun --tensor-parallel-size 2 -- --nproc_per_node=8
== f.yml
base_model: org/m
datasets: []
fsdp_config: {fsdp_version: 2}
dp_shard_size: 4
`, `
mesh.tp_size=2
mesh.dp_shard_size=4
mesh.world_size=8`},
		{"deepspeed's launcher", `
== a.sh
deepspeed --include worker-0:0,1@worker-1:2,3 train.py --deepspeed ds.json --model_name_or_path org/m --per_device_train_batch_size 2 --gradient_accumulation_steps 4 --output_dir o
== ds.json
{"zero_optimization": {"stage": 3, "offload_optimizer": {"device": "cpu"}}, "bf16": {"enabled": true}}
`, `
mesh.world_size=4
run.sharding.stage=3
run.offload=optimizer
run.precision.compute=bf16
run.gradient_accumulation=4`},
		{"DeepSpeed's products", `
== ds.json
{"train_batch_size": 32, "train_micro_batch_size_per_gpu": 2, "zero_optimization": {"stage": 1}, "tensor_parallel": {"autotp_size": 4}, "fp16": {"enabled": false}}
`, `
run.global_batch_size=32
run.micro_batch_size=2
mesh.tp_size=4
run.sharding.stage=1
framework=accelerate`},
		{"TRL by its own command", `
== a.sh
trl sft --config sft.yaml --per_device_train_batch_size 1
== sft.yaml
model_name_or_path: org/m
accelerate_config: zero3
per_device_train_batch_size: 4
max_length: 1024
packing: true
use_peft: true
lora_r: 32
load_in_4bit: true
optim: paged_adamw_8bit
`, `
run.micro_batch_size=1
run.sharding.stage=3
mesh.world_size=8
run.packing=true
run.peft.rank=32
run.quantization.bits=4
run.optimizer.state_bits=8
run.sequence_length=1024`},
		{"fsdp of the Trainer", `
== a.sh
torchrun --nproc_per_node 8 train.py --model_name_or_path org/m --fsdp "full_shard auto_wrap offload" --per_device_train_batch_size 2 --output_dir o --bf16 True --gradient_checkpointing True
`, `
run.sharding.engine=fsdp1
run.sharding.policy=FULL_SHARD
run.offload=params
run.precision.compute=bf16
run.recompute=full
mesh.world_size=8`},
		{"Megatron in accelerate", `
== acc.yaml
distributed_type: MEGATRON_LM
num_processes: 8
megatron_lm_config:
  megatron_lm_tp_degree: 2
  megatron_lm_pp_degree: 2
  megatron_lm_num_micro_batches: 4
  megatron_lm_sequence_parallelism: true
`, `
framework=megatron
mesh.tp_size=2
mesh.pp_size=2
run.num_microbatches=4
run.sequence_parallel=true`},
		{"Megatron's own YAML", `
== a.yaml
language_model: {num_layers: 8, hidden_size: 512, num_attention_heads: 8}
model_parallel: {tensor_model_parallel_size: 4, pipeline_model_parallel_size: 2, sequence_parallel: true}
micro_batch_size: 2
seq_length: 1024
`, `
framework=megatron
mesh.tp_size=4
run.sequence_parallel=true
run.micro_batch_size=2
model.hidden_size=512`},
		{"overrides of Megatron-Bridge say nothing of the rest", `
== a.sh
torchrun --nproc_per_node=8 scripts/training/run_recipe.py --recipe llama3_8b_pretrain model.tensor_model_parallel_size=2 train.global_batch_size=32
`, `
framework=megatron
mesh.tp_size=2
mesh.pp_size=
run.global_batch_size=32
mesh.world_size=8`},
		{"slime", `
== a.sh
source models/m.sh
ray job submit --address=x -- python3 train.py --actor-num-nodes 2 --actor-num-gpus-per-node 8 ${MODEL_ARGS[@]} --hf-checkpoint org/m --tensor-model-parallel-size 4 --sequence-parallel --rollout-num-gpus-per-engine 2 --use-dynamic-batch-size --max-tokens-per-gpu 8192
== models/m.sh
MODEL_ARGS=(--num-layers 4 --hidden-size 256 --num-attention-heads 8 --group-query-attention --num-query-groups 2)
`, `
framework=megatron
mesh.tp_size=4
mesh.world_size=16
run.sequence_parallel=true
run.dynamic_batch=8192
rollout.mesh.tp_size=2
model.num_key_value_heads=2
model=org/m`},
		{"slime over Megatron, as it says", `
== a.sh
python3 train.py --train-backend megatron --actor-num-gpus-per-node 8 --tensor-model-parallel-size 4 --rollout-num-gpus-per-engine 2
`, `
dialect=slime
mesh.tp_size=4`},
		{"slime over FSDP, which has another law", `
== a.sh
python3 train.py --train-backend=fsdp --actor-num-gpus-per-node 8 --tensor-model-parallel-size 4 --rollout-num-gpus-per-engine 2
`, `error=input.no_format`},
		{"MPIJob", `
== job.yaml
apiVersion: kubeflow.org/v2beta1
kind: MPIJob
spec:
  slotsPerWorker: 4
  mpiReplicaSpecs:
    Launcher: {replicas: 1, template: {spec: {containers: [{name: l, image: i, command: [mpirun, -np, "8", python, pretrain_gpt.py, --tensor-model-parallel-size, "2"]}]}}}
    Worker: {replicas: 2, template: {spec: {containers: [{name: w, image: i, resources: {limits: {nvidia.com/gpu: 4}}}]}}}
`, `
mesh.world_size=8
mesh.tp_size=2`},
		{"JobSet", `
== job.yaml
apiVersion: jobset.x-k8s.io/v1alpha2
kind: JobSet
spec:
  replicatedJobs:
  - name: data
    template: {spec: {template: {spec: {containers: [{name: d, image: i, command: [sleep, "1"]}]}}}}
  - name: workers
    replicas: 2
    template:
      spec:
        parallelism: 4
        completions: 4
        template:
          spec:
            containers:
            - {name: w, image: i, resources: {limits: {nvidia.com/gpu: "8"}}, command: [python3, pretrain_gpt.py], args: [--pipeline-model-parallel-size, "4"]}
`, `
mesh.world_size=64
mesh.pp_size=4`},
		{"a Job", `
== job.yaml
apiVersion: batch/v1
kind: Job
spec:
  template:
    spec:
      containers:
      - {name: w, image: i, resources: {limits: {nvidia.com/gpu: 4}}, command: [torchrun, --nproc-per-node=4, pretrain_gpt.py, --context-parallel-size, "2"]}
`, `
mesh.world_size=4
mesh.cp_size=2`},
		{"RayJob", `
== job.yaml
apiVersion: ray.io/v1
kind: RayJob
spec:
  entrypoint: python3 -m verl.trainer.main_ppo actor_rollout_ref.model.path=org/m trainer.nnodes=2 trainer.n_gpus_per_node=8 actor_rollout_ref.actor.strategy=megatron actor_rollout_ref.actor.megatron.tensor_model_parallel_size=4
  rayClusterSpec:
    headGroupSpec: {template: {spec: {containers: [{name: h, image: i, resources: {limits: {nvidia.com/gpu: 8}}}]}}}
    workerGroupSpecs:
    - {replicas: 1, groupName: g, template: {spec: {containers: [{name: w, image: i, resources: {limits: {nvidia.com/gpu: 8}}}]}}}
`, `
mesh.world_size=16
mesh.tp_size=4
framework=megatron`},
		{"TrainJob", `
== job.yaml
apiVersion: trainer.kubeflow.org/v1alpha1
kind: TrainJob
spec:
  runtimeRef: {name: torch-distributed}
  trainer:
    numNodes: 2
    numProcPerNode: 4
    resourcesPerNode: {limits: {nvidia.com/gpu: 4}}
    command: [torchrun, pretrain_gpt.py]
    args: [--tensor-model-parallel-size, "2"]
`, `
mesh.world_size=8
mesh.tp_size=2`},
		{"SGLang", `
== a.sh
python3 -m sglang.launch_server --model-path org/m --tp 8 --dp 2
`, `
framework=sglang
mesh.tp_size=8
model=org/m`},
		{"OmegaConf's ways to say a value", `
== a.yaml
model: {_component_: torchtune.models.llama3_1.llama3_1_8b}
size: 2
tensor_parallel_dim: ${size}
context_parallel_dim: ${oc.select:nothing.here,4}
data_parallel_replicate_dim: ${oc.env:REPLICAS,2}
batch_size: ${mul:${size},3}
gradient_accumulation_steps: ???
`, `
mesh.tp_size=2
mesh.cp_size=4 default
mesh.dp_replicate_size=2 default
run.micro_batch_size=6
run.gradient_accumulation=`},
		{"arithmetic, a loop and a function", `
== a.sh
run() {
  torchrun --nproc_per_node $((NODES * 4)) pretrain_gpt.py --tensor-model-parallel-size "$1" ${2:+--pipeline-model-parallel-size $2}
}
NODES=2
for tp in 1 2 4; do TP=$tp; done
run $TP 2
`, `
mesh.tp_size=4
mesh.pp_size=2
mesh.world_size=8`},
		{"a case on an argument", `
== a.sh
MODE=${1:-small}
case "$MODE" in
  big) TP=8 ;;
  small|tiny) TP=2 ;;
esac
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP
`, `
mesh.tp_size=2`},
		{"a folder of the script", `
== run/a.sh
cd "$(dirname "${BASH_SOURCE[0]}")"
. ./sizes.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP
== run/sizes.sh
TP=2
`, `
mesh.tp_size=2`},
	})
}
