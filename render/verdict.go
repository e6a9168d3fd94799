package render

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
)

// verdictPage walks over a verdict: the answer, the mesh that it is about, what is broken, what is not known, what is a
// risk, and which meshes pass.
func verdictPage(p page, v *mesh.Verdict, notes []string) {
	p.headline(answer(v))
	p.note(layoutLine(v))
	for _, n := range ownNotes(v) {
		p.note(n)
	}
	notePage(p, notes)
	if v.Valid == capabilities.Unknown {
		p.literal("depends on", few(hingesOn(v))...)
		choiceNote(p, notes, missing(v.Unknowns))
	}
	openPage(p, v.Open)
	withoutCard(p, v.Estimate)
	if len(v.Violations) > 0 {
		p.section("violations (" + strconv.Itoa(len(v.Violations)) + ")")
		for i := range v.Violations {
			violationItem(p, v.Model, &v.Violations[i])
		}
	}
	remarksSection(p, v.Remarks)
	if len(v.Unknowns) > 0 {
		p.section("not known (" + strconv.Itoa(len(v.Unknowns)) + ")")
		for i := range v.Unknowns {
			d := &v.Unknowns[i]
			p.item(d.Rule.Code, open, "")
			p.note(message(d.Message, v.Model))
			doubtBody(p, d)
		}
	}
	if len(v.Warnings) > 0 {
		p.section("warnings (" + strconv.Itoa(len(v.Warnings)) + ")")
		for i := range v.Warnings {
			violationItem(p, v.Model, &v.Warnings[i])
		}
	}
	estimateSection(p, v.Estimate)
	effectiveSection(p, v.Effective)
	nearestSection(p, v)
}

// hingesOn is every setting that a file leaves unknown, and every fact that would settle one of the doubts.
func hingesOn(v *mesh.Verdict) (list []string) {
	for _, t := range v.Hinges {
		list = append(list, t.Name())
	}
	return append(list, missing(v.Unknowns)...)
}

// openPage names in one line the settings that were not given and that a rule hinges on.
func openPage(p page, list []mesh.Open) {
	var missing, own []string
	for i := range list {
		if list[i].Own {
			own = append(own, list[i].Setting.Name())
		} else {
			missing = append(missing, list[i].Setting.Name())
		}
	}
	if len(missing) > 0 {
		p.literal("not given", missing...)
	}
	if len(own) > 0 {
		p.literal("not judged", own...)
	}
}

func violationItem(p page, model string, v *mesh.Violation) {
	t, label := labelOf(v)
	if v.Severity == law.SilentlyWrong && !v.Warns() {
		label += ": nothing stops the run"
	}
	p.item(v.Rule.Code, t, label)
	p.note(message(v.Message, model))
	violationBody(p, v)
}

// violationBody is what follows the message of a violation: the facts, the sizes that work, and the changes that mend it.
func violationBody(p page, v *mesh.Violation) {
	atField(p, v.At)
	if len(v.Because) > 0 {
		p.literal("because", few(seen(v.Because))...)
	}
	label := "works"
	for _, l := range v.Legal {
		p.field(label, l.Setting.Name()+" "+values(l))
		label = "or"
	}
	label = "fix"
	for _, f := range v.Fixes {
		fixField(p, label, f)
		label = "or"
	}
	if v.Advice != "" {
		p.field("advice", v.Advice)
	}
}

// atField says where the files say what a finding rests on.
func atField(p page, at []mesh.At) {
	var words []string
	for i := range at {
		words = append(words, placed(&at[i]))
	}
	if words != nil {
		p.literal("at", few(words)...)
	}
}

// placed is a place with what stands there: "recipe.yaml:12:12 distributed.tp_size: 16".
func placed(a *mesh.At) string {
	text := a.File
	if a.Line > 0 {
		text += ":" + strconv.Itoa(a.Line) + ":" + strconv.Itoa(a.Column)
	}
	if text != "" {
		text += " "
	}
	if a.Key != "" {
		text += a.Key + ": "
	}
	return text + a.Text
}

// remarksSection is what the files say of themselves.
func remarksSection(p page, list []mesh.Remark) {
	if len(list) == 0 {
		return
	}
	p.section("the file (" + strconv.Itoa(len(list)) + ")")
	for i := range list {
		r := &list[i]
		t, label := neutral, ""
		if r.Refuses {
			t, label = bad, "refused"
		}
		p.item(r.Code, t, label)
		p.note(r.Message)
		if r.At.File != "" {
			p.literal("at", placed(&r.At))
		}
		if r.Fix != "" {
			p.field("fix", r.Fix)
		}
	}
}

