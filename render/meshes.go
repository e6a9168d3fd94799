package render

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh"
)

const doubtfulNote = "? passes unless a fact that was not observed says otherwise"

// meshesPage lists the meshes that pass, a row for each.
func meshesPage(p page, model string, l *mesh.Listing, notes []string) {
	if l.Total == 0 {
		p.headline(bad, listed(model, l))
		notePage(p, notes)
		return
	}
	p.headline(neutral, listed(model, l))
	notePage(p, notes)
	if len(l.Meshes) > 0 {
		p.note("strategy " + string(l.Meshes[0].Strategy))
		meshTable(p, l.Meshes)
	}
}

// listed says in one line how many meshes pass, and how many of them are shown.
func listed(model string, l *mesh.Listing) string {
	if l.Total == 0 {
		return "no mesh of this world passes for " + name(model)
	}
	which := ""
	if len(l.Meshes) > 0 {
		which = " of " + rankCount(l.Meshes[0].World)
	}
	text := count(l.Total, "mesh"+which+" passes", "meshes"+which+" pass") + " for " + name(model)
	if len(l.Meshes) < l.Total {
		text += " (" + strconv.Itoa(len(l.Meshes)) + " shown)"
	}
	return text
}

func meshTable(p page, list []mesh.Listed) {
	t := &table{columns: meshColumns}
	doubtful := false
	for i := range list {
		doubtful = doubtful || list[i].Doubtful
		t.row()
		t.toned(passes(&list[i]))
		for _, a := range meshAxes {
			t.say(size(list[i].Size(a)))
		}
	}
	p.table(t)
	if doubtful {
		p.note(doubtfulNote)
	}
}

// meshAxes is the order in which a mesh is read: as its ranks are laid out, and what lies across them at the end.
var meshAxes = []mesh.Axis{mesh.PP, mesh.DPReplicate, mesh.DPShard, mesh.CP, mesh.TP, mesh.EP, mesh.DP}

// allAxes is every axis that has a size of its own, and the world.
var allAxes = []mesh.Axis{mesh.World, mesh.PP, mesh.DP, mesh.DPReplicate, mesh.DPShard, mesh.CP, mesh.TP, mesh.EP}

// meshColumns has a column for the mark, and one for each of meshAxes.
var meshColumns = []column{
	{}, {title: "pp", right: true}, {title: "dp_replicate", right: true}, {title: "dp_shard", right: true},
	{title: "cp", right: true}, {title: "tp", right: true}, {title: "ep", right: true}, {title: "dp", right: true},
}

// passes marks a mesh that passes, and one that passes unless an unknown fact says otherwise.
func passes(l *mesh.Listed) (tone, string) {
	if l.Doubtful {
		return open, "?"
	}
	return good, "✓"
}

// meshWords writes the sizes that differ from 1, and dp: "tp=8 dp=8".
func meshWords(m *mesh.Mesh) string {
	words := sizesThatMatter(m)
	if dp := "dp=" + size(m.DP); words != dp {
		words += " " + dp
	}
	return words
}
