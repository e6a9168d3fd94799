package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/wasm/abi"
)

// Pages makes every generated file, by its path.
func Pages() map[string][]byte {
	return map[string][]byte{
		"docs/rules.md": rulesPage(), "docs/settings.md": settingsPage(), "docs/frameworks.md": frameworksPage(),
		"docs/errors.md": errorsPage(), "docs/architectures.md": architecturesPage(),
		"wasm/abi/schema/tables.schema.json": tablesSchema(),
		pythonTablePath:                      pythonTable(), pythonTypesPath: pythonTypes(), goTypesPath: goTypes(),
	}
}

const rulesHead = `# The rules

Made from the code by ` + "`make docs`" + `; do not edit.

A rule is an equation over the sizes of a mesh, the numbers of a model and what the model supports. It applies where the
size of its axis is above 1, unless its section says otherwise. What a framework does when the equation does not hold is
its stance:

| stance | means | in a verdict |
|---|---|---|
| refuses | the framework stops with an error before training | violation |
| fails late | it fails after the weights are loaded, in the first step, or in a hang | violation |
| silently wrong | it runs, and computes something wrong or drops something | violation |
| wasteful | it runs, and leaves something unused | warning |
| risk of … | it may happen: the rule cannot be sure | warning |
| - | the framework has no such rule | |

Where a term of an equation rests on a fact that was not observed, the rule is unknown, and the verdict names the facts
that would settle it. [capabilities.md](capabilities.md) has the truth tables behind the ` + "`supports_*`" + ` terms.

`

func rulesPage() []byte {
	var b bytes.Buffer
	b.WriteString(rulesHead)
	b.WriteString("| code | what must hold |")
	for _, f := range mesh.Frameworks() {
		fmt.Fprintf(&b, " %s |", f.Text)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(mesh.Frameworks())) + "\n")
	for _, r := range mesh.Rules() {
		fmt.Fprintf(&b, "| [%s](#%s) | `%s` |", r.Code, anchor(r.Code), escape(r.Equation))
		for _, f := range mesh.Frameworks() {
			fmt.Fprintf(&b, " %s |", stances(r, f))
		}
		b.WriteString("\n")
	}
	writeBook(&b)
	for _, r := range mesh.Rules() {
		ruleSection(&b, r)
	}
	return b.Bytes()
}

// ruleSection writes all that is said of one rule, with where each stance was read.
func ruleSection(b *bytes.Buffer, r *mesh.Rule) {
	fmt.Fprintf(b, "\n## %s\n\n", r.Code)
	fmt.Fprintf(b, "%s.\n\n", upper(named(r.Title)))
	fmt.Fprintf(b, "    %s\n\n", r.Equation)
	if r.When != "" {
		fmt.Fprintf(b, "Applies where `%s`", escape(r.When))
		if r.Applies != "" {
			fmt.Fprintf(b, ": %s", r.Applies)
		}
		b.WriteString(".\n\n")
	}
	if r.Why != "" {
		fmt.Fprintf(b, "%s.\n\n", upper(named(r.Why)))
	}
	if len(r.Needs) > 0 {
		fmt.Fprintf(b, "Where none of `%s` is given and a value of one would mend it, the run is not refused, and the verdict says what it needs.\n\n", strings.Join(r.Needs, "`, `"))
	}
	if r.Advice != "" {
		fmt.Fprintf(b, "What else helps: %s.\n\n", named(r.Advice))
	}
	fmt.Fprintf(b, "Example: %s. Since meshwise %s.\n\n", r.Example, r.Since)
	b.WriteString("| framework | versions | what happens | read in |\n|---|---|---|---|\n")
	for i := range r.Stances {
		s := &r.Stances[i]
		fmt.Fprintf(b, "| %s | %s | %s | `%s` |\n", frameworkText(s.Framework), versions(s), stanceWords(s), s.In)
	}
}

// named is a sentence that speaks of no case.
func named(sentence string) string {
	return strings.NewReplacer("{model}", "the model", "{framework}", "the framework", "{builders}", "its own models").Replace(sentence)
}

