package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/render"
)

const architecturesHead = `# Architectures

Made from the catalogue by ` + "`make docs`" + `; do not edit.

What the model classes of these packages support, derived by the [rules for capabilities](capabilities.md) from what the
classes say of themselves: each was built without weights and looked at, or its bare class where it could not be built.
` + "`meshwise architectures`" + ` lists the same, ` + "`meshwise diff`" + ` says what changes from one version to another.

`

// groups are the kinds of classes, by what their names say; the last holds all others.
var groups = []struct {
	title string
	parts []string
}{
	{"language models", []string{"ForCausalLM", "LMHeadModel", "ForCausalMM", "ForCausalReranking"}},
	{"conditional generation", []string{"ForConditionalGeneration", "ForUnifiedMultimodal", "ForBlockDiffusion"}},
	{"all others", []string{""}},
}

// architecturesPage is the matrix of all classes. Those that make text stand one by one; of the others those that support
// the same stand together.
func architecturesPage() []byte {
	var body bytes.Buffer
	marks := &render.Marks{}
	for _, s := range catalogue.Newest() {
		list := catalogue.Filter{Sources: []*catalogue.Source{s}}.Select()
		fmt.Fprintf(&body, "## %s\n\n%d architectures.\n", s, len(list))
		rest := list
		for i, g := range groups {
			var group, others []catalogue.Listed
			for _, l := range rest {
				if belongs(l.Name, g.parts) {
					group = append(group, l)
				} else {
					others = append(others, l)
				}
			}
			rest = others
			if len(group) == 0 {
				continue
			}
			fmt.Fprintf(&body, "\n### %s: %s\n\n", s.Package, g.title)
			if i == len(groups)-1 {
				alike(&body, group, marks)
			} else {
				each(&body, group, marks)
			}
		}
		body.WriteString("\n")
	}
	var b bytes.Buffer
	b.WriteString(architecturesHead)
	for _, line := range marks.Legend() {
		fmt.Fprintf(&b, "- %s\n", escape(line))
	}
	b.WriteString("- ep: expert parallelism as NeMo Automodel does it, by a class that synchronises its own experts\n")
	b.WriteString("- a class marked with * could not be built, and only its bare class was looked at\n\n")
	b.Write(bytes.TrimRight(body.Bytes(), "\n"))
	b.WriteString("\n")
	return b.Bytes()
}

func belongs(name string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(name, p) {
			return true
		}
	}
	return false
}

func head(b *bytes.Buffer, first, last string) {
	fmt.Fprintf(b, "| %s | %s | %s |\n|---|%s---|\n", first, strings.Join(render.TraitTitles(), " | "), last,
		strings.Repeat(":-:|", len(render.TraitTitles())))
}

// each writes a row for each class.
func each(b *bytes.Buffer, list []catalogue.Listed, marks *render.Marks) {
	head(b, "architecture", "model type")
	for i := range list {
		fmt.Fprintf(b, "| %s | %s | %s |\n", called(&list[i]), signs(&list[i], marks), list[i].ModelType)
	}
}

// alike writes a row for the classes that support the same.
func alike(b *bytes.Buffer, list []catalogue.Listed, marks *render.Marks) {
	head(b, "classes", "architectures")
	var order []string
	names := map[string][]string{}
	for i := range list {
		row := signs(&list[i], marks)
		if names[row] == nil {
			order = append(order, row)
		}
		names[row] = append(names[row], called(&list[i]))
	}
	for _, row := range order {
		fmt.Fprintf(b, "| %d | %s | %s |\n", len(names[row]), row, strings.Join(names[row], " "))
	}
}

func called(l *catalogue.Listed) string {
	name := strings.ReplaceAll(l.Name, "_", `\_`)
	if !l.Live {
		name += `\*`
	}
	return name
}

func signs(l *catalogue.Listed, marks *render.Marks) string {
	var cells []string
	for i := range l.Traits {
		cells = append(cells, marks.Of(&l.Traits[i]))
	}
	return strings.Join(cells, " | ")
}
