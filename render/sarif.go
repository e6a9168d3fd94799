package render

import (
	"strings"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/mesh"
)

const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	projectURI   = "https://github.com/meshwise/meshwise"
)

// sarif writes one SARIF log with one run: the rules that occur, and a result for each finding.
func sarif(checks []check, o Options) string {
	rules := ruleIndex{at: make(map[string]int)}
	for i := range checks {
		for _, f := range checks[i].findings {
			rules.add(f)
		}
	}
	w := &jsonw.Writer{}
	w.Object()
	w.Field("$schema", sarifSchema)
	w.Field("version", sarifVersion)
	w.ArrayAt("runs")
	w.Object()
	w.ObjectAt("tool")
	w.ObjectAt("driver")
	writeDriver(w, rules.list, o.Version)
	w.End()
	w.End()
	w.ArrayAt("results")
	for i := range checks {
		c := &checks[i]
		for _, f := range c.findings {
			w.Object()
			writeResult(w, c, f, rules.at[f.rule.Code], o)
			w.End()
		}
	}
	w.End()
	if len(o.Notes) > 0 {
		w.ObjectAt("properties")
		w.Strings("notes", allVisible(append([]string(nil), o.Notes...)))
		w.End()
	}
	w.End()
	w.End()
	w.End()
	return string(w.Bytes()) + "\n"
}

// ruleIndex keeps the rules that occur, in the order in which they occur first.
type ruleIndex struct {
	list []*finding
	at   map[string]int
}

func (r *ruleIndex) add(f *finding) {
	if _, ok := r.at[f.rule.Code]; !ok {
		r.at[f.rule.Code] = len(r.list)
		r.list = append(r.list, f)
	}
}

func writeDriver(w *jsonw.Writer, rules []*finding, version string) {
	w.Field("name", "meshwise")
	w.Field("version", version)
	w.Field("semanticVersion", version)
	w.Field("informationUri", projectURI)
	w.ArrayAt("rules")
	for _, f := range rules {
		w.Object()
		writeRule(w, f.rule, f.defaultLevel)
		w.End()
	}
	w.End()
}

func writeRule(w *jsonw.Writer, r *mesh.Rule, l level) {
	w.Field("id", visible(r.Code))
	w.Field("name", pascal(visible(r.Code)))
	title := generic(r.Title)
	full := title
	if r.Equation != "" {
		full += ": " + r.Equation
	}
	writeMessage(w, "shortDescription", title)
	writeMessage(w, "fullDescription", full)
	w.ObjectAt("help")
	w.Field("text", helpText(&plain{}, r))
	w.Field("markdown", helpText(&markdown{}, r))
	w.End()
	w.ObjectAt("defaultConfiguration")
	w.Field("level", l.sarif())
	w.End()
	w.ObjectAt("properties")
	w.Field("axis", string(r.Axis))
	w.Field("equation", r.Equation)
	w.Field("advice", generic(r.Advice))
	w.Strings("source", sources(r))
	w.End()
}

func writeMessage(w *jsonw.Writer, key, text string) {
	w.ObjectAt(key)
	w.Field("text", sarifText(text))
	w.End()
}

func writeResult(w *jsonw.Writer, c *check, f *finding, rule int, o Options) {
	w.Field("ruleId", visible(f.rule.Code))
	w.IntField("ruleIndex", rule)
	if f.level == remark || f.level == unseen {
		w.Field("kind", "informational")
	}
	w.Field("level", f.level.sarif())
	writeMessage(w, "message", f.message)
	if at := f.place(o.File); at.File != "" {
		w.ArrayAt("locations")
		w.Object()
		writeLocation(w, at)
		w.End()
		w.End()
	}
	if o.Accepts {
		writeSuppressions(w, f.accepted)
	}
	w.ObjectAt("properties")
	writeProperties(w, c, f)
	w.End()
}

// writeSuppressions says whether a result is accepted. Of one run either all results have them or none (SARIF, 3.27.23).
func writeSuppressions(w *jsonw.Writer, a *mesh.Acceptance) {
	w.ArrayAt("suppressions")
	if a != nil {
		w.Object()
		w.Field("kind", "external")
		w.Field("justification", visible(a.Reason))
		w.End()
	}
	w.End()
}

// writeLocation names the file and the place. Where none is known it is the first line: the facts are from all of the file,
// and viewers show nothing without one.
func writeLocation(w *jsonw.Writer, at mesh.At) {
	w.ObjectAt("physicalLocation")
	w.ObjectAt("artifactLocation")
	w.Field("uri", fileURI(at.File))
	w.End()
	w.ObjectAt("region")
	w.IntField("startLine", max(1, at.Line))
	if at.Column > 0 {
		w.IntField("startColumn", at.Column)
		if at.EndColumn > at.Column {
			w.IntField("endColumn", at.EndColumn)
		}
	}
	w.End()
	w.End()
}

// sarif is the level of a result. One that is no finding at all has none.
func (l level) sarif() string {
	return [...]string{broken: "error", warned: "warning", doubt: "note", remark: "none", unseen: "none"}[l]
}

// sarifText escapes what a viewer would take for a placeholder or for a link: "{0}", "[text](address)".
func sarifText(s string) string {
	s = visible(s)
	if !text.HasAny(s, "{}]") {
		return s
	}
	return text.Replace(s, "{", "{{", "}", "}}", "](", "] (")
}

// pascal makes the name of a rule from its code: "TpKvHeadsNotDivisible".
func pascal(code string) string {
	var b strings.Builder
	upper := true
	for _, r := range code {
		if r == '.' || r == '_' {
			upper = true
			continue
		}
		if upper && r >= 'a' && r <= 'z' {
			r += 'A' - 'a'
		}
		upper = false
		b.WriteRune(r)
	}
	return b.String()
}
