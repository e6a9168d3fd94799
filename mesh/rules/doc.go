// Package rules lists the rules, a file for each subject. A rule is data: what must hold, as an expression, and what each
// framework does when it does not, with the place where that was read. See [law.Rule].
package rules

import "github.com/meshwise/meshwise/mesh/law"

// All lists every rule, in the order of a verdict.
func All() []*law.Rule {
	var all []*law.Rule
	for _, subject := range [][]law.Rule{plans, tensor, tensorParts, pipeline, stages, schedule, context, contextParts, ulysses, expert, serving, quantized, faults, together, data, batch, sequence, checkpoint, model, memory()} {
		for i := range subject {
			all = append(all, &subject[i])
		}
	}
	return all
}

// The frameworks, as stances name them.
const (
	automodel    = "nemo_automodel"
	torchtitan   = "torchtitan"
	megatron     = "megatron"
	accelerate   = "accelerate"
	transformers = "transformers"
	deepspeed    = "deepspeed"
	vllm         = "vllm"
	sglang       = "sglang"
)

// Where DeepSpeed, vLLM and SGLang keep what several rules name.
const (
	deepspeedFolding = "deepspeed/module_inject/auto_ep_folding.py#"
	deepspeedUlysses = "deepspeed/runtime/sequence_parallel/ulysses_sp.py#UlyssesSPAttentionHF"
	vllmModel        = "vllm/config/model.py#ModelConfig.verify_with_parallel_config"
	vllmParallel     = "vllm/config/parallel.py#ParallelConfig._validate_parallel_config"
	vllmLinear       = "vllm/model_executor/layers/linear.py#"
	vllmExperts      = "vllm/model_executor/layers/fused_moe/layer.py#"
	sglangLinear     = "sglang/srt/layers/linear.py#"
	sglangParallel   = "sglang/srt/arg_groups/parallel_hook.py#"
	sglangExperts    = "sglang/srt/layers/moe/fused_moe_triton/layer.py#FusedMoE.__init__"
)

// Where NeMo Automodel keeps what several rules name.
const (
	automodelMesh         = "nemo_automodel/components/distributed/mesh_utils.py#"
	automodelCapabilities = "nemo_automodel/_transformers/capabilities.py#validate_for_mesh"
	automodelHeads        = "nemo_automodel/components/distributed/parallelizer.py#validate_tp_mesh"
	automodelParallelizer = "nemo_automodel/components/distributed/parallelizer.py#"
	automodelStages       = "nemo_automodel/components/distributed/pipelining/functional.py#"
	automodelPipeline     = "nemo_automodel/components/distributed/pipelining/hf_utils.py#validate_hf_model_for_pipeline_support"
)

// Where Megatron-LM keeps what several rules name.
const (
	megatronConfig    = "megatron/core/transformer/transformer_config.py#TransformerConfig.__post_init__"
	megatronArguments = "megatron/training/arguments.py#validate_args"
	megatronState     = "megatron/core/parallel_state.py#initialize_model_parallel"
	megatronLayers    = "megatron/core/tensor_parallel/layers.py#ColumnParallelLinear.__init__"
)

// Where torchtitan keeps what several rules name.
const (
	torchtitanDims    = "torchtitan/distributed/parallel_dims.py#ParallelDims._validate"
	torchtitanDecoder = "torchtitan/models/common/decoder.py#Decoder.Config.update_from_config"
	torchtitanStages  = "torchtitan/distributed/pipeline_parallel.py#"
)

// Where accelerate and transformers keep what several rules name.
const (
	accelerateConfig   = "src/accelerate/parallelism_config.py#ParallelismConfig.__post_init__"
	accelerateProduct  = "src/accelerate/parallelism_config.py#ParallelismConfig._validate_accelerator"
	accelerateContext  = "src/accelerate/big_modeling.py#_attach_context_parallel_hooks"
	transformersConfig = "src/transformers/distributed/configuration_utils.py#DistributedConfig"
	transformersMixin  = "src/transformers/distributed/mixin.py#DistributedMixin."
	transformersPlan   = "src/transformers/distributed/tensor_parallel.py#"
	transformersExpert = "src/transformers/distributed/expert_parallel.py#"
)

// cutsHeads is where a run leaves each rank a part of the heads: under a plan of its own, or that of a class which does so.
// Some classes keep attention whole (OLMo 2, Phi-3): any number of heads runs there.
const cutsHeads = "given(tp_plan) || tp_plan_cuts_heads"

// cutsBeside is where transformers itself follows the tensor-parallel plan: before 5.19.0 that of experts took its place.
const cutsBeside = `(ep_size == 1 || !given(framework_version) || at_least(framework_version, "5.19.0"))`
