package render

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
)

// maxGroups is how many groups of an axis are shown.
const maxGroups = 16

// topologyPage shows how the ranks of a mesh are numbered and grouped.
func topologyPage(p page, t *mesh.Topology) {
	topologyHead(p, t)
	if t.Layout == nil {
		return
	}
	p.section("axes, slowest first")
	p.table(dimTable(t.Layout.Dims))
	if len(t.Layout.Flattened) > 0 {
		p.section("flattened axes")
		flat := &table{columns: axisColumns}
		for _, f := range t.Layout.Flattened {
			flat.axis(f.Axis, f.Size, product(f.Of))
		}
		p.table(flat)
	}
	if t.Layout.Experts != nil {
		p.section("expert mesh of one pipeline stage, slowest first")
		p.table(dimTable(t.Layout.Experts))
	}
	rankSection(p, t)
	groupSection(p, t)
}

// topologyHead says what the sizes are, and what is wrong with them.
func topologyHead(p page, t *mesh.Topology) {
	if t.Layout == nil {
		p.headline(bad, "these sizes make no mesh")
		p.note(layoutOf(&t.Mesh))
	} else {
		p.headline(neutral, layoutOf(&t.Mesh))
	}
	p.note("strategy " + t.Mesh.Strategy)
	if len(t.Violations) > 0 {
		p.section("violations (" + strconv.Itoa(len(t.Violations)) + ")")
		for i := range t.Violations {
			violationItem(p, "", &t.Violations[i])
		}
	}
}

var (
	axisColumns  = []column{{title: "axis", exact: true}, {title: "size", right: true}, {title: "spreads"}}
	rankColumns  = []column{{title: "axis", exact: true}, {title: "at", right: true}, {title: "group"}}
	groupColumns = []column{{title: "group", right: true}, {title: "ranks"}}
)

func dimTable(dims []mesh.Dim) *table {
	t := &table{columns: axisColumns}
	for _, d := range dims {
		t.axis(d.Axis, d.Size, spreads(d.Axis))
	}
	return t
}

// axis writes a row about an axis, with a number and some words.
func (t *table) axis(a mesh.Axis, n int, words string) {
	t.row()
	t.say(string(a))
	t.say(strconv.Itoa(n))
	t.say(words)
}

// spreads says what lies along an axis.
func spreads(a mesh.Axis) string {
	for _, t := range law.Axes() {
		if t.Axis == a {
			return t.Text
		}
	}
	return ""
}

func product(axes []mesh.Axis) string {
	list := make([]string, len(axes))
	for i, a := range axes {
		list[i] = string(a)
	}
	return strings.Join(list, " × ")
}

// rankSection shows where one rank is, and the ranks that share each axis with it.
func rankSection(p page, t *mesh.Topology) {
	if t.At == nil {
		return
	}
	p.section("rank " + strconv.Itoa(t.Rank))
	at := &table{columns: rankColumns}
	for _, d := range t.At {
		at.axis(d.Axis, d.Size, ranks(t.Layout.Group(d.Axis, t.Rank)))
	}
	p.table(at)
}

// groupSection shows the groups of one axis.
func groupSection(p page, t *mesh.Topology) {
	if t.Groups == nil {
		return
	}
	p.section("groups of " + string(t.Axis) + " (" + strconv.Itoa(len(t.Groups)) + ")")
	groups := &table{columns: groupColumns}
	for i, g := range t.Groups[:min(len(t.Groups), maxGroups)] {
		groups.row()
		groups.say(strconv.Itoa(i))
		groups.say(ranks(g))
	}
	p.table(groups)
	if left := len(t.Groups) - maxGroups; left > 0 {
		p.note("… (" + strconv.Itoa(left) + " more)")
	}
}
