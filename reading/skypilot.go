package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// readSky reads a task of SkyPilot: its nodes and accelerators are the world, and `run` is a script.
func (b *builder) readSky() (*Reading, *Error) {
	root := b.treeOf(0)
	b.root, b.format = root, &formatSkyPilot
	nodes := b.numberAt(root.Child("num_nodes"), "num_nodes")
	if nodes == nil {
		nodes = known(1, Default, nil)
	}
	b.format = &formatSkyPilot
	var per *count
	if a := root.Find("resources", "accelerators"); a != nil {
		per = b.accelerators(b.nodeStmt(a, "resources.accelerators"))
	}
	b.say(statement{from: "num_nodes", nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	var vars []shell.Variable
	for _, section := range []string{"envs", "secrets"} {
		if envs := root.Child(section); envs != nil {
			for _, e := range envs.Children {
				if e.Text != "" {
					vars = append(vars, shell.Variable{Name: e.Key, Value: b.nodeArg(e)})
				}
			}
		}
	}
	vars = append(vars, slurmLike(nodes, "SKYPILOT_NUM_NODES")...)
	vars = append(vars, slurmLike(per, "SKYPILOT_NUM_GPUS_PER_NODE")...)
	r, failed := shell.RunText(b.nodeArg(root.Child("run")), b.options(vars, nil))
	if failed != nil {
		p := b.locate(failed.Place)
		return nil, &Error{Code: failed.Code, Message: failed.Message, File: p.File, Line: p.Line, Column: p.Column}
	}
	if len(r.Commands) == 0 {
		b.use(&formatSkyPilot)
		b.complete()
		return b.Reading, nil
	}
	reading, err := b.readCommands(r, nil)
	if err == nil && reading.b.format == &formatShell {
		reading.Dialect = formatSkyPilot.name
	}
	return reading, err
}

func slurmLike(c *count, name string) []shell.Variable {
	if !c.ok() {
		return nil
	}
	p := nowhere
	if c.by != nil {
		p = c.by.at
	}
	return []shell.Variable{{Name: name, Value: shell.Arg{{Text: itoa(c.n), Place: p, Use: nowhere, Default: c.grade == Default}}}}
}

// accelerators reads the GPUs of a node as SkyPilot has them: "H100:8", or {H100: 8}; of several kinds, where all have one
// number.
func (b *builder) accelerators(s *stmt) *count {
	number := func(w string) int64 {
		_, n, has := strings.Cut(w, ":")
		if !has {
			return 1
		}
		c := b.countOf(&stmt{key: s.key, shown: s.shown, scalar: scalar{text: text.Trim(n), at: s.at, use: nowhere}})
		if !c.ok() {
			return 0
		}
		return c.n
	}
	unknown := &count{by: s}
	if s.node == nil {
		if n := number(s.text); n > 0 {
			return known(n, s.grade, s)
		}
		return unknown
	}
	n := int64(-1)
	for _, c := range s.node.Children {
		w := c.Text
		if s.node.Kind == tree.Map {
			w = c.Key
			if c.Kind == tree.Plain && c.Text != "" {
				w += ":" + c.Text
			}
		}
		if m := number(w); n >= 0 && m != n {
			return unknown
		} else {
			n = m
		}
	}
	if n <= 0 {
		return unknown
	}
	own := *s
	if len(s.node.Children) == 1 {
		own.at = s.node.Children[0].At
	}
	return known(n, s.grade, &own)
}
