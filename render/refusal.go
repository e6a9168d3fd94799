package render

import (
	"strings"

	"github.com/meshwise/meshwise/mesh"
)

// refusal writes what a program raises, in plain lines that are not wrapped: a heading, and a bullet for each broken rule
// with the changes that mend it, as a flag and as lines of the config file. Where nothing is broken it is the answer.
func refusal(checks []check, o Options) string {
	var b strings.Builder
	for i := range checks {
		c := &checks[i]
		headed := false
		for _, f := range c.findings {
			if f.level != broken {
				continue
			}
			if !headed {
				b.WriteString("Unsupported configuration for " + visible(name(c.model)) + ":\n")
				headed = true
			}
			b.WriteString("  - " + visible(f.message) + ".\n")
			if f.violation != nil {
				remedy(&b, f.violation)
			}
		}
		if !headed {
			b.WriteString(visible(c.answer) + "\n")
		}
	}
	for _, n := range o.Notes {
		b.WriteString(visible(sentence(n)) + "\n")
	}
	p := &plain{}
	acceptedPage(p, o.Accepted)
	if p.b.Len() > 0 {
		b.WriteString("\n" + p.String())
	}
	return b.String()
}

// remedy writes what to change: each change that mends the violation, then what else helps.
func remedy(b *strings.Builder, v *mesh.Violation) {
	const indent = "    "
	lead := "Re-run with "
	for _, f := range v.Fixes {
		file := f.YAML + f.TOML
		switch {
		case f.CLI == "":
			b.WriteString(indent + lead + assigned(f) + ".\n")
		case file == "":
			b.WriteString(indent + lead + f.CLI + ".\n")
		default:
			b.WriteString(indent + lead + f.CLI + ", or set in the config file:\n")
			for line := range strings.Lines(file) {
				b.WriteString(indent + "  " + line)
			}
		}
		lead = "Or re-run with "
	}
	if v.Advice != "" {
		b.WriteString(indent + "What else helps: " + v.Advice + ".\n")
	}
}
