package mesh

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// Launch is how a job starts on a mesh: what each framework wants to read of it, and the command of one node.
type Launch struct {
	Topology
	Nodes    int  // equally filled nodes; 0 where the sizes make no mesh
	PerNode  int  // ranks on each of them
	GPUs     int  // of a node
	Unfilled bool // the ranks do not fill nodes of that many GPUs
	Starts   []Start
}

// Start is a mesh in the words of one framework.
type Start struct {
	Framework Framework
	Lacks     []Axis // the axes that are in use and that the framework does not have; nothing else is then said
	File      string // the name of its config file
	Language  string // "yaml" or "toml"
	Config    string // what that file says of the mesh
	Command   string // what each node runs, in a shell
}

// usualNode is the GPUs of a node unless they are given.
const usualNode = 8

// NewLaunch spells a mesh for every framework. Words that only the user knows are shell variables.
func NewLaunch(asked Mesh, run Run) (Launch, error) {
	t, err := NewTopology(asked, run)
	if err != nil || t.Layout == nil {
		return Launch{Topology: t}, err
	}
	l := Launch{Topology: t}
	if l.GPUs = run.GPUsPerNode; l.GPUs == 0 {
		l.GPUs = usualNode
	}
	l.fill()
	for f := range frameworkCount {
		l.Starts = append(l.Starts, l.start(f, run))
	}
	return l, nil
}

// fill takes the fewest nodes that are equally full: torchrun starts as many processes on each.
func (l *Launch) fill() {
	world := l.Mesh.World
	l.PerNode = min(world, l.GPUs)
	for world%l.PerNode != 0 {
		l.PerNode--
	}
	l.Nodes = world / l.PerNode
	l.Unfilled = l.Nodes > 1 && l.PerNode != l.GPUs
}

func (l *Launch) start(f Framework, run Run) Start {
	s := Start{Framework: f}
	m := l.Mesh
	if f != NeMoAutomodel && m.Strategy == DDP {
		m.DPReplicate, m.DPShard = m.DP, 1 // the strategy is NeMo Automodel's; the others say it in sizes
	}
	d := f.Dialect()
	for _, a := range searchAxes {
		if m.Size(a) > 1 && d.key(a) == "" {
			s.Lacks = append(s.Lacks, a)
		}
	}
	if s.Lacks != nil {
		return s
	}
	keys := d.settings(&m, run)
	s.File, s.Language = "config.yaml", "yaml"
	switch f {
	case NeMoAutomodel:
		s.Config = d.block(keys) + pipelineBlock(&m, run)
		s.Command = l.torchrun("-m nemo_automodel.cli.app config.yaml")
	case TorchTitan:
		s.File, s.Language = "train.toml", "toml"
		s.Config = d.block(keys)
		s.Command = l.torchrun(`-m torchtitan.train --module "$MODULE" --config "$CONFIG"` + d.flags(keys))
	case Megatron:
		s.Config = d.block(keys)
		s.Command = l.torchrun("pretrain_gpt.py" + d.flags(keys))
	case HF:
		s.File = "accelerate.yaml"
		s.Config = l.accelerateConfig(&m, d.block(keys))
		s.Command = l.accelerate()
	}
	return s
}

// setting is a key of a framework's config, and its value.
type setting struct{ key, value string }

// settings is what a framework is told of a mesh. What follows from the rest is left out, so that it cannot contradict it.
func (d *Dialect) settings(m *Mesh, run Run) (list []setting) {
	if d.StrategyKey != "" {
		list = append(list, setting{d.StrategyKey, string(m.Strategy)})
	}
	for _, k := range d.Keys {
		if k.Axis == DP || k.Axis == DPReplicate && m.DPReplicate == 1 && d.StrategyKey != "" {
			continue
		}
		list = append(list, setting{k.Name, strconv.Itoa(m.Size(k.Axis))})
	}
	switch d {
	case TorchTitan.Dialect():
		if m.PP > 1 && run.PipelineSchedule != "" {
			list = append(list, setting{"pipeline_parallel_schedule", run.PipelineSchedule})
		}
		if m.PP > 1 && run.LayersPerStage > 0 {
			list = append(list, setting{"pipeline_parallel_layers_per_stage", strconv.Itoa(run.LayersPerStage)})
		}
	case Megatron.Dialect():
		if run.ExpertTP > 0 {
			list = append(list, setting{"expert_tensor_parallel_size", strconv.Itoa(run.ExpertTP)})
		}
	}
	return list
}

