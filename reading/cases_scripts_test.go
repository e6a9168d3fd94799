package reading_test

import (
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading"
)

// What launch scripts of people do beside the launch itself, each with its other side.
func TestScriptCases(t *testing.T) {
	readAll(t, []readingCase{
		{"a list of devices is counted", `
== a.sh
GPU_IDS=${GPU_IDS:-0,1,2}
IFS=',' read -r -a GPUS <<< "$GPU_IDS"
accelerate launch --num_processes "${#GPUS[@]}" train.py
`, `mesh.world_size=3 default`},
		{"and so it is where IFS is set for all", `
== a.sh
export CUDA_VISIBLE_DEVICES=4,5,6,7
IFS=',' 
LIST=($CUDA_VISIBLE_DEVICES)
torchrun --nproc_per_node ${#LIST[@]} train.py
`, `mesh.world_size=4`},
		{"what a program prints is not counted, nor a part of it", `
== a.sh
NODES=($(scontrol show hostnames $SLURM_JOB_NODELIST))
TRAIN=("${NODES[@]:0:2}")
read -r -a REST <<< "$(hostname)"
torchrun --nnodes ${#TRAIN[@]} --nproc_per_node ${#REST[@]} train.py
`, `
mesh.world_size=
run.nodes=
run.gpus_per_node=`},
		{"a known list has its length", `
== a.sh
NODES=(a b)
torchrun --nnodes ${#NODES[@]} --nproc_per_node 8 train.py
`, `mesh.world_size=16`},
		{"options of srun have values", `
== a.sh
srun -u -l --mpi pmix --container-image $IMG/x.sqsh --container-mounts /a:/a --cpu-bind none torchrun --nnodes 2 --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 4
`, `
mesh.world_size=16
mesh.tp_size=4`},
		{"a script of the site that is not here runs its own words", `
== a.sh
CONTAINER=torch.sif
CMD=" \
    pretrain_gpt.py \
    --tensor-model-parallel-size 2 \
    "
srun --nodes 2 --ntasks-per-node 8 singularity exec -B "$PWD" "$CONTAINER" ./launch.sh $CMD
`, `
mesh.world_size=16
mesh.tp_size=2
wants launch.sh~launch.sh`},
		{"and so it does without a wrapper around it", `
== a.sh
#!/bin/bash
bash tools/launch.sh pretrain_gpt.py --tensor-model-parallel-size 2
`, `
mesh.tp_size=2
wants tools/launch.sh~launch.sh`},
		{"where it is here it is read", `
== a.sh
#!/bin/bash
./launch.sh pretrain_gpt.py --tensor-model-parallel-size 2
== launch.sh
torchrun --nproc_per_node 4 $@ --pipeline-model-parallel-size 2
`, `
mesh.world_size=4
mesh.tp_size=2
mesh.pp_size=2`},
		{"a program that is the value of an option is none", `
== a.sh
#!/bin/bash
./convert.sh --script pretrain_gpt.py --tensor-model-parallel-size 2
`, `
mesh.tp_size=`},
		{"a job that hands itself to sbatch is in one", `
== a.sh
#SBATCH --time=1:00:00
if [ -z $SLURM_JOB_ID ]; then
    sbatch "$0"
    exit
fi
srun torchrun --nproc_per_node 8 --nnodes 2 pretrain_gpt.py --tensor-model-parallel-size 2
`, `
mesh.world_size=16
mesh.tp_size=2`},
		{"a script without a header is in none", `
== a.sh
if [ -n "$SLURM_JOB_ID" ]; then TP=4; else TP=2; fi
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size $TP
`, `
mesh.tp_size=2`},
		{"a job is handed to sbatch as a heredoc, with its header", `
== a.sh
NODES=4
sbatch <<EOF
#!/bin/bash
#SBATCH --job-name=x
#SBATCH --nodes=${NODES}
#SBATCH --gres=gpu:8   # eight of them
#SBATCH --ntasks-per-node=8
srun python pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size 8
#SBATCH --nodes=16
EOF
`, `
mesh.world_size=32
run.nodes=4
mesh.tp_size=8`},
		{"or behind --wrap, or as a file, whose header gives way to options", `
== a.sh
sbatch -N 2 --gpus-per-node=8 --wrap "srun torchrun --nnodes 2 --nproc_per_node 8 pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size 2"
sbatch -N 2 job.sh
== job.sh
#!/bin/bash
#SBATCH -N 4
#SBATCH --gpus-per-node=8
#SBATCH --ntasks-per-node=8
srun python pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size 4
`, `
mesh.world_size=16
mesh.tp_size=4`},
		{"one expert of Megatron-DeepSpeed is none", `
== a.sh
deepspeed --num_gpus 8 pretrain_gpt.py --num-layers 4 --hidden-size 64 --num-attention-heads 8 --num-experts 1 --deepspeed
`, `
model.num_local_experts=
model.num_experts_per_tok=`},
		{"and one of Megatron-LM is one", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 4 --hidden-size 64 --num-attention-heads 8 --num-experts 1
`, `
model.num_local_experts=1
model.num_experts_per_tok=2`},
		{"a shell reads a heredoc, unless it has a script", `
== a.sh
bash <<'EOF'
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size $TP
EOF
TP=8 bash -s <<'EOF'
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size $TP
EOF
`, `
mesh.world_size=8
mesh.tp_size=8`},
		{"a script of the site stands between srun and the program", `
== a.sh
srun -N 2 ./select_gpu python train.py --model_name_or_path org/m --per_device_train_batch_size 2 --output_dir o
srun -N 2 bash wrap.sh torchrun --nnodes 2 --nproc_per_node 4 pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size 2
`, `
mesh.tp_size=2
mesh.world_size=8`},
		{"but where it can be read, it says itself what it runs", `
== a.sh
srun -N 2 bash wrap.sh torchrun --nproc_per_node 4 other.py
== wrap.sh
torchrun --nnodes 2 --nproc_per_node 8 pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size 8
`, `
mesh.tp_size=8
mesh.world_size=16`},
		{"a program submits words to run elsewhere", `
== a.sh
python submit.py --cluster c --gpus 8 -- source setup.sh \&\& accelerate launch --num_processes 8 train.py --model_name_or_path org/m --per_device_train_batch_size 2
`, `
mesh.world_size=8
model=org/m
run.micro_batch_size=2`},
		{"a program of its own keeps its words", `
== a.sh
python train.py --model_name_or_path org/m --per_device_train_batch_size 2 --output_dir o -- rest
`, `
model=org/m
run.micro_batch_size=2`},
		{"a placeholder in angle brackets", `
== a.sh
export HF_TOKEN=<YOUR_HF_TOKEN>
CKPT=<Path to a checkpoint (e.g. /345m)>  # replace it
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size <TP>
`, `
mesh.world_size=8
mesh.tp_size=
reading.placeholder~<TP>`},
		{"a script that the script writes", `
== a.sh
TP=4
worker=$(cat <<- EOM
	export RANK=\$RANK
	numactl --membind=0 python pretrain_gpt.py --num-layers 8 \
	  --tensor-model-parallel-size $TP
EOM
)
echo "$worker" > worker.sh
torchrun --nnodes 2 --nproc_per_node 8 --no-python bash worker.sh
`, `
mesh.tp_size=4
mesh.world_size=16`},
		{"one that it writes by cat", `
== a.sh
cat > /tmp/run.sh << 'EOF'
#!/bin/bash
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 8 --tensor-model-parallel-size $1
EOF
chmod +x /tmp/run.sh
srun bash /tmp/run.sh 2
`, `
mesh.tp_size=2
mesh.world_size=8`},
		{"what is appended follows", `
== a.sh
echo "TP=2" > run.sh
echo "torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 8 --tensor-model-parallel-size \$TP" >> run.sh
bash run.sh
`, `mesh.tp_size=2`},
		{"the path of a program", `
== a.sh
#!/bin/bash
NPROC_PER_NODE=4 $(which swift) sft --model org/m --train_type lora
`, `
dialect=swift
mesh.world_size=4`},
		{"machines are counted", `
== a.sh
#SBATCH --nodes=4
#SBATCH --gpus-per-node=8
nodes=( $( scontrol show hostnames $SLURM_JOB_NODELIST ) )
N=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | wc -l)
srun torchrun --nnodes ${#nodes[@]} --nproc_per_node 8 pretrain_gpt.py --num-layers 8 --tensor-model-parallel-size $N
`, `
mesh.world_size=32
mesh.tp_size=4`},
		{"but not where nobody says how many there are", `
== a.sh
nodes=( $( scontrol show hostnames $SLURM_JOB_NODELIST ) )
torchrun --nnodes ${#nodes[@]} --nproc_per_node 8 train.py
`, `mesh.world_size=`},
		{"and not their first", `
== a.sh
#SBATCH --nodes=4
N=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
torchrun --nnodes $N --nproc_per_node 8 train.py
`, `mesh.world_size=`},
		{"machines of SkyPilot", `
== a.yaml
num_nodes: 2
resources: {accelerators: H100:8}
run: |
  NUM_NODES=$(echo "$SKYPILOT_NODE_IPS" | wc -l)
  if [ "$NUM_NODES" -gt 1 ]; then
    accelerate launch --num_machines $NUM_NODES --num_processes $(($NUM_NODES * $SKYPILOT_NUM_GPUS_PER_NODE)) train.py
  else
    accelerate launch --num_processes $SKYPILOT_NUM_GPUS_PER_NODE train.py
  fi
`, `
mesh.world_size=16
run.nodes=2`},
		{"redirections are none", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size 2 <in >out
`, `
mesh.tp_size=2
reading.placeholder=`},
		{"words that end a list stand right behind what is closed", `
== a.sh
if [[ -v A ]] || { [[ -v B ]] && [[ "${B}" == *x ]] }; then N=2; fi
has() { for t in a b; do if [[ $t == "$1" ]]; then return 0
fi done
return 1; }
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 4
`, `mesh.world_size=8`},
		{"an argument that nobody gave chooses among branches", `
== a.sh
PR=$1
AC=$2
NNODES=1
if [ $PR = fp16 ]; then pr="--fp16"; elif [ $PR = bf16 ]; then pr="--bf16"; fi
case $AC in full) ac="--recompute-granularity full --recompute-method uniform";; sel) ac="--recompute-activations";; esac
if [ "$3" = multi ]; then NNODES=4; fi
torchrun --nnodes $NNODES --nproc_per_node 8 pretrain_gpt.py --num-layers 4 --tensor-model-parallel-size $4 $pr $ac
`, `
mesh.world_size=8
mesh.tp_size=
run.precision.compute=
run.recompute=
reading.needs_env~argument 4 of the script`},
		{"one that is given decides them", `
== a.sh
#!/bin/bash
bash b.sh bf16
== b.sh
if [ $1 = fp16 ]; then pr="--fp16"; elif [ $1 = bf16 ]; then pr="--bf16"; fi
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 4 $pr
`, `run.precision.compute=bf16`},
		{"and where there is an else, it is for none", `
== a.sh
if [ "$1" = fp16 ]; then pr="--fp16"; else pr="--bf16"; fi
torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 4 $pr
`, `run.precision.compute=bf16`},
		{"the home of the user", `
== a.sh
python -m verl.trainer.main_ppo actor_rollout_ref.model.path=$HOME/models/m trainer.nnodes=1 trainer.n_gpus_per_node=8
`, `
path=~/models/m
reading.needs_env=`},
		{"settings of DeepSpeed that the script writes, with variables of its own", `
== a.sh
BS=4
cat > conf/ds.json <<EOF
{"train_micro_batch_size_per_gpu": $BS,
 "gradient_accumulation_steps": 2,
 "zero_optimization": {"stage": 3, "offload_optimizer": {"device": "cpu"}},
 "bf16": {"enabled": true}}
EOF
deepspeed --num_gpus 8 own.py --deepspeed conf/ds.json
`, `
mesh.world_size=8
run.micro_batch_size=4
run.gradient_accumulation=2
run.sharding.stage=3
run.offload=optimizer
run.precision.compute=bf16`},
		{"what the script writes holds before what lies there", `
== a.sh
cat <<'EOF' > ds.json
{"zero_optimization": {"stage": 3}}
EOF
torchrun --nproc_per_node 8 train.py --deepspeed ds.json --per_device_train_batch_size 1 --output_dir a
== ds.json
{"zero_optimization": {"stage": 1}}
`, `run.sharding.stage=3`},
		{"what is changed again, or may not be written, is not known", `
== a.sh
cat > a.json <<EOF
{"zero_optimization": {"stage": 1}}
EOF
sed -i "s/1/$STAGE/" a.json
torchrun --nproc_per_node 8 train.py --deepspeed a.json --per_device_train_batch_size 1 --output_dir a
`, `
run.sharding.engine=deepspeed
run.sharding.stage=`},
		{"nor is what a test may leave out, or what is not at hand", `
== a.sh
if [ "$(hostname)" = a ]; then
cat > a.json <<EOF
{"zero_optimization": {"stage": 1}}
EOF
fi
torchrun --nproc_per_node 8 train.py --deepspeed a.json --per_device_train_batch_size 1 --output_dir a
`, `
run.sharding.engine=deepspeed
run.sharding.stage=`},
		{"nor has it texts that are not known", `
== a.sh
cat > a.json <<EOF
{"zero_optimization": {"stage": $STAGE}}
EOF
torchrun --nproc_per_node 8 train.py --deepspeed a.json --per_device_train_batch_size 1 --output_dir a
`, `
run.sharding.engine=deepspeed
run.sharding.stage=`},
		{"a program of one's own is given settings of DeepSpeed that are at hand", `
== a.sh
deepspeed --num_gpus 4 own.py --epochs 3 --deepspeed_config=ds.json
== ds.json
{"train_batch_size": 32, "zero_optimization": {"stage": 2}, "fp16": {"enabled": true}}
`, `
mesh.world_size=4
run.global_batch_size=32
run.sharding.stage=2
run.precision.compute=fp16`},
		{"where they are not, its world is known", `
== a.sh
deepspeed --num_gpus 4 own.py --deepspeed --deepspeed_config ds.json
`, `
mesh.world_size=4
run.sharding.stage=`},
		{"a program of NeMo RL starts its processes itself: one that is launched is another's", `
== a.sh
accelerate launch --config_file a.yaml --num_processes 8 scripts/run_dpo.py --config b.yaml
`, `
mesh.world_size=8
mesh.cp_size=`},
		{"options that are not known are no model of a server", `
== a.sh
if [ "$RANK" = 0 ]; then more="--host 0.0.0.0"; else more=""; fi
python -m sglang.launch_server --model-path org/a --tp 8 $more
`, `
mesh.tp_size=8
model=org/a
reading.undecided=`},
		{"a server's first word is its model, known or not", `
== a.sh
vllm serve $MODEL --tensor-parallel-size 4
`, `
mesh.tp_size=4
model=
reading.needs_env~the model is that of MODEL`},
	})
}

// A script that is too long to follow is refused in words that say what to do instead.
func TestScriptThatIsTooLong(t *testing.T) {
	train := "torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 8\n"
	for branches, wanted := range map[int]string{390: "", 410: "give the command that it runs, with its values, behind --"} {
		req := request("== a.sh\n#!/bin/bash\n" + strings.Repeat("if [ -f /x ]; then B=1; fi\n", branches) + train)
		r, err := reading.Read(&req)
		switch {
		case wanted == "" && err == nil:
			check(t, said(r), "mesh.tp_size=8")
		case wanted == "" || err == nil || err.Code != "input.too_large" || !strings.Contains(err.Message, wanted):
			t.Errorf("%d branches: %v", branches, err)
		}
	}
}
