package render

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// reportPage shows what a model supports and why, then the numbers that its config resolves to.
func reportPage(p page, r *capabilities.Report, notes []string) {
	p.headline(neutral, summary(r))
	notePage(p, notes)
	var open []string
	for i := range r.Derived {
		open = append(open, r.Derived[i].Missing...)
	}
	choiceNote(p, notes, open)
	for _, c := range r.Disagree {
		p.note("! " + disagreement(r, c))
	}
	p.section("capabilities")
	declares := len(r.Declared) > 0
	t := &table{columns: capabilityColumns}
	if declares {
		t.columns = declaringColumns
	}
	for i := range r.Derived {
		a := &r.Derived[i]
		t.answer(a)
		if declares {
			t.declared(r, a.Capability)
		}
		t.evidence(&a.Finding)
	}
	p.table(t)
	if len(r.Effective) > 0 {
		p.section("at the given sizes")
		t := &table{columns: capabilityColumns}
		for i := range r.Effective {
			t.answer(&r.Effective[i])
			t.evidence(&r.Effective[i].Finding)
		}
		p.table(t)
	}
	p.section("architecture")
	p.table(architecture(&r.Architecture))
}

var (
	capabilityColumns = []column{
		{title: "capability", exact: true}, {title: "answer"}, {title: "why"}, {title: "evidence", exact: true, below: true},
	}
	declaringColumns = []column{
		{title: "capability", exact: true}, {title: "answer"}, {title: "why"}, {title: "declared", below: true},
		{title: "evidence", exact: true, below: true},
	}
	architectureColumns = []column{{title: "number", exact: true}, {title: "value", right: true}, {title: "from", exact: true}}
)

// answer starts a row with a capability, its answer and the reason.
func (t *table) answer(a *capabilities.Answer) {
	t.row()
	t.say(string(a.Capability))
	t.toned(truth(a.Is))
	if a.Reason == capabilities.NotObserved && len(a.Missing) > 0 {
		t.say() // the evidence names what was not observed
	} else {
		t.say(a.Reason.Text())
	}
}

// evidence writes what an answer rests on, or what would settle it.
func (t *table) evidence(f *capabilities.Finding) {
	lead, values := evidence(f)
	t.cell(lead, values, faint)
}

func evidence(f *capabilities.Finding) (lead string, values []string) {
	if f.Is == capabilities.Unknown {
		return "settled by", few(f.Missing)
	}
	return "because", few(seen(f.Because))
}

// declared writes what the class declares about a capability, marked where its code says otherwise.
func (t *table) declared(r *capabilities.Report, c capabilities.Capability) {
	_, word := truth(r.DeclaredOf(c).Is)
	switch {
	case word == "unknown":
		t.say()
	case disagrees(r, c):
		t.toned(risky, "! declared "+word+": disagrees")
	default:
		t.toned(faint, "declared "+word)
	}
}

func disagrees(r *capabilities.Report, c capabilities.Capability) bool {
	for _, d := range r.Disagree {
		if d == c {
			return true
		}
	}
	return false
}

func disagreement(r *capabilities.Report, c capabilities.Capability) string {
	_, derived := truth(r.Of(c).Is)
	_, declared := truth(r.DeclaredOf(c).Is)
	return string(c) + ": the code says " + derived + ", the class declares " + declared
}

var (
	parallelisms = []capabilities.Capability{
		capabilities.SupportsTP, capabilities.SupportsPP, capabilities.SupportsCP, capabilities.SupportsEP,
	}
	truths = []capabilities.Truth{capabilities.Yes, capabilities.No, capabilities.Unknown}
)

// summary says in one line which parallelisms a model supports: "LlamaForCausalLM supports: tp, pp yes; cp unknown".
func summary(r *capabilities.Report) string {
	var parts []string
	for _, is := range truths {
		var axes []string
		for _, a := range parallelisms {
			if r.Of(a).Is == is {
				axes = append(axes, strings.TrimPrefix(string(a), "supports_"))
			}
		}
		if axes != nil {
			_, word := truth(is)
			parts = append(parts, strings.Join(axes, ", ")+" "+word)
		}
	}
	return name(r.Model) + " supports: " + strings.Join(parts, "; ")
}

// architecture lines up the numbers and flags of a model with the fields that they were read from.
func architecture(a *capabilities.Architecture) *table {
	t := &table{columns: architectureColumns}
	for i := range a.Numbers {
		if n := &a.Numbers[i]; !n.Known || n.Value != 0 || len(n.Because) > 0 {
			t.number(n)
		}
	}
	for i := range a.Flags {
		if f := &a.Flags[i]; f.Is != capabilities.No || len(f.Because) > 0 {
			t.flag(f.Name, &f.Finding)
		}
	}
	return t
}

func (t *table) number(q *capabilities.Number) {
	t.row()
	t.say(q.Name)
	if !q.Known {
		t.toned(open, "unknown")
		t.cell("settled by", few(q.Missing), faint)
		return
	}
	value := capabilities.IntValue(q.Value)
	t.say(value.Literal())
	t.cell("", readFrom(q.Because, value), faint)
}

func (t *table) flag(name string, f *capabilities.Finding) {
	t.row()
	t.say(name)
	how, word := truth(f.Is)
	if f.Is == capabilities.Unknown {
		t.toned(how, word)
		t.evidence(f)
		return
	}
	t.say(word)
	t.cell("", readFrom(f.Because, capabilities.BoolValue(f.Is == capabilities.Yes)), faint)
}

// readFrom names the field of a value, and what stood there where that is something else.
func readFrom(because []capabilities.Evidence, value capabilities.Value) []string {
	if len(because) == 1 && because[0].Value.Kind() == value.Kind() && because[0].Value.Literal() == value.Literal() {
		return []string{clip(because[0].Path, maxName)}
	}
	return few(seen(because))
}