func frameworkText(name string) string {
	for _, f := range mesh.Frameworks() {
		if f.Name == name {
			return f.Text
		}
	}
	return name
}

func versions(s *mesh.Stance) string {
	switch {
	case s.Since != "" && s.Until != "":
		return s.Since + " up to " + s.Until
	case s.Since != "":
		return "from " + s.Since
	case s.Until != "":
		return "before " + s.Until
	default:
		return "all"
	}
}

// stances is what a framework does, in its newest version and in others where they differ.
func stances(r *mesh.Rule, f *mesh.Framework) string {
	var words []string
	for i := range r.Stances {
		if s := &r.Stances[i]; s.Framework == f.Name {
			word := strings.ReplaceAll(s.Severity.String(), "_", " ")
			switch {
			case s.Depends:
				word = "unknown"
			case s.Unsure:
				word = "risk of " + word
			}
			if !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
	}
	if words == nil {
		return "-"
	}
	return strings.Join(words, ", ")
}

func stanceWords(s *mesh.Stance) string {
	words := strings.ReplaceAll(s.Severity.String(), "_", " ")
	switch {
	case s.Depends:
		words = "unknown: nobody can say here what becomes of the run"
	case s.Unsure:
		words = "risk of " + words
	}
	if s.When != "" {
		words += ", where `" + escape(s.When) + "`"
	}
	return words
}

const errorsHead = `# Error codes

Made from the code by ` + "`make docs`" + `; do not edit.

An answer of kind ` + "`error`" + ` says that the call failed: nothing is known about any mesh. It has a code, the path of the culprit
as a JSON pointer into the request, and one line that says what was expected. An invalid mesh is no error: it is a
verdict, whose codes are those of the [rules](rules.md).

| code | means |
|---|---|
`

const hostsHead = `
## Codes of hosts

A host that has no answer to give says why. The first is answered by the module to a host that does not follow the
[ABI](abi.md); the others are errors of the host's own language.

| code | means |
|---|---|
| ` + "`abi.no_buffer`" + ` | the host called with more bytes than it asked the request buffer to hold |
| ` + "`engine.unavailable`" + ` | the runtime or the module that the host needs is not there, or does not load |
| ` + "`input.name_taken`" + ` | a live model has something of its own under a name that attaching gives, and would hide (Python) |
`

// Ranks exist in Python only.
const ranksHead = `
## Codes of ranks

The ranks of a job answer together, and none of them goes on: see [the Python package](../bindings/python/README.md#all-ranks-or-none).

| code | means |
|---|---|
| ` + "`ranks.models_differ`" + ` | ranks see different models, or one cannot run where another can |
| ` + "`ranks.meshes_differ`" + ` | ranks see different meshes |
| ` + "`ranks.runs_differ`" + ` | ranks ask about different runs |
| ` + "`ranks.engines_differ`" + ` | ranks run different versions of the engine, which answer differently |
| ` + "`ranks.call_failed`" + ` | the call itself failed on some ranks, or differently on each |
| ` + "`ranks.others_refuse`" + ` | this rank could go on, and others that asked in another place cannot |
| ` + "`ranks.absent`" + ` | some ranks did not ask in time, where all were to |
| ` + "`ranks.unreachable`" + ` | there is no process group, or its store does not answer, where all ranks were to ask |
`

func errorsPage() []byte {
	var b bytes.Buffer
	b.WriteString(errorsHead)
	for _, c := range abi.Codes() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", c.Code, escape(c.Text))
	}
	b.WriteString(hostsHead)
	for _, c := range hostabi.Codes() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", c.Code, escape(c.Text))
	}
	b.WriteString(ranksHead)
	b.WriteString("\n## Reasons of capabilities\n\nEach answer in a report has a reason.\n\n| reason | means |\n|---|---|\n")
	for _, r := range capabilities.Reasons() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.Reason, escape(r.Text))
	}
	return b.Bytes()
}

// anchor is the fragment that Markdown viewers make of a heading.
func anchor(code string) string { return strings.ReplaceAll(code, ".", "") }

func escape(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
