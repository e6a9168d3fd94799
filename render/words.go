package render

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/plan"
)

// Words are what a verdict says of itself, beside what it found.
type Words struct {
	Headline string // the answer in one line
	Tone     string // good, risky, bad, alarm or open
	Layout   string // every size, in one line
	Notes    []string
}

// WordsOf is what a verdict says of itself. notes is what is said of the facts of the model. Hosts show these as they are,
// so whatever a stranger's name would do to a reader is spelled out, as in every rendering.
func WordsOf(v *mesh.Verdict, notes []string) Words {
	t, headline := answer(v)
	all := append(ownNotes(v), notes...)
	for i := range all {
		all[i] = visible(all[i])
	}
	return Words{visible(headline), t.String(), layoutLine(v), all}
}

// layoutLine is the mesh in one line, with whose it is.
func layoutLine(v *mesh.Verdict) string {
	return layoutOf(&v.Mesh) + " (" + v.Mesh.Strategy + ", " + v.Framework.Text + ")"
}

// ownNotes is what is said of the run itself.
func ownNotes(v *mesh.Verdict) (list []string) {
	if v.WorldAssumed {
		list = append(list, "no world size was given: this is the smallest that holds these sizes")
	}
	for _, e := range seen(v.Ignored) {
		list = append(list, e+" says otherwise of a number that stands under another name, and was not used")
	}
	if len(v.NotUsed) > 0 {
		list = append(list, "not used, since no rule of "+v.Framework.Text+" reads it: "+termNames(v.NotUsed))
	}
	return list
}

func termNames(list []law.Term) string {
	var names []string
	for _, t := range list {
		names = append(names, t.Name())
	}
	return strings.Join(names, ", ")
}

// answer says in one line what a verdict is. A run that no rule refuses is legal: whether it fits into the memory was not
// looked at.
func answer(v *mesh.Verdict) (tone, string) {
	model, on := name(v.Model), sizesThatMatter(&v.Mesh)
	asked := " (" + count(len(v.Asked), "rule", "rules") + " asked; " + memoryJudged(v)
	switch {
	case v.Valid == capabilities.Unknown && v.Hinges != nil:
		return open, "whether " + model + " runs depends on what the file leaves open: " + termNames(v.Hinges)
	case v.Valid == capabilities.Unknown:
		return open, "whether " + model + " runs on " + on + " depends on what was not observed"
	case v.Valid == capabilities.No && len(v.Violations) == 0 && v.Refused():
		return bad, v.Framework.Text + " does not take the file as it stands"
	case v.Valid == capabilities.No && onlyWrong(v.Violations):
		return alarm, model + " runs on " + on + ", but its result is silently wrong"
	case v.Valid == capabilities.No && anyWrong(v.Violations):
		return alarm, model + " does not run on " + on + ", and where it runs, its result is silently wrong"
	case v.Valid == capabilities.No:
		return bad, model + " does not run on " + on
	case len(v.Warnings) == 0:
		return good, on + " is legal for " + model + asked + ")"
	case anyWrong(v.Warnings):
		return risky, on + " is legal for " + model + ", but its result may be silently wrong" + asked + ")"
	default:
		return good, on + " is legal for " + model + ", with " + count(len(v.Warnings), "warning", "warnings") + asked + ")"
	}
}

// memoryJudged says what is known of memory: nothing unless a card was given.
func memoryJudged(v *mesh.Verdict) string {
	if v.Estimate == nil || v.Estimate.Memory.Capacity == 0 {
		return "memory was not judged"
	}
	switch v.Estimate.Fits {
	case plan.Fits:
		return "it fits"
	case plan.Tight:
		return "memory is tight"
	}
	return "whether it fits is not known"
}

// onlyWrong reports whether nothing stops the run, which is worse than if something did.
func onlyWrong(list []mesh.Violation) bool {
	for i := range list {
		if list[i].Severity != law.SilentlyWrong {
			return false
		}
	}
	return true
}

func anyWrong(list []mesh.Violation) bool {
	for i := range list {
		if list[i].Severity == law.SilentlyWrong {
			return true
		}
	}
	return false
}

