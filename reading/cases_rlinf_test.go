package reading_test

import "testing"

// RLinf: who trains has GPUs of its own among those of the cluster.
func TestRLinf(t *testing.T) {
	const megatron = `
runner: {task_type: reasoning, seq_length: 8192, enable_dynamic_batch_size: True, max_tokens_per_mbs: 16384}
algorithm: {group_size: 8, n_minibatches: 4, training_batch_size_per_gpu: 2}
data: {rollout_batch_size: 128}
rollout: {rollout_backend: sglang, tensor_parallel_size: 4, pipeline_parallel_size: 1, model: {model_path: org/m, model_type: qwen2.5}}
actor:
  training_backend: megatron
  offload_optimizer: True
  global_batch_size: 8
  model: {precision: bf16, tensor_model_parallel_size: 2, pipeline_model_parallel_size: 2, sequence_parallel: True, recompute_granularity: full, recompute_method: uniform, recompute_num_layers: 1, seq_length: "${runner.seq_length}"}
  optim: {optimizer: adam, use_distributed_optimizer: True}
  megatron: {ckpt_convertor: {tensor_model_parallel_size: 16}}
`
	readAll(t, []readingCase{
		{"reasoning on Megatron, in a part of the cluster", `
== a.yaml
cluster:
  num_nodes: 8
  component_placement:
    rollout: 0-15
    inference: 16-23
    actor: 24-63
    reward: 0-15
` + megatron, `
dialect=rlinf
framework=megatron
model=org/m
mesh.world_size=40
mesh.tp_size=2
mesh.pp_size=2
mesh.cp_size=1 default
rollout.mesh.tp_size=4
run.sequence_length=8192
run.dynamic_batch=16384
run.micro_batch_size=
run.global_batch_size=
run.recompute=full
run.precision.compute=bf16
run.sequence_parallel=true
run.offload=
at mesh.world_size=a.yaml:6`},
		{"all GPUs of nodes, of which nobody says how many they have", `
== a.yaml
cluster:
  num_nodes: 2
  component_placement:
    actor,rollout,reward: all
` + megatron, `
mesh.world_size=
mesh.tp_size=2
run.nodes=2`},
		{"a scheduler that moves the actor", `
== a.yaml
cluster: {num_nodes: 1, auto_scheduler: True, component_placement: {actor: 0-3, rollout: 4-7, reward: 0-3}}
` + megatron, `
mesh.world_size=`},
		{"two ranges, and names with spaces", `
== a.yaml
cluster: {num_nodes: 2, component_placement: {"rollout , actor": "0-3,8-11"}}
` + megatron, `
mesh.world_size=8`},
		{"several processes of one GPU", `
== a.yaml
cluster: {num_nodes: 2, component_placement: {actor: "0-3:0-7"}}
` + megatron, `
mesh.world_size=`},
		{"what acts, by FSDP", `
== a.yaml
defaults:
  - model/openvla_oft@actor.model
  - hybrid_engines/fsdp@actor.fsdp_config
cluster:
  num_nodes: 1
  component_placement: {actor: {node_group: a, placement: 0-3}, "env,rollout": 4-7}
runner: {task_type: embodied}
rollout: {model: {model_path: org/m}}
actor:
  training_backend: "fsdp"
  micro_batch_size: 32
  global_batch_size: 1024
  model: {model_path: org/m, precision: bf16, is_lora: True, lora_rank: 32}
  fsdp_config: {strategy: fsdp2, gradient_checkpointing: True, mixed_precision: {param_dtype: "${actor.model.precision}", reduce_dtype: fp32}}
`, `
dialect=rlinf
framework=
model=org/m
mesh.world_size=4
mesh.strategy=fsdp2
mesh.tp_size=
run.micro_batch_size=32
run.global_batch_size=1024
run.recompute=full
run.peft.type=lora
run.peft.rank=32
run.precision.params=bf16
run.precision.compute=bf16
run.precision.reduce=fp32
run.sharding.engine=fsdp2`},
		{"fine-tuning", `
== a.yaml
cluster: {num_nodes: 1, component_placement: {actor: 0-7}}
runner: {task_type: sft}
actor:
  training_backend: megatron
  micro_batch_size: 4
  global_batch_size: 256
  model: {model_path: org/m, precision: bf16, tensor_model_parallel_size: 4, expert_model_parallel_size: 2, seq_length: 1024}
  optim: {optimizer: adam, optimizer_cpu_offload: True}
`, `
framework=megatron
mesh.world_size=8
mesh.ep_size=2
run.micro_batch_size=4
run.global_batch_size=256
run.sequence_length=1024
run.recompute=none default
run.offload=optimizer`},
		{"a script that names the file", `
== run.sh
CONFIG_PATH="$( cd "$( dirname "${BASH_SOURCE[0]}" )" && pwd )"
python ${REPO_PATH}/examples/reasoning/main_grpo.py --config-path ${CONFIG_PATH}/config/ --config-name a actor.model.tensor_model_parallel_size=8
== config/a.yaml
cluster: {num_nodes: 2, component_placement: {"actor,rollout": 0-15}}
` + megatron, `
dialect=rlinf
mesh.tp_size=8
mesh.world_size=16`},
		{"a script whose file is not at hand", `
== run.sh
python examples/reasoning/main_grpo.py --config-path conf --config-name a
`, `
dialect=shell
wants conf/a.yaml=conf/a.yaml`},
		{"evaluation trains nothing", `
== a.yaml
cluster: {num_nodes: 1, component_placement: {rollout: 0-7}}
runner: {task_type: reasoning_eval}
rollout: {tensor_parallel_size: 2, model: {model_path: org/m}}
`, `
dialect=rlinf
framework=
mesh.tp_size=
rollout.mesh.tp_size=2`},
	})
}
