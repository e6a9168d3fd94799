package mesh

// Axis is an axis of a mesh, in NeMo Automodel's spelling.
type Axis string

// The axes. The first five span the mesh; the others are flattened from them or lie across them.
const (
	PP          Axis = "pp"
	DPReplicate Axis = "dp_replicate"
	DPShard     Axis = "dp_shard"
	CP          Axis = "cp"
	TP          Axis = "tp"

	DP        Axis = "dp"
	DPShardCP Axis = "dp_shard_cp"
	DPCP      Axis = "dp_cp"
	EP        Axis = "ep"
	EPShard   Axis = "ep_shard"

	// World is no axis of a mesh: it names the number of ranks of the job where a rule speaks of it.
	World Axis = "world"
	// NoAxis marks a rule about the model alone.
	NoAxis Axis = "model"
)

// AxisText is one axis with what is spread along it.
type AxisText struct {
	Axis Axis
	Name string // in words: "tensor parallelism"
	Text string
}

// Axes lists the axes of a mesh. The list is shared, and not to be changed.
func Axes() []AxisText { return axes }

var axes = []AxisText{
	{PP, "pipeline parallelism", "stages of consecutive layers"},
	{DP, "data parallelism", "different samples: dp_replicate times dp_shard"},
	{DPReplicate, "replication", "whole copies of the sharded parameters (HSDP)"},
	{DPShard, "sharded data parallelism", "parameters, gradients and optimizer states"},
	{DPShardCP, "parameter sharding", "parameters, over dp_shard and cp together"},
	{DPCP, "loss reduction", "samples and parts of the sequence: dp_replicate, dp_shard and cp together"},
	{CP, "context parallelism", "parts of one sequence"},
	{TP, "tensor parallelism", "parts of each weight matrix"},
	{EP, "expert parallelism", "the experts of each mixture-of-experts layer"},
	{EPShard, "expert sharding", "the parameters of each expert"},
}

func (a Axis) words() string {
	for _, t := range Axes() {
		if t.Axis == a {
			return t.Name
		}
	}
	return string(a)
}

// sizeName is the name of the axis's size: "tp_size".
func (a Axis) sizeName() string { return string(a) + "_size" }

// Strategy is how parameters and gradients are kept consistent over the data-parallel ranks.
type Strategy string

// The strategies of NeMo Automodel.
const (
	FSDP2        Strategy = "fsdp2"
	MegatronFSDP Strategy = "megatron_fsdp"
	DDP          Strategy = "ddp"
)

// Strategies lists the strategies, the default first. The list is shared, and not to be changed.
func Strategies() []Strategy { return strategies }

var strategies = []Strategy{FSDP2, MegatronFSDP, DDP}

// MaxSize is the largest size of an axis and of a world.
const MaxSize = 1 << 20

// Mesh is what a user asks for. A size of 0 was not given: a parallel axis is then 1, and data parallelism and the world
// follow from the others.
type Mesh struct {
	Strategy    Strategy // empty: fsdp2
	World       int      // ranks of the job
	PP          int
	DP          int // dp_replicate times dp_shard
	DPReplicate int
	DPShard     int
	CP          int
	TP          int
	EP          int
}

// size returns the size that was asked for on an axis.
func (m *Mesh) size(a Axis) *int {
	switch a {
	case PP:
		return &m.PP
	case DP:
		return &m.DP
	case DPReplicate:
		return &m.DPReplicate
	case DPShard:
		return &m.DPShard
	case CP:
		return &m.CP
	case TP:
		return &m.TP
	case EP:
		return &m.EP
	default:
		return &m.World
	}
}

// Run is what is known of the run beside the mesh. A number of 0 was not given.
type Run struct {
	Framework        Framework
	GPUsPerNode      int
	LayersPerStage   int    // of one virtual pipeline stage
	PipelineSchedule string // such as "1f1b" or "interleaved1f1b"
	ExpertTP         int    // Megatron's expert tensor parallelism; not given: tp_size
	Transformers     string // the version of transformers that runs; no rule reads it, but it decides which classes are meant
}
