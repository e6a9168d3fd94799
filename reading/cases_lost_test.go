package reading_test

import "testing"

// Flags that stand behind a program and do not reach it, and what looks like them.
func TestLostFlags(t *testing.T) {
	readAll(t, []readingCase{
		{"a line without its backslash", `
== a.sh
torchrun --nproc-per-node 8 pretrain_gpt.py \
  --tensor-model-parallel-size 2
  --pipeline-model-parallel-size 4 \
  --seq-length 4096
`, `
mesh.tp_size=2
mesh.pp_size=1 default
reading.lost~'--pipeline-model-parallel-size' for a command of its own
reading.lost~since line 2 ends without a backslash`},
		{"a blank behind it", `
== a.sh
torchrun --nproc-per-node 8 pretrain_gpt.py \
  --tensor-model-parallel-size 2 \` + " " + `
  --pipeline-model-parallel-size 4
`, `reading.lost~line 2 has something behind its backslash`},
		{"a comment behind it", `
== a.sh
python3 -m verl.trainer.main_ppo \
    trainer.n_gpus_per_node=8 \  # all of them
    trainer.nnodes=2
`, `
mesh.world_size=8
reading.lost~'trainer.nnodes=2'
reading.lost~line 2 has something behind its backslash`},
		{"a comment between", `
== a.sh
torchrun --nproc-per-node 8 pretrain_gpt.py \
  --tensor-model-parallel-size 2 \
  # --context-parallel-size 2 \
  --sequence-parallel \
  --bf16
--swiglu
`, `
run.sequence_parallel=false default
reading.lost~line 3, a comment, ends the command; nor do the lines that begin with '--swiglu'`},
		{"a comment behind what ended before", `
== a.sh
torchrun --nproc-per-node 8 pretrain_gpt.py \
  --tensor-model-parallel-size 2
  # two
  # and four
  --pipeline-model-parallel-size 4
`, `
mesh.tp_size=2
reading.lost~since line 2 ends without a backslash`},
		{"several comments between", `
== a.sh
torchrun --nproc-per-node 8 pretrain_gpt.py \
  --tensor-model-parallel-size 2 \
  # two \
  # and four
  --pipeline-model-parallel-size 4
`, `reading.lost~line 3, a comment, ends the command`},
		{"ends of lines that quotes keep", `
== a.sh
OPTS="
  --tensor-model-parallel-size 2
"
srun -N 1 bash -c "torchrun --nproc-per-node 8 pretrain_gpt.py $OPTS"
`, `
mesh.tp_size=1 default
reading.lost~line 1 ends without a backslash`},
		{"and where no quotes keep them", `
== a.sh
OPTS="
  --tensor-model-parallel-size 2
"
srun -N 1 torchrun --nproc-per-node 8 pretrain_gpt.py $OPTS
`, `
mesh.tp_size=2
reading.lost=`},
		{"a script that is written first", `
== a.sh
cat > run.sh <<EOF
python pretrain_gpt.py --tensor-model-parallel-size 2
  --pipeline-model-parallel-size 4
EOF
torchrun --nproc-per-node 8 --no-python bash run.sh
`, `
mesh.tp_size=2
reading.lost~line 2 ends without a backslash`},
		{"nothing is lost", `
== a.sh
torchrun --nproc-per-node 8 pretrain_gpt.py \
  --tensor-model-parallel-size 2 \
  --pipeline-model-parallel-size 4
# --sequence-parallel
A=1
trap - EXIT
[ -n "$A" ] && echo --done
`, `
mesh.pp_size=4
reading.lost=`},
		{"flags of a program that is no trainer", `
== a.sh
torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 2
ls -l \
  out
  --color
`, `reading.lost=`},
		{"a variable that nobody set", `
== a.sh
torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 2
$MORE --bf16
`, `reading.lost=`},
	})
}
