package render

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
)

// rulePage explains a rule: what must hold and when, what becomes of a run that breaks it, and what can be done.
func rulePage(p page, r *mesh.Rule) {
	p.headline(neutral, r.Code)
	p.note(generic(r.Title))
	p.section("the rule")
	p.literal("must hold", r.Equation)
	p.field("applies", applies(r))
	if r.Why != "" {
		p.field("because", r.Why)
	}
	if r.Example != "" {
		p.field("example", r.Example)
	}
	if r.Since != "" {
		p.field("since", "meshwise "+r.Since)
	}
	p.field("about", about(r.Axis))
	p.section("when it is broken")
	t := &table{columns: outcomeColumns}
	for _, f := range mesh.Frameworks() {
		found := false
		for i := range r.Stances {
			if stance := &r.Stances[i]; stance.Framework == f.Name {
				t.row()
				t.say(f.Text + versions(stance))
				t.toned(outcome(stance))
				t.cell("", []string{stance.In}, faint)
				found = true
			}
		}
		if !found {
			t.row()
			t.say(f.Text)
			t.toned(faint, "does not have this rule")
			t.say()
		}
	}
	p.table(t)
	axes := repairs(r)
	if axes != "" || r.Strategy != "" || r.Advice != "" {
		p.section("what to do")
	}
	if axes != "" {
		p.field("change", axes)
	}
	if r.Strategy != "" {
		p.field("strategy", "it holds under "+string(r.Strategy))
	}
	if r.Advice != "" {
		p.field("advice", generic(r.Advice))
	}
}

var outcomeColumns = []column{{title: "framework"}, {title: "what happens"}, {title: "read in", exact: true, below: true}}

// codePage explains a code that is no rule.
func codePage(p page, code, says string) {
	p.headline(neutral, code)
	p.note(says)
}

// applies says when a rule applies.
func applies(r *mesh.Rule) string {
	if r.Applies != "" {
		return "when " + r.Applies
	}
	switch {
	case r.When == "true":
		return "always"
	case r.When != "":
		return "when " + r.When
	default:
		return "when " + r.Axis.Subject() + " is above 1"
	}
}

// generic is a sentence that speaks of no case.
func generic(sentence string) string {
	return text.Replace(sentence, "{model}", "the model", "{framework}", "the framework", "{builders}", "its own models", "{reason}", "the reason")
}

// versions says which versions a stance is of, where it is not of all.
func versions(s *mesh.Stance) string {
	switch {
	case s.Since != "" && s.Until != "":
		return " from " + s.Since + ", before " + s.Until
	case s.Since != "":
		return " from " + s.Since
	case s.Until != "":
		return " before " + s.Until
	default:
		return ""
	}
}

// about names the axis of a rule and what lies along it.
func about(a mesh.Axis) string {
	for _, t := range law.Axes() {
		if t.Axis == a {
			return string(a) + ": " + t.Name + " spreads " + t.Text
		}
	}
	switch a {
	case law.World:
		return "the number of ranks of the job"
	case law.Batch:
		return "what a step takes in"
	case law.Sequence:
		return "the length of a sequence"
	case law.Memory:
		return "what a rank has to hold"
	case law.Checkpoint:
		return "the checkpoint that a run resumes from"
	}
	return "the model alone, whatever the mesh"
}

// outcome says what becomes of a run under a framework.
func outcome(stance *mesh.Stance) (tone, string) {
	how, says := neutral, ""
	switch stance.Severity {
	case law.Refuses:
		how, says = bad, "refuses: the run is stopped at its start"
	case law.FailsLate:
		how, says = bad, "fails late: the run starts, and then fails"
	case law.SilentlyWrong:
		how, says = alarm, "SILENTLY WRONG: the run ends, and its result is wrong"
	case law.Wasteful:
		how, says = risky, "wasteful: the run is right, and slower or larger than it need be"
	}
	if stance.When != "" {
		says += ", where " + stance.When
	}
	switch {
	case stance.Depends:
		return open, "unknown: nobody can say here what becomes of the run"
	case stance.Unsure:
		says += "; not in every case, so this warns"
	}
	return how, says
}

// repairs names the settings that may be changed to mend a rule.
func repairs(r *mesh.Rule) string {
	if r.Repairs == nil {
		return r.Axis.Subject()
	}
	return strings.Join(r.Repairs, ", ")
}

// sources lists where the stances of a rule were read, each place once.
func sources(r *mesh.Rule) (list []string) {
next:
	for i := range r.Stances {
		for _, in := range list {
			if in == r.Stances[i].In {
				continue next
			}
		}
		list = append(list, r.Stances[i].In)
	}
	return list
}
