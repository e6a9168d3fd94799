package reading_test

import (
	"testing"

	"github.com/meshwise/meshwise/reading"
)

// Lists that a script goes through by their indices, folders that it goes into, and programs that fetch the one they run.
func TestIndicesAndFolders(t *testing.T) {
	readAll(t, []readingCase{
		{"the indices of a list", `
== a.sh
MODELS=(org/a "org/b")
for i in "${!MODELS[@]}"; do
  torchrun --nproc_per_node 8 run_clm.py --model_name_or_path ${MODELS[$i]} --output_dir o$i --per_device_train_batch_size 2
done
`, `
model=org/b
more 1=org/a
at model=a.sh:1`},
		{"of one that a program makes", `
== a.sh
MODELS=($(ls))
for i in ${!MODELS[@]}; do
  torchrun --nproc_per_node 8 run_clm.py --model_name_or_path ${MODELS[$i]} --output_dir o --per_device_train_batch_size 2
done
`, `
model=
run.micro_batch_size=2`},
		{"what another variable names is no list of indices", `
== a.sh
NAME=MODEL
MODEL=org/a
torchrun --nproc_per_node 8 run_clm.py --model_name_or_path ${!NAME} --output_dir o --per_device_train_batch_size 2
`, `
model=`},
		{"settings in the folder that the script goes into", `
== run/a.sh
cd ./code
torchrun --nproc_per_node 8 run_clm.py --model_name_or_path org/m --output_dir o --deepspeed conf/ds.json
== code/conf/ds.json
{"zero_optimization": {"stage": 2}}
== conf/ds.json
{"zero_optimization": {"stage": 3}}
`, `
run.sharding.stage=2`},
		{"in one that it leaves again", `
== run/a.sh
(cd code && make)
torchrun --nproc_per_node 8 run_clm.py --model_name_or_path org/m --output_dir o --deepspeed conf/ds.json
== code/conf/ds.json
{"zero_optimization": {"stage": 2}}
== conf/ds.json
{"zero_optimization": {"stage": 3}}
`, `
run.sharding.stage=3`},
		{"where nobody knows where that is, as before", `
== run/a.sh
cd $WORK
torchrun --nproc_per_node 8 run_clm.py --model_name_or_path org/m --output_dir o --deepspeed conf/ds.json
== conf/ds.json
{"zero_optimization": {"stage": 3}}
`, `
run.sharding.stage=3`},
		{"a program that uv fetches", `
== a.sh
: "${TP:=4}"
uvx --from vllm==0.9 vllm serve org/m --tensor-parallel-size "$TP"
`, `
dialect=vllm
model=org/m
mesh.tp_size=4 default`},
		{"the server of TRL", `
== a.sh
trl vllm-serve --model org/m --tensor_parallel_size 2 --data_parallel_size 4 --max_model_len 8192
`, `
dialect=vllm
model=org/m
mesh.tp_size=2
mesh.dp_size=4
run.sequence_length=8192`},
		{"gives way to what trains", `
== a.sh
trl vllm-serve --model org/m --tensor_parallel_size 2 &
accelerate launch --num_processes 4 run_grpo.py --model_name_or_path org/m --output_dir o --per_device_train_batch_size 2
`, `
dialect=hf_trainer
mesh.tp_size=
mesh.world_size=4`},
	})
}

// What sbatch reads of a script ends at its first command.
func TestLateHeaders(t *testing.T) {
	readAll(t, []readingCase{
		{"behind a command", `
== a.sh
#!/bin/bash
set -e
#SBATCH --nodes=4
srun torchrun --nnodes $SLURM_NNODES --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2
`, `
mesh.world_size=
reading.inert~Slurm reads no #SBATCH line`},
		{"behind comments", `
== a.sh
#!/bin/bash
# set -e

#SBATCH --nodes=4
srun torchrun --nnodes $SLURM_NNODES --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2
# that was it
`, `
mesh.world_size=32
reading.inert=`},
		{"those of a script that this one writes are that one's", `
== a.sh
#!/bin/bash
cat > job.sh <<EOF
#!/bin/bash
#SBATCH --nodes=4
EOF
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2
`, `
mesh.world_size=8
reading.inert=`},
	})
}

// A sweep of more runs than are followed is read as far as it is followed, and says so.
func TestLongSweeps(t *testing.T) {
	const sweep = `
== a.sh
for a in 1 2 3 4 5 6 7 8 9 10; do for b in 1 2 3 4 5 6 7 8 9 10; do for c in 1 2 3 4 5 6; do
  `
	readAll(t, []readingCase{
		{"of a trainer", sweep + `torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2 --micro-batch-size $b
done; done; done
`, `
mesh.tp_size=2
mesh.world_size=8
reading.unknown_value~not followed to its end`},
		{"of what is none", sweep + `python prepare.py $a $b $c
done; done; done
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2
`, `error=input.too_large`},
	})
}

// A note about a script that is sourced has a place, though its path begins with what is always set.
func TestPlaceOfSource(t *testing.T) {
	req := request("== a.sh\nBASE=${BASE:-$HOME/conda}\nsource $BASE/etc/conda.sh\ntorchrun --nproc_per_node 2 train.py\n")
	r, err := reading.Read(&req)
	if err != nil || len(r.Notes) != 1 || r.Notes[0].Code != reading.NoteLeaves || r.Notes[0].Place.Line == 0 {
		t.Errorf("%v, %+v", err, r)
	}
}

// A script that gives up where nobody gave its argument is meant to be given one.
func TestArgumentsToGive(t *testing.T) {
	const train = "torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size"
	readAll(t, []readingCase{
		{"what it chooses among", `
== a.sh
SIZE=$1
if [ -z "$SIZE" ]; then exit 1; fi
case $SIZE in
  small) ` + train + ` 2 ;;
  large) ` + train + ` 4 ;;
  *) echo usage; exit 1 ;;
esac
`, `
dialect=megatron
mesh.tp_size=4
mesh.world_size=8
more 1=`},
		{"with an empty default", `
== a.sh
set -u
usage() { echo usage; exit 2; }
case "${1:-}" in
  train) ` + train + ` 4 ;;
  *) usage ;;
esac
`, `mesh.tp_size=4`},
		{"a size that hangs on it", `
== a.sh
if [ "$1" = a ]; then TP=2; elif [ "$1" = b ]; then TP=4; else echo usage; exit 1; fi
` + train + ` $TP
`, `
mesh.tp_size=
reading.undecided~it may be '2' or '4'`},
		{"what runs without one is what is run", `
== a.sh
case "$1" in
  large) TP=4 ;;
  *) TP=2 ;;
esac
` + train + ` $TP
`, `mesh.tp_size=2`},
		{"and what a variable of its own rules out is not", `
== a.sh
MODE=stop
case "$MODE" in
  train) ` + train + ` 4 ;;
  *) exit 1 ;;
esac
`, `error=input.no_format`},
	})
}
