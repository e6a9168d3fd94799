package law

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
	ExpertTP  Axis = "expert_tp"

	// World is no axis of a mesh: it names the number of ranks of the job where a rule speaks of it.
	World Axis = "world"
	// Batch and Sequence are none either: they name what a step takes in, where a rule speaks of it.
	Batch    Axis = "batch"
	Sequence Axis = "sequence"
	// Memory names what a rank has to hold.
	Memory Axis = "memory"
	// Checkpoint names what a run resumes from.
	Checkpoint Axis = "checkpoint"
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
	{ExpertTP, "expert tensor parallelism", "parts of each weight matrix of an expert"},
}

// Words names the axis: "tensor parallelism".
func (a Axis) Words() string {
	for i := range axes {
		if axes[i].Axis == a {
			return axes[i].Name
		}
	}
	return string(a)
}

// axisTerms are the sizes of the axes that have one, found once: a verdict asks for them again and again.
var axisTerms []axisTerm

type axisTerm struct {
	axis Axis
	size Term
}

func findAxisTerms() {
	for _, a := range []Axis{TP, PP, CP, EP, DP, DPReplicate, DPShard, World, DPShardCP, DPCP, EPShard, ExpertTP, Batch, Sequence} {
		if t, ok := Named(a.Subject()); ok {
			axisTerms = append(axisTerms, axisTerm{a, t})
		}
	}
}

// Subject is the setting that a rule about the axis is about: "tp_size". It is empty for what is no axis.
func (a Axis) Subject() string {
	switch a {
	case World:
		return "world_size"
	case ExpertTP:
		return "expert_tensor_parallel_size"
	case Batch:
		return "global_batch_size"
	case Sequence:
		return "sequence_length"
	case NoAxis, Memory, Checkpoint:
		return ""
	case PP:
		return "pp_size"
	case DP:
		return "dp_size"
	case DPReplicate:
		return "dp_replicate_size"
	case DPShard:
		return "dp_shard_size"
	case CP:
		return "cp_size"
	case TP:
		return "tp_size"
	case EP:
		return "ep_size"
	default: // of no setting
		return string(a) + "_size"
	}
}
