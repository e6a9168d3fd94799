package render

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
)

// Architectures renders a list of classes of the catalogue.
func Architectures(f catalogue.Filter, list []catalogue.Listed, o Options) string {
	return o.write(func(p page) { architecturesPage(p, f, list) }, func() []check {
		f := remarkOf("architectures", "the classes of the catalogue", counted(f, list), strconv.Itoa(len(list)))
		f.body = func(p page) { classTable(p, list, &Marks{}) }
		return []check{{subject: "architectures", answer: f.message, passes: true, findings: []*finding{f}}}
	})
}

// remarkOf is a finding that nothing is wrong, with a message and a label of its own.
func remarkOf(code, title, message, label string) *finding {
	f := remarked(code, title)
	f.message, f.label = message, label
	return f
}

func architecturesPage(p page, f catalogue.Filter, list []catalogue.Listed) {
	p.headline(neutral, counted(f, list))
	if len(list) == 0 {
		return
	}
	marks := &Marks{}
	for start := 0; start < len(list); {
		end := start
		for end < len(list) && list[end].Source == list[start].Source {
			end++
		}
		p.section(list[start].Source.String())
		classTable(p, list[start:end], marks)
		start = end
	}
	p.section("marks")
	for _, line := range marks.Legend() {
		p.note(line)
	}
}

// counted says in one line how many classes fit, and of what.
func counted(f catalogue.Filter, list []catalogue.Listed) string {
	var of []string
	for _, s := range f.Sources {
		of = append(of, s.String()+" ("+strconv.Itoa(s.Count())+")")
	}
	return count(len(list), "architecture", "architectures") + " of " + strings.Join(of, ", ")
}

// traitTitles are the columns of a list of classes, in the order of [catalogue.Traits].
var traitTitles = []string{"tp", "pp", "cp", "ep", "pack", "cp+pack", "ckpt", "gen"}

// TraitTitles lists the titles of the columns, in the order of [catalogue.Traits]. It is shared, and not to be changed.
func TraitTitles() []string { return traitTitles }

func classTable(p page, list []catalogue.Listed, marks *Marks) {
	columns := []column{{title: "architecture", exact: true}}
	for _, title := range traitTitles {
		columns = append(columns, column{title: title})
	}
	t := &table{columns: append(columns, column{title: "model type", exact: true})}
	for i := range list {
		l := &list[i]
		t.row()
		t.say(l.Name)
		for j := range l.Traits {
			t.toned(marks.tone(&l.Traits[j]), marks.Of(&l.Traits[j]))
		}
		if l.ModelType == "" {
			t.say()
		} else {
			t.say(l.ModelType)
		}
	}
	p.table(t)
}

// Marks shortens what a class supports to a sign, and explains the signs that it was asked for.
type Marks struct {
	conditions []string // in the order of their letters
	disagrees  bool
}

// Of returns the sign of a trait: ✓ yes, · no, ? not known, a letter for a yes under some condition; then ! where the class
// declares otherwise.
func (m *Marks) Of(t *catalogue.Trait) string {
	sign := map[capabilities.Truth]string{capabilities.Yes: "✓", capabilities.No: "·", capabilities.Unknown: "?"}[t.Is]
	if len(t.When) > 0 {
		sign = m.letter(strings.Join(t.When, ", "))
	}
	if t.Disagrees {
		m.disagrees = true
		sign += "!"
	}
	return sign
}

func (m *Marks) letter(condition string) string {
	for i, c := range m.conditions {
		if c == condition {
			return string(rune('a' + i))
		}
	}
	m.conditions = append(m.conditions, condition)
	return string(rune('a' + len(m.conditions) - 1))
}

func (m *Marks) tone(t *catalogue.Trait) tone {
	switch {
	case t.Disagrees:
		return risky
	case len(t.When) > 0:
		return good
	default:
		how, _ := truth(t.Is)
		return how
	}
}

// Legend explains the signs.
func (m *Marks) Legend() []string {
	lines := []string{"✓ yes, · no, ? not known from the class"}
	for i, c := range m.conditions {
		lines = append(lines, string(rune('a'+i))+" "+condition(c))
	}
	if m.disagrees {
		lines = append(lines, "! the class declares the opposite of what its code shows")
	}
	return append(lines, "pack: sequence packing; cp+pack: packed sequences at cp_size above 1; ckpt: gradient checkpointing; gen: generate")
}

// condition words what an answer hinges on.
func condition(when string) string {
	switch when {
	case "attention only":
		return "yes, unless the config has layers that carry a state (Mamba, linear attention, convolution)"
	case "hybrid":
		return "yes, if the config has layers that carry a state"
	}
	plain, hybrid, both := strings.Cut(when, ", hybrid with ")
	text := "yes, with the attention backend " + orOf(plain)
	if both {
		text += "; in a hybrid model with " + orOf(hybrid)
	}
	return text
}

// orOf joins words with an or.
func orOf(words string) string {
	i := strings.LastIndex(words, ", ")
	if i < 0 {
		return words
	}
	return words[:i] + " or " + words[i+2:]
}
