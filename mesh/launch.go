package mesh

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// Launch is how a job starts on a mesh: what each framework wants to read of it, and the command of one node.
type Launch struct {
	Topology
	Nodes    int        // equally filled nodes; 0 where the sizes make no mesh
	PerNode  int        // ranks on each of them
	GPUs     int        // of a node
	Unfilled bool       // the ranks do not fill nodes of that many GPUs
	Asked    *Framework // the framework that was named; nil: none
	Starts   []Start
}

// Start is a run in the words of one framework.
type Start struct {
	Framework *Framework
	// Refused is why the framework does not take the sizes; nothing else is then said.
	Refused  []Violation
	File     string // the name of its config file
	Language string // "yaml", "toml" or "python"
	Config   string // what that file says of the run
	Command  string // what each node runs, in a shell
}

// usualNode is the GPUs of a node unless they are given.
const usualNode = 8

// NewLaunch spells a run for every framework. Each judges it by its own law: a framework that refuses the sizes says why.
// Words that only the user knows are shell variables.
func NewLaunch(run Run) (Launch, error) {
	t, err := NewTopology(run)
	if err != nil || t.Layout == nil {
		return Launch{Topology: t}, err
	}
	l := Launch{Topology: t, Asked: run.Framework}
	if l.GPUs = int(run.Number(law.Must("gpus_per_node"))); l.GPUs == 0 {
		l.GPUs = usualNode
	}
	l.fill()
	m := NewModel(capabilities.Facts{})
	for _, f := range law.Frameworks() {
		s, err := l.start(m, f, run)
		if err != nil {
			return l, err
		}
		l.Starts = append(l.Starts, s)
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

// start spells the run for one framework. The sizes are those that the run came to under its own framework, written down,
// so that another cannot complete them in another way.
func (l *Launch) start(m *Model, f *Framework, run Run) (Start, error) {
	s := Start{Framework: f}
	run = l.written(f, run)
	v, err := Validate(m, run, 0)
	if err != nil {
		return s, err
	}
	if s.Refused = v.Violations; s.Refused != nil {
		return s, nil
	}
	c, err := complete(m, &run)
	if err != nil {
		return s, err
	}
	start := law.Start{Case: &c, Nodes: l.Nodes, PerNode: l.PerNode}
	f.Start(&start)
	s.File, s.Language, s.Config, s.Command = start.File, start.Language, start.Config, start.Command
	return s, nil
}

// written is the run under the law of another framework, with the sizes that it came to. The strategies are NeMo
// Automodel's words; a framework without them is told the same in sizes.
func (l *Launch) written(f *Framework, run Run) Run {
	run.Framework = f
	m := l.Mesh
	if f.Key("strategy") == nil {
		if m.Strategy == law.DDP {
			m.DPReplicate, m.DPShard = m.DP, 1
		}
		run = run.Without(termStrategy)
	}
	run = run.With(termDP, 0).With(termWorld, int64(m.World)).With(termDPReplicate, int64(m.DPReplicate)).With(termDPShard, int64(m.DPShard))
	return run
}
