package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/wasm/abi"
)

// Pages makes every generated page, by its file name.
func Pages() map[string][]byte {
	return map[string][]byte{"rules.md": rulesPage(), "errors.md": errorsPage(), "architectures.md": architecturesPage()}
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
	for f := range mesh.Frameworks() {
		fmt.Fprintf(&b, " %s |", mesh.Framework(f).Dialect().Text)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(mesh.Frameworks())) + "\n")
	for _, r := range mesh.Rules() {
		fmt.Fprintf(&b, "| [%s](#%s) | `%s` |", r.Code, anchor(r.Code), escape(r.Equation))
		for f := range mesh.Frameworks() {
			fmt.Fprintf(&b, " %s |", stance(r, mesh.Framework(f)))
		}
		b.WriteString("\n")
	}
	for _, r := range mesh.Rules() {
		fmt.Fprintf(&b, "\n## %s\n\n", r.Code)
		fmt.Fprintf(&b, "%s.\n\n", upper(r.Title))
		fmt.Fprintf(&b, "    %s\n\n", r.Equation)
		if r.Applies != "" {
			fmt.Fprintf(&b, "Applies where %s.\n\n", r.Applies)
		}
		if r.Must != "" {
			fmt.Fprintf(&b, "%s.\n\n", upper(r.Must))
		}
		if r.Advice != "" {
			fmt.Fprintf(&b, "What else helps: %s.\n\n", r.Advice)
		}
		fmt.Fprintf(&b, "Read in: %s.\n", strings.Join(r.Source, "; "))
	}
	return b.Bytes()
}

func stance(r mesh.Rule, f mesh.Framework) string {
	s := r.Stances[f]
	if s.Severity == mesh.NoRule {
		return "-"
	}
	words := strings.ReplaceAll(s.Severity.String(), "_", " ")
	if s.Unsure {
		return "risk of " + words
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
