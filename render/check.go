package render

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
)

// A check is what tools read: one subject, and the findings about it.
type check struct {
	subject  string // "LlamaForCausalLM on tp=16 (NeMo Automodel)"
	model    string // empty where there is none
	answer   string // in one line
	passes   bool   // nothing speaks against it
	findings []*finding

	// What it was checked under; empty and nil where there is nothing.
	framework string
	mesh      *mesh.Mesh
}

// finding is one thing that was found, under the rule that it was found by.
type finding struct {
	rule    *mesh.Rule
	level   level
	label   string // in a word what it is: "fails late"
	message string
	body    func(page) // what follows the message; nil if nothing does
	// defaultLevel is the level of the rule itself, of which a fact that is not known makes less.
	defaultLevel level

	violation *mesh.Violation // nil for what is no violation and no warning
	at        []mesh.At       // where a file says it
	missing   []string
	accepted  *mesh.Acceptance // nil where nothing accepts it
}

// level is how much a finding weighs.
type level uint8

const (
	broken level = iota // a rule is broken
	warned              // there is a risk
	doubt               // a fact that decides it was not observed
	remark              // nothing is wrong
	unseen              // nothing is wrong, and it is not known
)

func verdictCheck(v *mesh.Verdict) check {
	_, text := answer(v)
	framework := v.Framework
	c := check{
		subject:   name(v.Model) + " on " + sizesThatMatter(&v.Mesh) + " (" + rankCount(v.Mesh.World) + ", " + framework.Text + ")",
		model:     v.Model,
		answer:    text,
		passes:    v.Valid == capabilities.Yes,
		framework: framework.Name,
		mesh:      &v.Mesh,
	}
	for i := range v.Violations {
		c.findings = append(c.findings, violationFinding(v.Model, &v.Violations[i], broken))
	}
	for i := range v.Unknowns {
		d := &v.Unknowns[i]
		c.findings = append(c.findings, &finding{
			rule: d.Rule, level: doubt, label: "not known", message: message(d.Message, v.Model), missing: d.Missing,
			body: func(p page) { doubtBody(p, d) }, defaultLevel: levelOf(d.Stance), at: d.At,
		})
	}
	for i := range v.Remarks {
		c.findings = append(c.findings, remarkFinding(&v.Remarks[i]))
	}
	for i := range v.Warnings {
		c.findings = append(c.findings, violationFinding(v.Model, &v.Warnings[i], warned))
	}
	for _, f := range c.findings {
		f.accepted = v.Accepting(f.rule.Code)
	}
	return c
}

func violationFinding(model string, v *mesh.Violation, l level) *finding {
	return &finding{
		rule: v.Rule, level: l, label: Label(v), message: message(v.Message, model), violation: v,
		body: func(p page) { violationBody(p, v) }, defaultLevel: levelOf(v.Stance), at: v.At,
	}
}

// remarkFinding is what a file says of itself.
func remarkFinding(r *mesh.Remark) *finding {
	f := remarked(r.Code, "what the file says of itself")
	f.label, f.message, f.at = "the file", r.Message, []mesh.At{r.At}
	if f.level = doubt; r.Refuses {
		f.level, f.label, f.defaultLevel = broken, "refused", broken
	}
	if r.Fix != "" {
		f.body = func(p page) { p.field("fix", r.Fix) }
	}
	return f
}

// place is where a finding stands: the first place that a file has for it, else the file of the facts.
func (f *finding) place(file string) mesh.At {
	for _, at := range f.at {
		if at.Line > 0 {
			return at
		}
	}
	return mesh.At{File: file}
}

// levelOf is what a framework makes of a rule that is broken.
func levelOf(s *mesh.Stance) level {
	if s.Warns() {
		return warned
	}
	return broken
}

// remarked is a finding that nothing is wrong, under a rule that is none of a mesh.
func remarked(code, title string) *finding {
	return &finding{
		rule:  &mesh.Rule{Code: code, Axis: law.NoAxis, Title: title},
		level: remark, label: "explained", message: title, defaultLevel: remark,
	}
}

// reportCheck makes a finding of every capability: a warning where the class declares something else than its code says.
func reportCheck(r *capabilities.Report) check {
	c := check{subject: "capabilities of " + name(r.Model), model: r.Model, answer: summary(r), passes: true}
	for i := range r.Derived {
		a := &r.Derived[i]
		_, word := truth(a.Is)
		f := remarked(string(a.Capability), "whether the model has "+string(a.Capability))
		f.label = word
		f.message = string(a.Capability) + " of " + name(r.Model) + ": " + word + ", " + a.Reason.Text()
		f.missing = a.Missing
		f.body = func(p page) {
			if label, values := evidence(&a.Finding); len(values) > 0 {
				p.literal(label, values...)
			}
		}
		if a.Is == capabilities.Unknown {
			f.level = unseen
		}
		if disagrees(r, a.Capability) {
			f.level, f.label, f.message = warned, "disagrees", disagreement(r, a.Capability)
		}
		c.findings = append(c.findings, f)
	}
	return c
}

func meshesCheck(model string, l *mesh.Listing) check {
	f := remarked("meshes", "the meshes of a world that pass")
	f.label, f.message = strconv.Itoa(l.Total-l.Doubtful), listed(model, l)
	if l.Doubtful > 0 {
		f.label += " and " + strconv.Itoa(l.Doubtful) + " unknown"
	}
	f.body = func(p page) {
		if len(l.Meshes) > 0 {
			meshTable(p, shown(l))
		}
	}
	return check{subject: "meshes for " + name(model), model: model, answer: f.message, passes: true, findings: []*finding{f}}
}

func topologyCheck(t *mesh.Topology) check {
	text := layoutOf(&t.Mesh) + " (" + t.Mesh.Strategy + ")"
	c := check{subject: text, answer: text, passes: len(t.Violations) == 0, mesh: &t.Mesh}
	for i := range t.Violations {
		c.findings = append(c.findings, violationFinding("", &t.Violations[i], broken))
	}
	return c
}

func ruleCheck(r *mesh.Rule) check {
	f := remarked(r.Code, generic(r.Title)+": "+r.Equation)
	f.rule, f.defaultLevel = r, levelOf(&r.Stances[0])
	f.body = func(p page) { rulePage(p, r) }
	return check{subject: r.Code, answer: r.Code + ": " + f.message, passes: true, findings: []*finding{f}}
}

func codeCheck(code, text string) check {
	return check{subject: code, answer: code + ": " + text, passes: true, findings: []*finding{remarked(code, text)}}
}

// bodyText writes what follows the message of a finding, on lines that are not wrapped.
func (f *finding) bodyText() string {
	if f.body == nil {
		return ""
	}
	p := plain{}
	f.body(&p)
	return p.String()
}

// helpText explains the rule of a finding, on lines that are not wrapped.
func helpText(p page, r *mesh.Rule) string {
	if r.Equation == "" {
		codePage(p, r.Code, r.Title)
	} else {
		rulePage(p, r)
	}
	return p.String()
}
