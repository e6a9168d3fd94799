// Package render writes verdicts, reports and layouts for people and for the tools that they use. It is part of the
// engine, so that every command line, notebook and page says the same.
//
// There are two ways out. What people read (text, ansi, markdown) is written to a [page]: one walk over an answer says
// what comes first and what belongs together, and the page decides how that looks. What tools read (github, sarif,
// junit, refusal) is made from [check]s: a subject with the findings about it.
//
// Names and values come from strangers. They are kept raw until they are written: each format escapes everything that
// it is given, and so nothing is forgotten and nothing is escaped twice.
package render

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
)

// Format is how an answer is rendered.
type Format string

// The formats.
const (
	Text     Format = "text"
	ANSI     Format = "ansi" // text in colour, for a terminal
	Markdown Format = "markdown"
	GitHub   Format = "github" // workflow commands that annotate a change
	SARIF    Format = "sarif"  // 2.1.0
	JUnit    Format = "junit"
	Refusal  Format = "refusal" // what a program raises: a bullet for each violation
)

// Formats lists the names of the formats. The list is shared, and not to be changed.
func Formats() []string { return formats }

var formats = []string{string(Text), string(ANSI), string(Markdown), string(GitHub), string(SARIF), string(JUnit), string(Refusal)}

// Options says how to render. Without a format nothing is rendered.
type Options struct {
	Format  Format
	File    string   // the file that the facts are from, for annotations
	Notes   []string // what is said once about the facts of the model, such as that a catalogue knew them
	Version string   // of the engine, for the formats that name the tool
	Width   int      // columns that text is laid out for; 0 for the usual ones
	Brief   bool     // what people read is the answer in one line
	Accepts bool     // something may be accepted: each SARIF result says whether it is

	Accepted []*mesh.Acceptance // of all verdicts, told once at the end
}

// MaxVerdicts is how many verdicts fit into one document: the engine's memory is small, and a tool that was shown a part
// of them would take the rest for well. Whoever takes requests refuses more.
const MaxVerdicts = 1024

// Report renders the capabilities of a model.
func Report(r capabilities.Report, o Options) string {
	return o.write(func(p page) { reportPage(p, &r, o.Notes) }, func() []check { return []check{reportCheck(&r)} })
}

// Verdict renders one verdict.
func Verdict(v *mesh.Verdict, o Options) string {
	return o.write(func(p page) {
		if o.Brief {
			_, headline := answer(v)
			p.aside("", "", headline)
		} else {
			verdictPage(p, v, o.Notes)
		}
		acceptedPage(p, o.Accepted)
	}, func() []check { return []check{verdictCheck(v)} })
}

// Verdicts renders many verdicts, at most MaxVerdicts, as one document.
func Verdicts(list []mesh.Verdict, o Options) string {
	return o.write(func(p page) {
		verdictsPage(p, list, o.Notes)
		acceptedPage(p, o.Accepted)
	}, func() []check {
		checks := make([]check, len(list))
		for i := range list {
			checks[i] = verdictCheck(&list[i])
		}
		return checks
	})
}

// Meshes renders a list of meshes that pass.
func Meshes(model string, l *mesh.Listing, o Options) string {
	return o.write(func(p page) { meshesPage(p, model, l, o.Notes) }, func() []check { return []check{meshesCheck(model, l)} })
}

// Topology renders a layout.
func Topology(t mesh.Topology, o Options) string {
	return o.write(func(p page) { topologyPage(p, &t) }, func() []check { return []check{topologyCheck(&t)} })
}

// Launch renders how a job starts on a mesh.
func Launch(l mesh.Launch, o Options) string {
	return o.write(func(p page) { launchPage(p, &l) }, func() []check { return []check{topologyCheck(&l.Topology)} })
}

// Rule renders the explanation of a rule.
func Rule(r *mesh.Rule, o Options) string {
	return o.write(func(p page) { rulePage(p, r) }, func() []check { return []check{ruleCheck(r)} })
}

// Code renders the explanation of any other code.
func Code(code, text string, o Options) string {
	return o.write(func(p page) { codePage(p, code, text) }, func() []check { return []check{codeCheck(code, text)} })
}

// write renders an answer that people read as a page and tools as checks.
func (o Options) write(walk func(page), checks func() []check) string {
	var p page
	switch o.Format {
	case Text:
		page := &plain{width: o.columns()}
		page.b.Grow(usualPage)
		p = page
	case ANSI:
		p = &plain{width: o.columns(), paint: ansi}
	case Markdown:
		p = &markdown{}
	case GitHub:
		return github(checks(), o)
	case SARIF:
		return sarif(checks(), o)
	case JUnit:
		return junit(checks(), o)
	case Refusal:
		if !o.Brief {
			return refusal(checks(), o)
		}
		p = &plain{}
	default:
		return ""
	}
	walk(p)
	return p.String()
}

// usualPage is the size of most pages of text: they do not have to grow.
const usualPage = 1 << 10
