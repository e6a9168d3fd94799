package render

import (
	"strings"

	"github.com/meshwise/meshwise/internal/jsonw"
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
	w.Object(func() {
		w.Field("$schema", sarifSchema)
		w.Field("version", sarifVersion)
		w.Key("runs")
		w.Array(func() {
			w.Object(func() {
				w.Key("tool")
				w.Object(func() {
					w.Key("driver")
					w.Object(func() { writeDriver(w, rules.list, o.Version) })
				})
				w.Key("results")
				w.Array(func() {
					for i := range checks {
						c := &checks[i]
						for _, f := range c.findings {
							w.Object(func() { writeResult(w, c, f, rules.at[f.rule.Code], o.File) })
						}
					}
				})
			})
		})
	})
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
	w.Key("rules")
	w.Array(func() {
		for _, f := range rules {
			w.Object(func() { writeRule(w, f.rule, f.defaultLevel) })
		}
	})
}

func writeRule(w *jsonw.Writer, r *mesh.Rule, l level) {
	w.Field("id", visible(r.Code))
	w.Field("name", pascal(visible(r.Code)))
	full := r.Title
	if r.Equation != "" {
		full += ": " + r.Equation
	}
	writeMessage(w, "shortDescription", r.Title)
	writeMessage(w, "fullDescription", full)
	w.Key("help")
	w.Object(func() {
		w.Field("text", helpText(&plain{}, r))
		w.Field("markdown", helpText(&markdown{}, r))
	})
	w.Key("defaultConfiguration")
	w.Object(func() { w.Field("level", l.sarif()) })
	w.Key("properties")
	w.Object(func() {
		w.Field("axis", string(r.Axis))
		w.Field("equation", r.Equation)
		w.Field("advice", r.Advice)
		w.Strings("source", r.Source)
	})
}

func writeMessage(w *jsonw.Writer, key, text string) {
	w.Key(key)
	w.Object(func() { w.Field("text", sarifText(text)) })
}

func writeResult(w *jsonw.Writer, c *check, f *finding, rule int, file string) {
	w.Field("ruleId", visible(f.rule.Code))
	w.IntField("ruleIndex", rule)
	if f.level == remark || f.level == unseen {
		w.Field("kind", "informational")
	}
	w.Field("level", f.level.sarif())
	writeMessage(w, "message", f.message)
	if file != "" {
		w.Key("locations")
		w.Array(func() { w.Object(func() { writeLocation(w, file) }) })
	}
	w.Key("properties")
	w.Object(func() { writeProperties(w, c, f) })
}

// writeLocation names the file, and its first line: the facts are from all of it, and viewers show nothing without one.
func writeLocation(w *jsonw.Writer, file string) {
	w.Key("physicalLocation")
	w.Object(func() {
		w.Key("artifactLocation")
		w.Object(func() { w.Field("uri", fileURI(file)) })
		w.Key("region")
		w.Object(func() { w.IntField("startLine", 1) })
	})
}

// sarif is the level of a result. One that is no finding at all has none.
func (l level) sarif() string {
	return [...]string{broken: "error", warned: "warning", doubt: "note", remark: "none", unseen: "none"}[l]
}

// sarifText escapes what a viewer would take for a placeholder or for a link: "{0}", "[text](address)".
func sarifText(s string) string {
	s = visible(s)
	if !strings.ContainsAny(s, "{}]") {
		return s
	}
	return strings.NewReplacer("{", "{{", "}", "}}", "](", "] (").Replace(s)
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
