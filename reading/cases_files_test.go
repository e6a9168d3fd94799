package reading_test

import (
	"testing"

	"github.com/meshwise/meshwise/reading"
)

// What stands in files of less-known projects: older versions of a framework, files that a script writes or sources, values that
// are said and say nothing.
func TestFilesOfOthers(t *testing.T) {
	readAll(t, []readingCase{
		{"a key of FSDP without a value is none", `
== a.yaml
base_model: org/m
datasets: [{path: d}]
micro_batch_size: 1
fsdp:
fsdp_config:
`, `
run.sharding.engine=
run.sharding.policy=`},
		{"an empty list of FSDP is none", `
== a.yaml
base_model: org/m
datasets: [{path: d}]
fsdp: []
`, `
run.sharding.engine=`},
		{"a recipe as the first word of a program of one's own", `
== a.sh
accelerate launch --config_file acc.yaml scripts/run_simpo.py recipes/simpo.yaml --per_device_train_batch_size=4
== acc.yaml
distributed_type: MULTI_GPU
num_processes: 8
== recipes/simpo.yaml
model_name_or_path: org/m
per_device_train_batch_size: 2
gradient_accumulation_steps: 16
gradient_checkpointing: true
bf16: true
max_length: 2048
`, `
dialect=trl
model=org/m
mesh.world_size=8
run.micro_batch_size=4
run.gradient_accumulation=16
run.sequence_length=2048
run.precision.compute=bf16`},
		{"it is wanted where it is not at hand", `
== a.sh
torchrun --nproc_per_node 8 scripts/run_simpo.py recipes/simpo.yaml
`, `
wants recipes/simpo.yaml=recipes/simpo.yaml
mesh.world_size=8`},
		{"a recipe that the script writes for each round", `
== a.sh
run() {
  cat <<EOT > dpo.yaml
model_name_or_path: $1
per_device_train_batch_size: 1
gradient_accumulation_steps: 16
bf16: true
EOT
  torchrun --nproc_per_node 8 run_dpo.py dpo.yaml
}
run org/m
`, `
dialect=trl
model=org/m
run.gradient_accumulation=16`},
		{"the flags of ms-swift 2", `
== a.sh
NPROC_PER_NODE=4 swift sft --model_type qwen2-1_5b --model_id_or_path org/m --sft_type full --dtype bf16 --batch_size 4 --gradient_accumulation_steps 8 \
  --use_flash_attn true --deepspeed default-zero3 --lora_target_modules ALL
`, `
model=org/m
mesh.world_size=4
run.micro_batch_size=4
run.global_batch_size=128 derived
run.peft.type=
run.attn=flash_attention_2
run.precision.params=bf16
run.sharding.stage=3`},
		{"its first program, with an adapter", `
== a.sh
python llm_sft.py --model_type qwen-7b --sft_type lora --lora_target_modules ALL --lora_rank 16 --deepspeed zero2-offload
`, `
dialect=swift
run.micro_batch_size=1 default
run.peft.rank=16
run.peft.targets=all-linear
run.sharding.stage=2
run.offload=optimizer`},
		{"prime-rl before it had deployments", `
== a.toml
inference_gpu_ids = [0,1,2,3,4,5]
trainer_gpu_ids = [6,7]
[model]
name = "org/m"
[orchestrator]
seq_len = 8192
[trainer.model.ac]
`, `
mesh.world_size=2
run.gpus_per_node=2
run.sequence_length=8192
run.recompute=full
run.optimizer.offload=
run.fused_loss=`},
		{"the trainer of prime-rl has the last word", `
== a.toml
[orchestrator]
seq_len = 4096
[trainer.model]
name = "org/m"
seq_len = 8192
`, `
run.sequence_length=8192
run.recompute=`},
		{"a loss of prime-rl that is not in chunks", `
== a.toml
[trainer.model]
name = "org/m"
fused_lm_head_token_chunk_size = "disabled"
[orchestrator]
batch_size = 64
`, `
dialect=prime_rl
run.fused_loss=`},
		{"FSDP and Ulysses over the same ranks", `
== a.sh
python3 -m verl.trainer.main_ppo actor_rollout_ref.actor.fsdp_config.fsdp_size=32 actor_rollout_ref.actor.ulysses_sequence_parallel_size=4 \
  trainer.n_gpus_per_node=8 trainer.nnodes=${NNODES:-4}
`, `
world=default
mesh.world_size=32 default
run.sharding.policy=FULL_SHARD derived
reading.placeholder=`},
		{"a group of shards that is smaller", `
== a.sh
python3 -m verl.trainer.main_ppo actor_rollout_ref.actor.fsdp_config.fsdp_size=8 actor_rollout_ref.actor.ulysses_sequence_parallel_size=2 \
  trainer.n_gpus_per_node=8 trainer.nnodes=4
`, `
run.sharding.policy=HYBRID_SHARD derived`},
		{"srun starts the driver on one node", `
== a.sh
#!/bin/bash
#SBATCH --nodes=2
#SBATCH --gpus-per-node=4
srun --overlap --nodes=1 --ntasks=1 -w head python3 -m verl.trainer.main_ppo trainer.n_gpus_per_node=$SLURM_GPUS_ON_NODE trainer.nnodes=$SLURM_NNODES
`, `
mesh.world_size=8
reading.disagree=`},
		{"steps that are said, and not known, make no batch", `
== a.sh
#!/bin/bash
#SBATCH -N 1
#SBATCH --gres=gpu:8
steps=$((128 / $(nvidia-smi -L | wc -l)))
torchrun --nproc_per_node 8 train.py --model_name_or_path org/m --output_dir o --per_device_train_batch_size 1 --gradient_accumulation_steps $steps
`, `
run.micro_batch_size=1
run.gradient_accumulation=
run.global_batch_size=`},
		{"words of a list that nobody shows", `
== a.sh
source $TASK/params.sh
ALL_PARAMS+=(--log-interval 1)
torchrun --nproc_per_node 8 pretrain_gpt.py --seq-length 4096 ${ALL_PARAMS[@]}
`, `
run.sequence_length=4096
mesh.tp_size=
mesh.pp_size=
run.sharding.engine=
reading.unknown_value~ALL_PARAMS`},
		{"nor of one that stands behind a switch", `
== a.sh
source ../models/m.sh
ray job submit -- python3 train.py --actor-num-nodes 1 --actor-num-gpus-per-node 8 --tensor-model-parallel-size 2 --colocate ${MODEL_ARGS[@]}
`, `
dialect=slime
mesh.tp_size=2
mesh.pp_size=
reading.unknown_value~MODEL_ARGS`},
		{"what activates an environment holds no lists", `
== a.sh
source ~/.bashrc
source venv/bin/activate
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2 ${EVAL_ARGS[@]}
`, `
mesh.pp_size=1 default`},
		{"settings that are written in a folder that is not known", `
== a.sh
cd $WORK/code
config=./ds.json
cat <<EOT > $config
{"zero_optimization": {"stage": 3, "offload_param": {"device": "cpu"}}, "train_batch_size": "auto"}
EOT
torchrun --nproc_per_node 8 run_clm.py --model_name_or_path org/m --output_dir o --deepspeed $config
`, `
run.sharding.stage=3
run.offload=params
wants ./ds.json=`},
		{"and that are left behind", `
== a.sh
cd $WORK/code
echo '{"zero_optimization": {"stage": 3}}' > ds.json
cd $OTHER
torchrun --nproc_per_node 8 run_clm.py --model_name_or_path org/m --output_dir o --deepspeed ds.json
`, `
run.sharding.stage=`},
		{"a name with blanks in a variable without quotes", `
== a.sh
MODEL='SFT Model Path'
torchrun --nproc_per_node 4 grpo.py --model_name_or_path ${MODEL} --output_dir o --per_device_train_batch_size 1
`, `
model=
reading.unknown_value~'SFT Model Path'
run.micro_batch_size=1`},
		{"a part of what others are made of", `
== a.yaml
policy:
  dtensor_cfg: {enabled: false}
  megatron_cfg: {enabled: true, activation_checkpointing: true}
`, `
framework=megatron
run.recompute=full
mesh.tp_size=
run.sharding.engine=`},
		{"the experts of nanotron's example", `
== a.yaml
model: {dtype: bfloat16, model_config: {hidden_size: 512, moe_num_experts: 4, num_experts_per_tok: 1}}
parallelism: {dp: 1, tp: 2, pp: 1, expert_parallel_size: 2}
`, `
model.num_local_experts=4
model.num_experts_per_tok=1`},
		{"what a file of DeepSpeed repeats is the trainer's", `
== a.sh
torchrun --nproc_per_node 2 train.py --model_name_or_path path_to_model_weight --output_dir o --per_device_train_batch_size 1 --lora --lora_r 16 --deepspeed d.json
== d.json
{"train_micro_batch_size_per_gpu": 1, "zero_optimization": {"stage": 3}}
`, `
model=
reading.placeholder~path_to_model_weight
run.micro_batch_size=1
run.peft.rank=16
at run.micro_batch_size=a.sh:1`},
		{"flash attention as a switch", `
== a.sh
CUDA_VISIBLE_DEVICES=0 python src/train_bash.py --stage sft --finetuning_type full --model_name_or_path org/m --flash_attn --output_dir o
`, `
run.attn=flash_attention_2
input.wrong_type=`},
		{"the variables of a job of Kubeflow", `
== a.yaml
apiVersion: kubeflow.org/v1
kind: PyTorchJob
spec:
  nprocPerNode: "8"
  pytorchReplicaSpecs:
    Master: {replicas: 1, template: {spec: {containers: [{name: p, command: [bash, -c, "torchrun --nnodes=${PET_NNODES} --nproc_per_node=${PET_NPROC_PER_NODE} train.py"]}]}}}
    Worker: {replicas: 3}
`, `
mesh.world_size=32
run.nodes=4
reading.needs_env=`},
		{"LoRA of an older prime-rl, and the offloading of an older torchtune", `
== a.toml
[trainer.model]
name = "org/m"
[trainer.model.experimental.lora]
rank = 8
`, `
run.peft.type=lora
run.peft.rank=8
? trainer.model.experimental.lora.rank=`},
		{"torchtune before it had names for FSDP", `
== a.yaml
model: {_component_: torchtune.models.llama3.llama3_70b}
tokenizer: {_component_: torchtune.models.llama3.llama3_tokenizer}
batch_size: 2
fsdp: {cpu_offload: true}
`, `
run.offload=params`},
		{"the padded vocabulary of a fork", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 8 --hidden-size 64 --num-attention-heads 8 --pad-vocab-size-to 250880 --tensor-model-parallel-size 1
`, `
model.vocab_size=250880`},
		{"a few numbers make no model", `
== a.sh
source models.sh
ray job submit -- python3 train.py --actor-num-nodes 1 --actor-num-gpus-per-node 8 --tensor-model-parallel-size 1 --mtp-num-layers 1 "${MODEL_ARGS[@]}"
`, `
model.num_nextn_predict_layers=`},
		{"recomputation that is turned off, where it is on by itself", `
== a.yaml
model_name_or_path: org/m
output_dir: o
gradient_checkpointing: false
`, `
dialect=trl
run.recompute=none`},
		{"the beginning of a flag of torchrun", `
== a.sh
torchrun --nnode $(hostname | wc -l) --nproc_per_node 8 train.py --model_name_or_path org/m --output_dir o --per_device_train_batch_size 1
`, `
mesh.world_size=
run.nodes=
run.gpus_per_node=8`},
	})
}

// The header of another scheduler is told once, however many lines it has.
func TestForeignHeader(t *testing.T) {
	req := request("== a.sh\n#!/bin/bash\n#PBS -l select=16\n#PBS -l walltime=1\ntorchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2\n")
	r, err := reading.Read(&req)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, n := range r.Notes {
		if n.Code == reading.NoteUnknown {
			told++
		}
	}
	if told != 1 {
		t.Errorf("%d notes of a header of PBS", told)
	}
}

// A path of the user's home begins there, whatever folder it is named in.
func TestHome(t *testing.T) {
	req := request("== a.sh\n#!/bin/bash\n#SBATCH --gres=gpu:1\nWORK=$HOME/serve\ncd $WORK\nsource $WORK/env.sh\n")
	r, err := reading.Read(&req)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Wants) != 1 || r.Wants[0].File != "~/serve/env.sh" {
		t.Errorf("wants %+v", r.Wants)
	}
}