// namedAxes is the axes that a mesh is called by.
var namedAxes = []mesh.Axis{law.PP, law.CP, law.TP, law.EP, law.DPReplicate}

// sizesThatMatter names the axes that are larger than 1: "tp=16 cp=2"; data parallelism alone where there is none.
func sizesThatMatter(m *mesh.Mesh) string {
	text := ""
	for _, a := range namedAxes {
		if n := m.Size(a); n > 1 {
			text += " " + string(a) + "=" + strconv.Itoa(n)
		}
	}
	if text == "" {
		return "dp=" + size(m.DP)
	}
	return text[1:]
}

// layoutOf names every size: "64 ranks: pp 1 · dp 4 · cp 1 · tp 16 · ep 1".
func layoutOf(m *mesh.Mesh) string {
	dp := "dp " + size(m.DP)
	if m.DPReplicate > 1 {
		dp += " (" + size(m.DPReplicate) + " replicas of " + size(m.DPShard) + ")"
	}
	return rankCount(m.World) + ": pp " + size(m.PP) + " · " + dp + " · cp " + size(m.CP) + " · tp " + size(m.TP) + " · ep " + size(m.EP)
}

func rankCount(n int) string { return count(n, "rank", "ranks") }

// size writes a size, or a question mark where the mesh leaves it open.
func size(n int) string {
	if n == 0 {
		return "?"
	}
	return strconv.Itoa(n)
}

// severity says what becomes of a run that breaks a rule, as people say it.
func severity(s mesh.Severity) (tone, string) {
	switch s {
	case law.Refuses:
		return bad, "refuses"
	case law.FailsLate:
		return bad, "fails late"
	case law.SilentlyWrong:
		return alarm, "SILENTLY WRONG"
	default:
		return risky, "wasteful"
	}
}

// risk says the same of a rule that warns.
func risk(s mesh.Severity) (tone, string) {
	switch s {
	case law.Refuses:
		return risky, "may refuse"
	case law.FailsLate:
		return risky, "may fail late"
	case law.SilentlyWrong:
		return alarm, "may be SILENTLY WRONG"
	default:
		return risky, "wasteful"
	}
}

// Label says in a word what becomes of a run with the violation.
func Label(v *mesh.Violation) string {
	_, label := labelOf(v)
	return label
}

// labelOf words a violation: by whether its rule is sure, and by whether something that was not given would mend it.
func labelOf(v *mesh.Violation) (tone, string) {
	if v.Needs != nil {
		return risky, "needs " + strings.Join(needWords(v.Needs), ", ")
	}
	if v.Stance.Unsure {
		return risk(v.Severity)
	}
	return severity(v.Severity)
}

// truth writes one of the three answers.
func truth(t capabilities.Truth) (tone, string) {
	switch t {
	case capabilities.Yes:
		return good, "yes"
	case capabilities.No:
		return bad, "no"
	default:
		return open, "unknown"
	}
}

// message is the message of a finding, with the name of the model cut short.
func message(sentence, model string) string {
	if short := clip(model, maxName); short != model {
		return text.Replace(sentence, model, short)
	}
	return sentence
}

// seen writes each fact with what was seen there: "config.num_key_value_heads = 8", "_tp_plan has 7 entries".
func seen(because []capabilities.Evidence) []string {
	list := make([]string, len(because))
	for i, e := range because {
		path := clip(e.Path, maxName)
		switch e.Value.Kind() {
		case capabilities.Array, capabilities.Object:
			list[i] = path + " has " + e.Value.Literal()
		case capabilities.Opaque, capabilities.Raised:
			list[i] = path + " " + verb(e.Value.Kind()) + clip(e.Value.Literal(), maxValue)
		case capabilities.String:
			list[i] = path + ` = "` + clip(e.Value.Text(), maxValue) + `"`
		default:
			list[i] = path + " = " + clip(e.Value.Literal(), maxValue)
		}
	}
	return list
}

// verb goes before the literal of what is no plain data: "backend is a Backend", "backend raised AttributeError".
func verb(k capabilities.Kind) string {
	if k == capabilities.Opaque {
		return "is "
	}
	return ""
}
