package render

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh"
)

// launchPage spells a mesh for every framework, to be copied.
func launchPage(p page, l *mesh.Launch) {
	topologyHead(p, &l.Topology)
	if l.Layout == nil {
		return
	}
	p.note(nodes(l))
	for i := range l.Starts {
		s := &l.Starts[i]
		p.section("for " + s.Framework.Dialect().Text)
		if s.Lacks != nil {
			p.note("has no axis " + axisWords(s.Lacks))
			continue
		}
		p.field("config", s.File)
		p.snippet(s.Language, s.Config)
		p.field("command", "on each node")
		p.snippet("sh", s.Command)
	}
}

// nodes says how many processes are started where.
func nodes(l *mesh.Launch) string {
	text := count(l.Nodes, "node", "nodes") + " of " + rankCount(l.PerNode)
	if l.Unfilled {
		text += ": " + strconv.Itoa(l.Mesh.World) + " do not fill nodes of " + strconv.Itoa(l.GPUs)
	}
	return text
}

func axisWords(axes []mesh.Axis) string {
	words := ""
	for i, a := range axes {
		if i > 0 {
			words += ", "
		}
		words += string(a)
	}
	return words
}
