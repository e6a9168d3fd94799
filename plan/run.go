package plan

import "github.com/meshwise/meshwise/capabilities"

// Mesh is the sizes of the axes. 0 stands for 1, but for WorldSize; ExpertTP 0 is what the framework takes.
type Mesh struct {
	WorldSize   int64
	Open        bool // WorldSize was not given, and may be larger
	TP, PP, CP  int64
	EP          int64
	ExpertTP    int64 // expert_tensor_parallel_size
	DPReplicate int64 // above 1 it is hybrid sharding
	// StageLayers are the layers of each pipeline stage, where they are not shared evenly.
	StageLayers []int64
}

// DP is the number of data-parallel ranks, 0 where the sizes do not divide the world.
func (m Mesh) DP() int64 {
	n := one(m.TP) * one(m.PP) * one(m.CP)
	if n <= 0 || m.WorldSize%n != 0 {
		return 0
	}
	return m.WorldSize / n
}

func one(n int64) int64 {
	if n == 0 {
		return 1
	}
	return n
}

// Run is one training run: what the user decided of it. A zero value is what was not said; the estimate then takes a value
// of the framework and says so, spans all of them, or is unknown.
type Run struct {
	Framework string // whose defaults apply
	Mesh      Mesh

	Strategy          Strategy
	StrategyOpen      bool  // no Strategy was given: whole states, as the framework keeps them by itself, or what a launcher shards
	SequenceLength    int64 // tokens
	MicroBatchSize    int64 // sequences of one microbatch of a data-parallel rank
	GlobalBatchSize   int64 // sequences of a step
	VirtualStages     int64
	Schedule          string // pipeline_schedule
	SequenceParallel  capabilities.Truth
	Params            string // precision.params: float32, bfloat16
	Gradients         string // precision.gradients: float32, bfloat16
	Compute           string // precision.compute: bfloat16, fp8, mxfp8, nvfp4
	Optimizer         string // adamw, adamw_bf16, adamw8bit, sgdm, sgd, muon
	MasterWeights     capabilities.Truth
	Recompute         Recompute
	Kernels           string // te, compiled, native, eager
	Loss              string // fused_loss: eager, compiled, megatron, fused, loss_parallel, linear
	Attention         string // flash, flash1, unfused
	Routing           string // balanced, natural
	TPOverlap         capabilities.Truth
	Dropout           capabilities.Truth // hidden dropout above 0
	GradientFusion    capabilities.Truth // gradients of weights are accumulated in place
	ReshardInPipeline capabilities.Truth // FSDP2 gives gathered parameters back between microbatches
	WideAccumulation  capabilities.Truth // FSDP2 accumulates gradients in the dtype of their reduction
	MTP               capabilities.Truth // further-token layers are trained
	Adapter           *Adapter
	GPUsPerNode       int64
	GPU               *Card
}

// Adapter is low-rank adaptation of a frozen model.
type Adapter struct {
	Rank    int64
	Targets []string // names of linear layers; empty: every one
	Base    string   // nf4 where the frozen weights are quantized, else as Params
}

// Strategy is how model states are kept.
type Strategy string

// The strategies. Hybrid sharding is a mesh with DPReplicate above 1.
const (
	FSDP2         Strategy = "fsdp2"
	FSDPZero2     Strategy = "fsdp_zero2" // parameters stay whole after the forward
	Megatron      Strategy = "megatron"   // the distributed optimizer
	MegatronZero2 Strategy = "megatron_zero2"
	MegatronDDP   Strategy = "megatron_ddp" // without it
	MegatronFSDP  Strategy = "megatron_fsdp"
	DDP           Strategy = "ddp"
	Zero1         Strategy = "zero1"
	Zero2         Strategy = "zero2"
	Zero3         Strategy = "zero3"
)

// Recompute is what is computed again in the backward.
type Recompute struct {
	Mode    string   // none, selective, op (torchtitan), full; empty: not said
	Modules []string // of selective: core_attn, layernorm, mlp, moe, moe_act, mla_up_proj
	Layers  int64    // of full: so many layers of a stage; 0: all
}

// The words of settings that choose one of several. The place in a list is the value of the constant.
var (
	strategyWords  = []string{"megatron", "megatron_zero2", "megatron_ddp", "megatron_fsdp", "fsdp2", "fsdp_zero2", "ddp", "zero1", "zero2", "zero3"}
	precisionWords = []string{"bfloat16", "fp8", "mxfp8", "nvfp4"}
	kernelWords    = []string{"te", "compiled", "native", "eager"}
	lossWords      = []string{"eager", "compiled", "megatron", "fused", "loss_parallel", "linear"}
	moduleWords    = []string{"core_attn", "layernorm", "mlp", "moe", "moe_act", "mla_up_proj"}
	optimizerWords = []string{"adamw", "adamw_bf16", "adamw8bit", "sgdm", "sgd", "muon"}
	routingWords   = []string{"balanced", "natural"}
	attentionWords = []string{"flash", "flash1", "unfused"}
	// scheduleWords are the schedules of torch and Megatron that are known; the list beside it says what each is.
	scheduleWords = []string{"1F1B", "GPipe", "Interleaved1F1B", "ZeroBubble", "InterleavedZeroBubble", "ZBVZeroBubble", "DualPipeV", "LoopedBFS"}
	scheduleKinds = []schedule{oneForwardOneBackward, gpipe, interleaved, zeroBubble, interleavedZeroBubble, zeroBubbleV, dualPipeV, gpipe}
)

// optimizerBytes are bytes of states a parameter; 8-bit states have a scale for each block of 64.
var optimizerBytes = []float64{8, 4, 2 + 2.0/64, 4, 0, 4}

// attentionShares are shares of flash attention's speed: of its first version, and of unfused softmax.
var attentionShares = []float64{1, .55, .2}

func index(list []string, word string) int {
	for i, w := range list {
		if w == word {
			return i
		}
	}
	return -1
}
