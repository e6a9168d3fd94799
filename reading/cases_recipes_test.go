package reading_test

import "testing"

// Files that name a recipe of Megatron-Bridge, by its path in Python, beside what they change of it.
func TestRecipesOfBridge(t *testing.T) {
	const sizes = `
train: {train_iters: 5, global_batch_size: 8}
model: {seq_length: 4096, tensor_model_parallel_size: 4, pipeline_model_parallel_size: 2}
logger: {log_interval: 1}
`
	readAll(t, []readingCase{
		{"with the model beside it", `
== a.yaml
hf_model_path: org/m
run: {env: {nodes: 2}}
recipe: {_target_: megatron.bridge.recipes.m.m_sft_config, packed_sequence: true}` + sizes, `
dialect=megatron_bridge
framework=megatron
model=org/m
mesh.tp_size=4
mesh.pp_size=2
mesh.cp_size=
run.global_batch_size=8
wants megatron.bridge.recipes.m.m_sft_config=
input.wrong_type=`},
		{"one that changes another file is none of NeMo RL", `
== a.yaml
defaults: default.yaml
recipe: {_target_: megatron.bridge.recipes.m.m_sft_config}` + sizes, `
dialect=megatron_bridge
mesh.tp_size=4`},
		{"a recipe by its name, or by another file", `
== a.yaml
defaults: default.yaml
recipe: {name: m_config, seq_length: 4096}` + sizes, `
dialect=megatron_bridge
mesh.tp_size=4
wants m_config=`},
		{"a recipe alone", `
== a.yaml
recipe: {_target_: megatron.bridge.recipes.m.m_config}
logger: {log_interval: 1}
`, `
dialect=megatron_bridge
mesh.tp_size=`},
		{"a recipe of NeMo Automodel is a word", `
== a.yaml
recipe: TrainFinetuneRecipeForNextTokenPrediction
step_scheduler: {global_batch_size: 8}` + sizes, `
dialect=nemo_automodel`},
		{"a recipe of another package is not its", `
== a.yaml
recipe: {_target_: my.recipes.sft}
train: {epochs: 2}
model: {dim: 8}
`, `error=input.no_format`},
		{"nor is a file of NeMo RL", `
== a.yaml
defaults: base.yaml
grpo: {num_prompts_per_step: 8}
cluster: {num_nodes: 2, gpus_per_node: 8}
`, `
dialect=nemo_rl
mesh.world_size=16`},
	})
}

// Names that stand where a model is to be put.
func TestStandIns(t *testing.T) {
	for _, c := range []struct{ name, model string }{
		{"__MODEL__", ""},
		{"__PRETRAINED_MODEL__/x", ""},
		{"model_path", ""},
		{"MODEL_DIR", ""},
		{"org/my_path", "org/my_path"},
		{"org/__m", "org/__m"},
		{"m__v2", "m__v2"},
	} {
		readAll(t, []readingCase{{c.name, `
== a.yaml
base_model: ` + c.name + `
datasets: [{path: d}]
micro_batch_size: 2
`, "dialect=axolotl\nmodel=" + c.model}})
	}
}

// What a key says beside what it is for.
func TestSaidBeside(t *testing.T) {
	const rest = `
  megatron_cfg: {enabled: true, tensor_model_parallel_size: 1, pipeline_model_parallel_size: 1}
cluster: {num_nodes: 1, gpus_per_node: 8}
`
	readAll(t, []readingCase{
		{"packed, by tokens", `
== a.yaml
policy:
  model_name: org/m
  max_total_sequence_length: 4096
  train_micro_batch_size: 1
  sequence_packing: {enabled: true, train_mb_tokens: 8192}` + rest, `
run.packing=true
run.dynamic_batch=8192`},
		{"not packed", `
== a.yaml
policy:
  model_name: org/m
  max_total_sequence_length: 4096
  train_micro_batch_size: 1
  sequence_packing: {enabled: false, train_mb_tokens: 8192}` + rest, `
run.packing=false
run.dynamic_batch=
run.micro_batch_size=1`},
		{"the Trainer's own name of LLaMA-Factory's switch", `
== a.sh
llamafactory-cli train --stage sft --model_name_or_path org/m --finetuning_type full --use_liger_kernel
`, `
run.fused_loss=liger
? --use_liger_kernel=`},
		{"switched off", `
== a.sh
llamafactory-cli train --stage sft --model_name_or_path org/m --finetuning_type full --use_liger_kernel false
`, `run.fused_loss=`},
	})
}

// What a fork of Megatron-LM, or a script of torchtitan's name, takes beside the words of what it is made of.
func TestForks(t *testing.T) {
	readAll(t, []readingCase{
		{"the layers of each stage", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --pipeline-model-parallel-size 4 --num-layers 61 --num-layer-list 15,15,16,15
`, `
run.stage_layout=Et*15|t*15|t*16|t*15L
? --num-layer-list=
at run.stage_layout=a.sh:1`},
		{"Megatron's own layout stays as it is", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --pipeline-model-parallel-size 2 --num-layers 4 --pipeline-model-parallel-layout "Ett|ttL"
`, `run.stage_layout=Ett|ttL`},
		{"what infers and evaluates does not train", `
== a.sh
torchrun --nproc_per_node 8 inference.py --tensor-model-parallel-size 8 --num-experts 8
torchrun --nproc_per_node 8 evaluation.py --tensor-model-parallel-size 8 --num-experts 8
`, `
dialect=shell
mesh.tp_size=
mesh.world_size=8`},
		{"what trains beside it does", `
== a.sh
torchrun --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 4
torchrun --nproc_per_node 8 inference.py --tensor-model-parallel-size 8
`, `
dialect=megatron
mesh.tp_size=4`},
		{"a run_train.sh that is told of nodes", `
== a.sh
NNODES=2 NGPU=4 CONFIG_FILE=a.toml uv run ./run_train.sh --parallelism.tensor_parallel_degree 2
`, `
dialect=torchtitan
mesh.world_size=8
run.nodes=2`},
		{"and one that is not", `
== a.sh
NGPU=4 CONFIG_FILE=a.toml ./run_train.sh --parallelism.tensor_parallel_degree 2
`, `
mesh.world_size=4
run.nodes=1 default`},
	})
}
