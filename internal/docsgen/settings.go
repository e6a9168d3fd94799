package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
)

const settingsHead = `# The settings

Made from the code by ` + "`make docs`" + `; do not edit.

A run is its settings: the sizes of its mesh, and what else its user decides. The table is the same in every host. On the
wire a setting is a member of the request's ` + "`mesh`" + ` or ` + "`run`" + `; a dot leads into a group (` + "`\"precision\": {\"params\": \"fp32\"}`" + `), on the
command line dashes stand for underscores and dots (` + "`--precision-params fp32`" + `), and Python takes the same names as keywords. Words are
read in any case. Where a name is asked for, a word of the user's own is kept: the rules that ask it then say that they
cannot judge it. What was given and no rule of the framework reads is told as not used.
`

// settingsPage lists every setting, with what each framework calls it.
func settingsPage() []byte {
	var b bytes.Buffer
	b.WriteString(settingsHead)
	for _, section := range law.Settings() {
		member := "run"
		if section.Mesh {
			member = "mesh"
		}
		fmt.Fprintf(&b, "\n## %s\n\nMembers of `%s`.\n\n| setting | flag | value | what it is |\n|---|---|---|---|\n", upper(section.Title), member)
		for i := range section.Settings {
			s := &section.Settings[i]
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.Name, flags(s), value(s), escape(s.Text))
		}
	}
	b.WriteString("\n## What follows from them\n\nQuantities that rules name, and how they are found: the first way whose condition holds.\n\n| quantity | what it is | found as |\n|---|---|---|\n")
	for _, q := range law.Quantities() {
		var ways []string
		for i := range q.Ways {
			switch w := &q.Ways[i]; {
			case w.Is == "":
			case w.When == "":
				ways = append(ways, "`"+escape(w.Is)+"`")
			default:
				ways = append(ways, "`"+escape(w.Is)+"` where `"+escape(w.When)+"`")
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", q.Name, escape(q.Text), strings.Join(ways, "; "))
	}
	return b.Bytes()
}

func flags(s *law.Setting) string {
	list := "`--" + s.Flag() + "`"
	for _, f := range s.Flags {
		list += ", `--" + f + "`"
	}
	return list
}

func value(s *law.Setting) string {
	words := strings.Join(s.Words, ", ")
	text := ""
	switch s.Kind {
	case law.Count:
		text = strings.TrimSpace(fmt.Sprintf("%d to %d %s", s.Least, s.Most, s.Unit))
	case law.Flag:
		text = "true or false"
	case law.Word:
		text = "one of " + words
	case law.Name:
		text = "a name: " + words + ", or your own"
		if words == "" {
			text = "a name"
		}
	case law.Set:
		text = "some of " + words
	case law.Names:
		text = "names"
	case law.Version:
		text = "a version"
	case law.Layout:
		text = "a layout, or a list of lists of names"
	case law.Decimal:
		text = "a number"
	}
	if s.Auto {
		text += ", or auto"
	}
	return text
}

const frameworksHead = `# The frameworks

Made from the code by ` + "`make docs`" + `; do not edit.

Every run is judged by the law of the framework that trains it: its arithmetic, what it fills in, its order of ranks, its words,
its version. ` + "`--framework-version`" + ` states the version; else the newest that was read is meant.
`

// frameworksPage says of each framework what is its own.
func frameworksPage() []byte {
	var b bytes.Buffer
	b.WriteString(frameworksHead)
	for _, f := range mesh.Frameworks() {
		fmt.Fprintf(&b, "\n## %s\n\n`--framework %s`", f.Text, f.Name)
		if len(f.Aliases) > 0 {
			fmt.Fprintf(&b, " (also read: `%s`)", strings.Join(f.Aliases, "`, `"))
		}
		fmt.Fprintf(&b, ". Read in %s, versions %s.\n\n", f.Repository, strings.Join(f.Versions, ", "))
		if f.Infers {
			b.WriteString("It infers the size of data parallelism from the ranks that the other axes leave.\n\n")
		} else {
			b.WriteString("It infers no size: the product of the sizes that are written must be the number of ranks.\n\n")
		}
		if len(f.Fills) > 0 {
			b.WriteString("| it fills in | with | where |\n|---|---|---|\n")
			for _, fill := range f.Fills {
				when := ""
				if fill.When != "" {
					when = "`" + escape(fill.When) + "`"
				}
				fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", fill.Setting, escape(fill.Is), when)
			}
			b.WriteString("\n")
		}
		for _, o := range f.Orders {
			fmt.Fprintf(&b, "Ranks, the slowest axis first%s: %s", where(o.When), axes(o.Axes))
			if len(o.Experts) > 0 {
				fmt.Fprintf(&b, "; experts of a stage: %s", axes(o.Experts))
			}
			b.WriteString(".\n\n")
		}
		if len(f.Builds) > 0 {
			lead := "It builds its models by itself"
			if len(f.Classes) > 0 {
				lead = "Of the classes that it takes it treats these by itself"
			}
			b.WriteString(lead + ":\n\n| builder | model types |\n|---|---|\n")
			for _, built := range f.Builds {
				types := strings.Join(built.Types, ", ")
				switch classes := strings.Fields(built.Classes); {
				case len(classes) > 3:
					types = fmt.Sprintf("%d classes of its registry", len(classes))
				case len(classes) > 0:
					types = "the class " + strings.Join(classes, ", ")
				}
				fmt.Fprintf(&b, "| %s | %s |\n", built.Name, types)
			}
			b.WriteString("\n")
		}
		b.WriteString("| setting | its own name | flag |\n|---|---|---|\n")
		for i := range f.Keys {
			k := &f.Keys[i]
			fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", k.Setting, k.Name, code(f.FlagOf(k)))
		}
	}
	return b.Bytes()
}

func where(when string) string {
	if when == "" {
		return ""
	}
	return " where `" + escape(when) + "`"
}

func axes(list []law.Axis) string {
	var words []string
	for _, a := range list {
		words = append(words, string(a))
	}
	return strings.Join(words, ", ")
}

func code(s string) string {
	if s == "" {
		return "-"
	}
	return "`" + s + "`"
}