// block writes settings as the section of a config file.
func (d *Dialect) block(list []setting) string {
	var b strings.Builder
	indent, join := "", ": "
	switch {
	case d.TOML:
		join = " = "
		b.WriteString("[" + d.Section + "]\n")
	case d.Section != "":
		indent = "  "
		b.WriteString(d.Section + ":\n")
	}
	for _, s := range list {
		value := s.value
		if d.TOML && !isNumber(value) {
			value = strconv.Quote(value)
		}
		b.WriteString(indent + s.key + join + value + "\n")
	}
	return b.String()
}

// isNumber tells a size from a word: the words begin with a letter, or have one behind the digit, as 1F1B.
func isNumber(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// flags writes settings for a command line, each on a line of its own.
func (d *Dialect) flags(list []setting) string {
	var b strings.Builder
	for _, s := range list {
		key := s.key
		if d.Dashes {
			key = text.Replace(key, "_", "-")
		}
		b.WriteString(nextLine + d.Flag + key + d.FlagJoin + s.value)
	}
	return b.String()
}

// pipelineBlock is what NeMo Automodel wants beside pp_size: without it, it refuses.
func pipelineBlock(m *Mesh, run Run) string {
	if m.PP == 1 {
		return ""
	}
	schedule := run.PipelineSchedule
	if schedule == "" {
		schedule = "1F1B"
	}
	block := "  pipeline:\n    pp_schedule: " + schedule + "\n"
	if run.LayersPerStage > 0 {
		block += "    layers_per_stage: " + strconv.Itoa(run.LayersPerStage) + "\n"
	}
	return block
}

// nextLine breaks a command that is too long for one line.
const nextLine = " \\\n  "

// torchrun starts as many processes on every node; $HEAD_NODE is the address of the first.
func (l *Launch) torchrun(program string) string {
	if l.Nodes == 1 {
		return "torchrun --standalone --nproc-per-node=" + strconv.Itoa(l.PerNode) + " " + program + "\n"
	}
	return "torchrun --nnodes=" + strconv.Itoa(l.Nodes) + " --nproc-per-node=" + strconv.Itoa(l.PerNode) + nextLine +
		`--rdzv-backend=c10d --rdzv-endpoint="$HEAD_NODE:29500"` + nextLine + program + "\n"
}

func (l *Launch) accelerate() string {
	if l.Nodes == 1 {
		return "accelerate launch --config_file accelerate.yaml train.py\n"
	}
	return "accelerate launch --config_file accelerate.yaml" + nextLine +
		`--machine_rank "$NODE_RANK" --main_process_ip "$HEAD_NODE" --main_process_port 29500` + nextLine + "train.py\n"
}

// accelerateConfig is a whole config of accelerate, which takes sizes under FSDP 2 alone.
func (l *Launch) accelerateConfig(m *Mesh, sizes string) string {
	kind, rest := "FSDP", "fsdp_config:\n  fsdp_version: 2\n"+sizes
	switch {
	case m.World == 1:
		kind, rest = "'NO'", ""
	case m.DPShard*m.CP*m.TP == 1:
		kind, rest = "MULTI_GPU", "" // replicas alone
	}
	return "compute_environment: LOCAL_MACHINE\ndistributed_type: " + kind + "\nnum_machines: " + strconv.Itoa(l.Nodes) +
		"\nnum_processes: " + strconv.Itoa(m.World) + "\n" + rest
}
