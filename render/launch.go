package render

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh"
)

// launchPage spells a mesh to be copied: for the framework that was named, else for every one.
func launchPage(p page, l *mesh.Launch) {
	topologyHead(p, &l.Topology)
	if l.Layout == nil {
		return
	}
	p.note(nodes(l))
	for i := range l.Starts {
		s := &l.Starts[i]
		if l.Asked != nil && l.Asked != s.Framework {
			continue
		}
		p.section("for " + s.Framework.Text)
		for j := range s.Refused {
			p.note("refuses: " + message(s.Refused[j].Message, "") + " (" + s.Refused[j].Rule.Code + ")")
		}
		if s.Refused != nil {
			continue
		}
		if s.File != "" {
			p.field("config", s.File)
			p.snippet(s.Language, s.Config)
		}
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
