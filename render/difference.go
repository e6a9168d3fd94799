package render

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/catalogue"
)

// Difference renders what changes from one source of the catalogue to another.
func Difference(d *catalogue.Difference, o Options) string {
	return o.write(func(p page) { differencePage(p, d) }, func() []check {
		f := remarkOf("difference", "what changes between two sources of the catalogue", changed(d), strconv.Itoa(len(d.Changed)))
		f.body = func(p page) { differenceBody(p, d) }
		return []check{{subject: d.From.String() + " to " + d.To.String(), answer: f.message, passes: true, findings: []*finding{f}}}
	})
}

func differencePage(p page, d *catalogue.Difference) {
	p.headline(neutral, changed(d))
	differenceBody(p, d)
}

// changed says in one line what changes.
func changed(d *catalogue.Difference) string {
	others := 0
	for i := range d.Changed {
		others += len(d.Changed[i].Classes)
	}
	return d.From.String() + " to " + d.To.String() + ": " +
		count(others, "architecture supports", "architectures support") + " something else, " +
		strconv.Itoa(d.Unchanged) + " the same; " +
		strconv.Itoa(len(d.Added)) + " are new, " + strconv.Itoa(len(d.Removed)) + " are gone"
}

func differenceBody(p page, d *catalogue.Difference) {
	if len(d.Changed) > 0 {
		p.section("what they support")
	}
	for i := range d.Changed {
		c := &d.Changed[i]
		p.item(count(len(c.Classes), "architecture", "architectures"), neutral, "")
		for j := range c.Changes {
			one := &c.Changes[j]
			p.field(strings.TrimPrefix(string(one.From.Capability), "supports_"), standing(&one.From)+" → "+standing(&one.To))
		}
		p.literal("in", few(c.Classes)...)
	}
	if len(d.Facts) > 0 {
		p.section("facts that differ")
		t := &table{columns: []column{{title: "fact", exact: true}, {title: "architectures", right: true}}}
		for _, f := range d.Facts {
			t.row()
			t.say(f.Fact.String())
			t.say(strconv.Itoa(f.Classes))
		}
		p.table(t)
	}
	nameSection(p, "new", d.Added)
	nameSection(p, "gone", d.Removed)
}

func nameSection(p page, title string, names []string) {
	if len(names) > 0 {
		p.section(title + " (" + strconv.Itoa(len(names)) + ")")
		p.literal("", few(names)...)
	}
}

// standing words what a class supports.
func standing(t *catalogue.Trait) string {
	if len(t.When) == 0 {
		_, word := truth(t.Is)
		return word
	}
	return strings.TrimPrefix(condition(strings.Join(t.When, ", ")), "yes, ")
}
