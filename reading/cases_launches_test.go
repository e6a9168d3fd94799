package reading_test

import (
	"os"
	"testing"

	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

// Launchers and worlds of less-known repositories, and what their command lines hold.
func TestLaunches(t *testing.T) {
	readAll(t, []readingCase{
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
		{"a config alone is as well of one device as of several", `
== a.yaml
model: {_component_: torchtune.models.llama3.lora_llama3_8b, lora_rank: 8}
optimizer: {_component_: torch.optim.AdamW}
batch_size: 2
`, `
mesh.strategy=
run.sharding.engine=
run.micro_batch_size=2`},
		{"unless it has sizes of its own", `
== a.yaml
model: {_component_: torchtune.models.llama3.lora_llama3_8b, lora_rank: 8}
optimizer: {_component_: torch.optim.AdamW}
tensor_parallel_dim: 2
`, `mesh.strategy=fsdp2 derived`},
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