// values lists the values that would mend a violation.
func values(l mesh.Legal) string {
	if l.Setting.Setting().Kind == law.Count {
		list := make([]int, len(l.Values))
		for i, n := range l.Values {
			list[i] = int(n)
		}
		return sizes(list)
	}
	var words []string
	for _, n := range l.Values {
		words = append(words, plainValue(l.Setting, n))
	}
	return strings.Join(words, ", ")
}

// fixField writes a change as the framework takes it, on its command line and in its config file.
func fixField(p page, label string, f law.Fix) {
	if f.CLI == "" {
		p.literal(label, assigned(f))
	} else {
		p.literal(label, f.CLI)
	}
	if f.YAML != "" {
		p.snippet("yaml", f.YAML)
	}
	if f.TOML != "" {
		p.snippet("toml", f.TOML)
	}
}

// assigned writes a change that no command line takes: by the framework's own key where it has one.
func assigned(f law.Fix) string {
	name := f.Path
	if name == "" {
		name = f.Set.Name()
	}
	return name + " = " + plainValue(f.Set, f.Value)
}

func doubtBody(p page, d *mesh.Doubt) {
	atField(p, d.At)
	if len(d.Missing) > 0 {
		p.literal("settled by", few(d.Missing)...)
	}
	if d.Stance.Depends && d.Advice != "" {
		p.field("advice", d.Advice)
	}
}

// missing is every fact that would settle one of the doubts, each once.
func missing(doubts []mesh.Doubt) []string {
	var list []string
	for _, d := range doubts {
	next:
		for _, m := range d.Missing {
			for _, l := range list {
				if l == m {
					continue next
				}
			}
			list = append(list, m)
		}
	}
	return list
}

var (
	effectiveColumns = []column{{exact: true}, {}, {}}
	nearestColumns   = []column{{}, {title: "mesh", exact: true}, {title: "changes"}}
	verdictColumns   = []column{{}, {title: "mesh", exact: true}, {title: "broken", exact: true}}
)

// effectiveSection shows what the sizes leave of the model's capabilities, where that is known.
func effectiveSection(p page, answers []capabilities.Answer) {
	t := &table{columns: effectiveColumns}
	for i := range answers {
		if a := &answers[i]; a.Is != capabilities.Unknown {
			t.row()
			t.say(string(a.Capability))
			t.toned(truth(a.Is))
			t.say(a.Reason.Text())
		}
	}
	if t.rows != nil {
		p.section("at these sizes")
		p.table(t)
	}
}

// nearestSection offers meshes that pass, each with the sizes that differ.
func nearestSection(p page, v *mesh.Verdict) {
	if len(v.Nearest) == 0 {
		return
	}
	t := &table{columns: nearestColumns}
	doubtful := false
	for i := range v.Nearest {
		l := &v.Nearest[i]
		doubtful = doubtful || l.Doubtful
		var changes []string
		for _, a := range l.Changes {
			changes = append(changes, string(a)+" "+size(v.Mesh.Size(a))+" → "+size(l.Mesh.Size(a)))
		}
		t.row()
		t.toned(passes(l))
		t.say(meshWords(&l.Mesh))
		t.say(append(changes, needWords(l.Needs)...)...)
	}
	p.section("nearest meshes that pass")
	p.table(t)
	if doubtful {
		p.note(doubtfulNote)
	}
}

// maxDetailed is how many verdicts a page shows in full. The table before them has all.
const maxDetailed = 64

// verdictsPage says first which meshes pass, then shows each verdict that has more to say than that.
func verdictsPage(p page, list []mesh.Verdict, notes []string) {
	p.headline(neutral, tally(list))
	notePage(p, notes)
	t := &table{columns: verdictColumns}
	for i := range list {
		v := &list[i]
		how, _ := answer(v)
		var codes []string
		for j := range v.Violations {
			codes = append(codes, v.Violations[j].Rule.Code)
		}
		t.row()
		t.toned(how, text.TrimRight(how.mark()))
		t.say(meshWords(&v.Mesh))
		t.say(codes...)
	}
	p.table(t)
	shown, left := 0, 0
	for i := range list {
		switch v := &list[i]; {
		case v.Valid == capabilities.Yes && len(v.Warnings) == 0:
		case shown < maxDetailed:
			verdictPage(p, v, nil)
			shown++
		default:
			left++
		}
	}
	if left > 0 {
		p.headline(neutral, "… ("+count(left, "more verdict is", "more verdicts are")+" in the table only)")
	}
}

// tally counts verdicts by their answers.
func tally(list []mesh.Verdict) string {
	n := [3]int{}
	for i := range list {
		n[list[i].Valid]++
	}
	return count(len(list), "mesh", "meshes") + ": " +
		count(n[capabilities.Yes], "passes", "pass") + ", " +
		count(n[capabilities.No], "does not", "do not") + ", " +
		count(n[capabilities.Unknown], "depends on what was not observed", "depend on what was not observed")
}
