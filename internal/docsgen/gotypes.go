package main

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"

	"github.com/meshwise/meshwise/mesh/law"
)

// What Go programs write a run as: a field for each setting, a struct for each group.

const goTypesPath = "run.go"

const goTypesHead = `// Made from the table of settings by ` + "`make docs`" + `; DO NOT EDIT.

package meshwise

// Run is a training run: what its user decides of it. What is left out is not said: the framework fills it in, or the verdict
// names it as open. See docs/settings.md.
type Run struct {
`

// goTypes is the file of the types of runs.
func goTypes() []byte {
	var b bytes.Buffer
	b.WriteString(goTypesHead)
	for _, inMesh := range []bool{true, false} {
		eachSetting(func(section *law.Section, s *law.Setting) {
			if group, _ := s.Member(); group == "" && section.Mesh == inMesh {
				goField(&b, member(section)+"."+s.Name, s.Name, goType(s), s)
			}
		})
	}
	for _, group := range settingGroups() {
		fmt.Fprintf(&b, "\n\t%s %s `run:%q`\n", goName(group), goName(group), "run."+group)
	}
	b.WriteString("}\n")
	for _, group := range settingGroups() {
		fmt.Fprintf(&b, "\n// %s is the group `%s` of settings.\ntype %s struct {\n", goName(group), group, goName(group))
		eachSetting(func(_ *law.Section, s *law.Setting) {
			if of, name := s.Member(); of == group {
				goField(&b, name, name, goType(s), s)
			}
		})
		b.WriteString("}\n")
	}
	text, err := format.Source(b.Bytes())
	if err != nil {
		panic(err)
	}
	return text
}

func goField(b *bytes.Buffer, path, name, kind string, s *law.Setting) {
	doc := s.Text
	if len(s.Words) > 0 {
		doc += ": " + strings.Join(s.Words, ", ")
	}
	if s.Auto {
		doc += "; or auto"
	}
	if s.Kind == law.Count && s.Unit != "" {
		doc += "; " + s.Unit
	}
	fmt.Fprintf(b, "\t// %s.\n\t%s %s `run:%q`\n", upper(doc), goName(name), kind, path)
}

// goType is the type of a setting's values. Their zero is what was not said; where a value may be 0 or false, nil is.
func goType(s *law.Setting) string {
	switch s.Kind {
	case law.Count:
		if s.Least == 0 {
			return "*Count"
		}
		return "Count"
	case law.Flag:
		return "*bool"
	case law.Set, law.Names:
		return "[]string"
	case law.Layout:
		return "Layout"
	case law.Decimal:
		return "*float64"
	}
	return "string"
}

// initials are the words that are written as one in Go.
var initials = map[string]string{
	"tp": "TP", "pp": "PP", "cp": "CP", "ep": "EP", "dp": "DP", "gpu": "GPU", "gpus": "GPUs", "peft": "PEFT", "mtp": "MTP", "fsdp": "FSDP",
	"moe": "MoE", "zero": "ZeRO", "ddp": "DDP", "hbm": "HBM", "nic": "NIC", "fp8": "FP8", "bf16": "BF16", "nvlink": "NVLink",
}

func goName(name string) (out string) {
	for word := range strings.SplitSeq(name, "_") {
		if short, ok := initials[word]; ok {
			out += short
		} else {
			out += upper(word)
		}
	}
	return out
}
