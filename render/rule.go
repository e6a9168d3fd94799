package render

import "github.com/meshwise/meshwise/mesh"

// rulePage explains a rule: what must hold and when, what becomes of a run that breaks it, and what can be done.
func rulePage(p page, r *mesh.Rule) {
	p.headline(neutral, r.Code)
	p.note(r.Title)
	p.section("the rule")
	p.literal("must hold", r.Equation)
	p.field("applies", applies(r))
	if r.Must != "" {
		p.field("because", r.Must)
	}
	p.field("about", about(r.Axis))
	p.section("when it is broken")
	t := &table{columns: outcomeColumns}
	for f := range mesh.Framework(len(mesh.Frameworks())) {
		t.row()
		t.say(f.Dialect().Text)
		t.toned(outcome(r, f))
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
		p.field("advice", r.Advice)
	}
	if len(r.Source) > 0 {
		p.section("sources")
		for _, s := range r.Source {
			p.field("", s)
		}
	}
}

var outcomeColumns = []column{{title: "framework"}, {title: "what happens"}}

// codePage explains a code that is no rule.
func codePage(p page, code, text string) {
	p.headline(neutral, code)
	p.note(text)
}

// applies says when a rule applies.
func applies(r *mesh.Rule) string {
	if r.Applies != "" {
		return "when " + r.Applies
	}
	if r.Axis == mesh.NoAxis {
		return "always"
	}
	return "when " + string(r.Axis) + "_size is above 1"
}

// about names the axis of a rule and what lies along it.
func about(a mesh.Axis) string {
	for _, t := range mesh.Axes() {
		if t.Axis == a {
			return string(a) + ": " + t.Name + " spreads " + t.Text
		}
	}
	if a == mesh.World {
		return "the number of ranks of the job"
	}
	return "the model alone, whatever the mesh"
}

// outcome says what becomes of a run under a framework.
func outcome(r *mesh.Rule, f mesh.Framework) (tone, string) {
	stance := r.Stances[f]
	how, text := neutral, ""
	switch stance.Severity {
	case mesh.Refuses:
		how, text = bad, "refuses: the run is stopped at its start"
	case mesh.FailsLate:
		how, text = bad, "fails late: the run starts, and then fails"
	case mesh.SilentlyWrong:
		how, text = alarm, "SILENTLY WRONG: the run ends, and its result is wrong"
	case mesh.Wasteful:
		how, text = risky, "wasteful: the run is right, and slower or larger than it need be"
	default:
		return faint, "does not have this rule"
	}
	if stance.Unsure {
		return how, text + "; not in every case, so this warns"
	}
	return how, text
}

// repairs names the sizes that may be changed to mend a rule.
func repairs(r *mesh.Rule) string {
	axes := r.Repairs
	if axes == nil {
		axes = []mesh.Axis{r.Axis}
	}
	text := ""
	for _, a := range axes {
		if a == mesh.NoAxis {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += string(a) + "_size"
	}
	return text
}
