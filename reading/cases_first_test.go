package reading_test

import "testing"

func TestCases(t *testing.T) {
	readAll(t, []readingCase{
		{"NeMo Automodel fills in its own sizes", `
== recipe.yaml
recipe: TrainFinetuneRecipeForNextTokenPrediction
step_scheduler:
  global_batch_size: 64
  local_batch_size: 8
model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_pretrained
  pretrained_model_name_or_path: org/small-7b@abc
distributed:
  strategy: FSDP2
  tp_size: "2"
  dp_size: none
  sequence_parallel: false
  colour: 3
packed_sequence:
  packed_sequence_size: 4096
`, `
dialect=nemo_automodel
framework=nemo_automodel
mesh.strategy=fsdp2
mesh.tp_size=2
mesh.pp_size=1 default
mesh.dp_size=
run.micro_batch_size=8
run.global_batch_size=64
run.sequence_length=4096
run.packing=true
model=org/small-7b
revision=abc
? distributed.colour=
world=unknown`},
		{"NeMo Automodel names the class by that of its config", `
== recipe.yaml
recipe: R
model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_config
  config:
    _target_: nemo_automodel.components.models.kimi_linear.config.KimiLinear48BConfig.from_pretrained
    pretrained_model_name_or_path: org/linear-48b
distributed: {ep_size: 8}
`, `
run.model_class=nemo_automodel.components.models.kimi_linear.config.KimiLinear48BConfig.from_pretrained
model=org/linear-48b
mesh.ep_size=8`},
		{"NeMo Automodel leaves the class to the config", `
== recipe.yaml
recipe: R
model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_pretrained
  config: {_target_: transformers.AutoConfig.from_pretrained, pretrained_model_name_or_path: org/small-7b}
distributed: {tp_size: 2}
`, `
run.model_class=
model=org/small-7b
mesh.tp_size=2`},
		{"NeMo Automodel with a pipeline", `
== recipe.yaml
recipe: R
step_scheduler: {global_batch_size: 64, local_batch_size: 2}
distributed:
  pp_size: 4
  _target_: nemo_automodel.components.distributed.DDPManager
  pipeline:
    pp_schedule: interleaved1f1b
    pp_microbatch_size: 1
    round_virtual_stages_to_pp_multiple: up
`, `
run.pipeline_schedule=Interleaved1F1B
run.num_microbatches=2 derived
run.micro_batch_size=1
run.stage_rounding=up
mesh.strategy=fsdp2 default
reading.inert~reads distributed.strategy
reading.refused~fewer micro-batches (2) than stages (4)`},
		{"a pipeline without its section is refused", `
== recipe.yaml
recipe: R
distributed:
  pp_size: 2
`, `
pp.no_pipeline_block~refuses pp_size`},
		{"accelerate drops a size without its prefix", `
== acc.yaml
distributed_type: FSDP
num_processes: 8
fsdp_config: {fsdp_version: 2}
parallelism_config:
  tp_size: 4
`, `
mesh.tp_size=
mesh.strategy=fsdp2
reading.dropped_key~parallelism_config.parallelism_config_tp_size`},
		{"a bare no is a boolean", `
== acc.yaml
distributed_type: MULTI_GPU
num_processes: 8
mixed_precision: no
`, `
run.precision.compute=
reading.refused~boolean false
run.sharding.engine=ddp`},
		{"a key twice", `
== acc.yaml
distributed_type: FSDP
num_processes: 8
num_processes: 16
`, `
mesh.world_size=16
reading.key_twice~'num_processes' stands twice`},
		{"YAML 1.1 leaves 1e-5 text, and reads octal numbers", `
== ax.yml
base_model: org/m
datasets: []
micro_batch_size: 010
sequence_len: 1e3
`, `
run.micro_batch_size=8
run.sequence_length=
input.wrong_type~sequence_len is '1e3', not an integer`},
		{"a misspelt key", `
== ax.yml
base_model: org/m
datasets: []
tensor_paralel_size: 2
`, `
mesh.tp_size=
? tensor_paralel_size=tensor_parallel_size`},
		{"axolotl's expert plugin", `
== ax.yml
base_model: org/m
datasets: []
expert_parallel_size: 2
plugins: [axolotl.integrations.expert_parallel.ExpertParallelPlugin]
`, `
mesh.ep_size=2
run.ep_in_product=true`},
		{"axolotl without the plugin", `
== ax.yml
base_model: org/m
datasets: []
expert_parallel_size: 2
`, `
mesh.ep_size=
reading.inert~plugin`},
		{"a placeholder is no model", `
== ax.yml
base_model: /path/to/your/model
datasets: []
`, `
path=
reading.placeholder~base_model`},
		{"a shell default, and a variable that nobody set", `
== a.sh
#!/bin/bash
TP=${TP:-2}
torchrun --nproc_per_node 8 --nnodes $NNODES pretrain_gpt.py --tensor-model-parallel-size $TP --micro-batch-size $MBS
`, `
mesh.tp_size=2 default
mesh.world_size=
run.gpus_per_node=8
world=unknown
run.micro_batch_size=
reading.needs_env~MBS`},
		{"a test that cannot be decided", `
== a.sh
#!/bin/bash
TP=1
if [ -f /etc/big ]; then TP=8; fi
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP --pipeline-model-parallel-size 2
`, `
mesh.tp_size=
mesh.pp_size=2
reading.undecided~'1' or '8'
mesh.world_size=8`},
		{"a flag that may be given", `
== a.sh
#!/bin/bash
ARGS=(--pipeline-model-parallel-size 2)
if command -v nvidia-smi; then ARGS+=(--tensor-model-parallel-size 4); fi
torchrun --nproc_per_node 8 pretrain_gpt.py "${ARGS[@]}"
`, `
mesh.pp_size=2
mesh.tp_size=
reading.undecided~--tensor-model-parallel-size 4`},
		{"a script that gives up where nothing is stated", `
== a.sh
#!/bin/bash
if [ -z "$DATA" ] || [ "$#" -lt 1 ]; then echo "set DATA"; exit 1; fi
torchrun --nproc_per_node 4 pretrain_gpt.py --tensor-model-parallel-size 2
`, `
mesh.tp_size=2
mesh.world_size=4`},
		{"Slurm's header does not expand variables", `
== a.slurm
#!/bin/bash
#SBATCH --nodes=$N
#SBATCH --gres=gpu:h100:4
srun torchrun --nnodes $SLURM_NNODES --nproc-per-node gpu pretrain_gpt.py --tensor-model-parallel-size 2
`, `
run.nodes=
run.gpus_per_node=4
world=unknown`},
		{"srun starts one rank a task", `
== a.slurm
#!/bin/bash
#SBATCH -N 2
#SBATCH --ntasks-per-node=4
#SBATCH --gpus-per-node=4
srun python pretrain_gpt.py --tensor-model-parallel-size 2
`, `
mesh.world_size=8
run.nodes=2`},
		{"two statements of one world", `
== a.slurm
#!/bin/bash
#SBATCH --nodes=4
#SBATCH --gpus-per-node=8
srun torchrun --nnodes 2 --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 2
`, `
mesh.world_size=16
reading.disagree~#SBATCH`},
		{"sequence parallelism needs tensor parallelism", `
== a.sh
torchrun pretrain_gpt.py --tensor-model-parallel-size 1 --sequence-parallel
`, `
run.sequence_parallel=false derived
reading.inert~--sequence-parallel`},
		{"the rollout is no trainer", `
== a.sh
python3 -m verl.trainer.main_ppo actor_rollout_ref.rollout.tensor_model_parallel_size=4 actor_rollout_ref.model.path=org/m trainer.n_gpus_per_node=8
`, `
mesh.tp_size=
rollout.mesh.tp_size=4
mesh.world_size=8`},
		{"hydra takes away, and quotes", `
== a.sh
python3 -m verl.trainer.main_ppo +actor_rollout_ref.actor.strategy='fsdp2' actor_rollout_ref.actor.ulysses_sequence_parallel_size=2 ~actor_rollout_ref.actor.ulysses_sequence_parallel_size
`, `
mesh.strategy=fsdp2
mesh.cp_size=1 default`},
		{"NeMo RL includes, and references keys", `
== a.yaml
defaults: base.yaml
policy:
  train_micro_batch_size: 2
== base.yaml
policy:
  model_name: org/m
  max_total_sequence_length: ${mul:${policy.train_micro_batch_size}, 512}
  dtensor_cfg: {enabled: true, tensor_parallel_size: 4}
  megatron_cfg: {enabled: false, tensor_model_parallel_size: 8}
cluster: {num_nodes: 2, gpus_per_node: 8}
`, `
mesh.tp_size=4
framework=nemo_automodel
mesh.world_size=16
run.micro_batch_size=2`},
		{"a loop of includes", `
== a.yaml
defaults: b.yaml
policy: {model_name: org/m}
cluster: {num_nodes: 1, gpus_per_node: 8}
== b.yaml
defaults: a.yaml
`, `
reading.refused~includes itself`},
		{"a path that leaves the folder", `
== acc.yaml
distributed_type: DEEPSPEED
num_processes: 8
deepspeed_config:
  deepspeed_config_file: ../../secret.json
`, `
reading.leaves_folder~outside
wants ../../secret.json=`},
		{"several trainers", `
== a.sh
torchrun --nproc_per_node 2 pretrain_gpt.py --tensor-model-parallel-size 2
torchrun --nproc_per_node 4 pretrain_gpt.py --tensor-model-parallel-size 4
`, `
mesh.tp_size=4`},
		{"a command in a manifest", `
== job.yaml
apiVersion: kubeflow.org/v1
kind: PyTorchJob
spec:
  pytorchReplicaSpecs:
    Master:
      template: {spec: {containers: [{name: p, image: i, resources: {limits: {nvidia.com/gpu: 8}}, command: [bash, -c, "torchrun pretrain_gpt.py --tensor-model-parallel-size $(TP)"], env: [{name: TP, value: "4"}]}]}}
    Worker:
      replicas: 3
      template: {spec: {containers: [{name: p, image: i, resources: {limits: {nvidia.com/gpu: 8}}}]}}
`, `
mesh.world_size=32
run.nodes=4
mesh.tp_size=4
framework=megatron`},
		{"SkyPilot", `
== task.yaml
num_nodes: 2
resources:
  accelerators: H100:8
run: |
  torchrun --nnodes $SKYPILOT_NUM_NODES --nproc_per_node $SKYPILOT_NUM_GPUS_PER_NODE \
    pretrain_gpt.py --tensor-model-parallel-size 4
`, `
mesh.world_size=16
mesh.tp_size=4
dialect=megatron`},
		{"torchtitan cut into micro-batches", `
== a.toml
[model]
name = "llama3"
flavor = "8B"
[training]
local_batch_size = 8
[parallelism]
pipeline_parallel_degree = 4
pipeline_parallel_schedule = "Interleaved1F1B"
`, `
run.num_microbatches=8 derived
run.micro_batch_size=1 default
run.pipeline_schedule=Interleaved1F1B
run.framework_version=0.2.2 derived
reading.version~0.3.0`},
		{"torchtitan overrides a registry", `
== a.sh
NGPU=4 ./run_train.sh --module llama3 --config llama3_8b --parallelism.tensor-parallel-degree 2
`, `
mesh.tp_size=2
mesh.pp_size=
mesh.world_size=4
wants llama3=`},
		{"accelerate launches a script of TRL", `
== a.sh
accelerate launch --config_file acc.yaml train.py --model_name_or_path org/m --per_device_train_batch_size 2 --output_dir o
== acc.yaml
distributed_type: FSDP
num_processes: 4
mixed_precision: bf16
fsdp_config: {fsdp_version: 2}
`, `
mesh.world_size=4
mesh.strategy=fsdp2
run.micro_batch_size=2
run.precision.compute=bf16
model=org/m`},
		{"a server", `
== a.sh
vllm serve org/m -tp 4 --data-parallel-size 2 --enable-expert-parallel
`, `
framework=vllm
mesh.tp_size=4
mesh.ep_size=8 derived
model=org/m`},
	})
}
