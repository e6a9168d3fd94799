package plan

// point is a run without anything left open: what the equations are evaluated at.
type point struct {
	n, tp, pp, cp, ep, etp float64
	replicate              float64 // dp_replicate_size
	vpp, m                 float64 // virtual stages a rank, microbatches
	mbs, gbs, seq          float64

	strategy  strategy
	fp32      bool    // parameters are stored in float32
	gradient  float64 // bytes of a main gradient; 0: what the strategy has
	optimizer float64 // bytes of the optimizer's states a parameter, in float32
	master    bool    // a float32 copy beside parameters in bfloat16
	precision precision
	recompute recompute
	kernels   kernels
	loss      loss
	schedule  schedule
	sp        bool    // sequence parallelism
	dropout   bool    // hidden dropout above 0
	stand     bool    // gradients of weights are accumulated in place: stand-ins are kept
	overlap   bool    // tensor-parallel communication is overlapped
	mtp       bool    // the layers that predict further tokens are trained
	part      float64 // share of the layers that full recomputation is of
	adapter   *adapter
	attention float64 // share of flash attention's speed that its kernel reaches
	whole     bool    // pipelines keep parameters gathered and gradients whole between microbatches
	wide      bool    // and accumulate these in the dtype of the reduction
	adds      bool    // a step adds up gradients of several microbatches, so that they are there in the forward

	node  float64   // GPUs that NVLink joins
	card  *Card     // nil: no time
	sizes []float64 // layers of each stage, where the user lays them out; nil: even
}

// strategy is how model states are kept.
type strategy uint8

const (
	megatron      strategy = iota // the distributed optimizer
	megatronZero2                 // and gradients sharded too
	megatronDDP                   // without it
	megatronFSDP
	fsdp2
	fsdpZero2 // parameters whole after the first gather
	ddp
	zero1
	zero2
	zero3
)

// sharded reports whether parameters are gathered for use.
func (s strategy) sharded() bool { return s == fsdp2 || s == zero3 || s == megatronFSDP }

// pads reports whether the vocabulary is padded to whole blocks of tensor-parallel ranks.
func (s strategy) pads() bool { return s <= megatronFSDP }

// precision is what matrix products are computed in.
type precision uint8

const (
	bf16 precision = iota
	fp8
	mxfp8
	nvfp4
)

// kernels is whose implementation of a layer runs: it decides what is kept for the backward.
type kernels uint8

const (
	transformerEngine kernels = iota
	compiled
	native
	eager
)

// loss is how the loss is computed.
type loss uint8

const (
	lossEager loss = iota
	lossCompiled
	lossMegatron
	lossFused
	lossParallel
	lossLinear
)

// schedule is the order of microbatches in a pipeline.
type schedule uint8

const (
	oneForwardOneBackward schedule = iota
	gpipe
	interleaved
	zeroBubble            // ZB-H1: live as 1F1B
	interleavedZeroBubble // live as interleaved
	zeroBubbleV           // ZBV
	dualPipeV
)

// recompute is what is computed again in the backward and so not kept.
type recompute uint8

const (
	recomputeAttention recompute = 1 << iota // core_attn: nothing is kept of it by flash attention
	recomputeNorms                           // layernorm
	recomputeMLP                             // mlp
	recomputeExperts                         // moe
	recomputeExpertAct                       // moe_act
	recomputeLatentUp                        // mla_up_proj
	recomputeOps                             // torchtitan's per-op selection
	recomputeFull                            // whole layers
)

const noRecompute recompute = 0

func (r recompute) has(of recompute) bool { return r&of != 0 }

// dp is the number of data-parallel ranks.
func (p *point) dp() float64 { return quotient(p.n, p.tp*p.pp*p.cp) }

// shard is D: the ranks over which states of a dense parameter are spread. Context ranks hold the same weights, and
// shard with data ranks (torchtitan, NeMo Automodel and Megatron do so).
func (p *point) shard() float64 { return max(1, quotient(p.dp()*p.cp, p.replicate)) }

// expertShard is De: the same of an expert's parameter.
func (p *point) expertShard() float64 {
	return max(1, quotient(quotient(p.n, p.pp*p.ep*p.etp), p.replicate))
}

// tokens is T: tokens of a microbatch on a rank, before tensor parallelism.
func (p *point) tokens() float64 { return p.seq * p.mbs / p.cp }

// sequenceShare is r: ranks that norms and residuals are spread over.
func (p *point) sequenceShare() float64 {
	if p.sp {
		return p.tp
	}
	return 1
}

// quotient is a whole quotient of whole numbers.
func quotient(a, b float64) float64 {
	if b <= 0 {
		return 0
	}
	return float64(int64(a / b))
}

func choose(when bool, then, otherwise float64) float64 {
	if when {
		return then
	}
	return otherwise
}
