// Package render writes verdicts, reports and layouts for people and for the tools that they use. It is part of the
// engine, so that every command line, notebook and page says the same.
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
)

// Formats lists the names of the formats.
func Formats() []string {
	return []string{string(Text), string(ANSI), string(Markdown), string(GitHub), string(SARIF), string(JUnit)}
}

// Options says how to render. Without a format nothing is rendered.
type Options struct {
	Format Format
	File   string // the file that the facts are from, for annotations
}

// Report renders the capabilities of a model.
func Report(r capabilities.Report, o Options) string { return "" }

// Verdict renders one verdict.
func Verdict(v *mesh.Verdict, o Options) string { return "" }

// Verdicts renders many verdicts.
func Verdicts(list []mesh.Verdict, o Options) string { return "" }

// Meshes renders a list of meshes that pass.
func Meshes(model string, l *mesh.Listing, o Options) string { return "" }

// Topology renders a layout.
func Topology(t mesh.Topology, o Options) string { return "" }

// Rule renders the explanation of a rule.
func Rule(r *mesh.Rule, o Options) string { return "" }

// Code renders the explanation of any other code.
func Code(code, text string, o Options) string { return "" }
