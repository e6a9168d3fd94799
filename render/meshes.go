package render

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
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
		p.note("strategy " + l.Meshes[0].Strategy + ", " + orders[l.Order])
		meshTable(p, shown(l))
	}
}

// orders says what a list goes by.
var orders = [...]string{
	mesh.BySize:     "what is known to pass first, then by pp, cp, tp, ep and dp_replicate",
	mesh.ByPlan:     "the best first, as a plan ranks them, then by pp, cp, tp, ep and dp_replicate",
	mesh.ByDistance: "the nearest first",
}

// usualRows is how many meshes people are shown who do not say how many.
const usualRows = 20

// shown are the meshes of a table.
func shown(l *mesh.Listing) []mesh.Listed {
	if l.Asked == 0 {
		return l.Meshes[:min(usualRows, len(l.Meshes))]
	}
	return l.Meshes
}

// listed says in one line how many meshes pass, how many may, how many of both are shown, and how to see the rest.
func listed(model string, l *mesh.Listing) string {
	if l.Total == 0 {
		return "no mesh of this world passes for " + name(model)
	}
	which, known := "", l.Total-l.Doubtful
	if len(l.Meshes) > 0 {
		which = " of " + rankCount(l.Meshes[0].World)
	}
	text := count(known, "mesh"+which+" passes", "meshes"+which+" pass") + " for " + name(model)
	switch {
	case known == 0:
		text = "no mesh" + which + " is known to pass for " + name(model) + ", and " + count(l.Doubtful, "depends", "depend") + openWords
	case l.Doubtful > 0:
		text += ", and " + count(l.Doubtful, "more depends", "more depend") + openWords
	}
	if rows := len(shown(l)); rows < l.Total {
		text += " (" + strconv.Itoa(rows) + " shown; limit " + strconv.Itoa(min(l.Total, mesh.MostListed)) + " shows " + allOf(l.Total) + ")"
	}
	return text
}

const openWords = " on what was not observed"

func allOf(total int) string {
	if total > mesh.MostListed {
		return "the most"
	}
	return "all"
}

func meshTable(p page, list []mesh.Listed) {
	t := &table{columns: meshColumns}
	doubtful, needy := false, false
	for i := range list {
		needy = needy || list[i].Needs != nil
	}
	if needy {
		t.columns = append(t.columns[:len(t.columns):len(t.columns)], column{title: "needs"})
	}
	for i := range list {
		doubtful = doubtful || list[i].Doubtful
		t.row()
		t.toned(passes(&list[i]))
		for _, a := range meshAxes {
			t.say(size(list[i].Size(a)))
		}
		if needy {
			t.say(needWords(list[i].Needs)...)
		}
	}
	p.table(t)
	if doubtful {
		p.note(doubtfulNote)
	}
}

// meshAxes is the order in which a mesh is read: as its ranks are laid out, and what lies across them at the end.
var meshAxes = []mesh.Axis{law.PP, law.DPReplicate, law.DPShard, law.CP, law.TP, law.EP, law.DP}

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

// needWords names what a run must be told beside its sizes: "first_stage_layers 16".
func needWords(list []mesh.Need) (words []string) {
	for _, n := range list {
		words = append(words, valued(n.Setting, n.Value))
	}
	return words
}

// valued is a setting with a value: "first_stage_layers 16", "cp_style a2a".
func valued(t law.Term, n int64) string {
	return t.Name() + " " + plainValue(t, n)
}

func plainValue(t law.Term, n int64) string {
	v := t.Setting().ValueOf(n)
	if v.Kind() == capabilities.String {
		return v.Text()
	}
	return v.Literal()
}
