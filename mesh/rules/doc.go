// Package rules lists the rules, a file for each subject. A rule is data: what must hold, as an expression, and what each
// framework does when it does not, with the place where that was read. See [law.Rule].
package rules

import "github.com/meshwise/meshwise/mesh/law"

// All lists every rule, in the order of a verdict.
func All() []*law.Rule {
	var all []*law.Rule
	for _, subject := range [][]law.Rule{tensor, tensorParts, pipeline, stages, schedule, context, contextParts, expert, data, batch, sequence, model, memory()} {
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
)

// Where NeMo Automodel keeps what several rules name.
const (
	automodelMesh         = "nemo_automodel/components/distributed/mesh_utils.py#"
	automodelCapabilities = "nemo_automodel/_transformers/capabilities.py#validate_for_mesh"
	automodelHeads        = "nemo_automodel/components/distributed/parallelizer.py#validate_tp_mesh"
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
	transformersPlan   = "src/transformers/integrations/tensor_parallel.py#"
)
