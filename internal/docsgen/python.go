package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/meshwise/meshwise/mesh/law"
)

// What the Python package knows of the settings: a table that it looks names up in, which costs an import nothing, and the
// types of its keywords, which a type checker and an editor read.

const (
	pythonTablePath = "bindings/python/src/meshwise/_mesh/table.py"
	pythonTypesPath = "bindings/python/src/meshwise/_mesh/said.py"
)

const pythonTableHead = `"""The settings, as the engine's table lists them. Made from the code by ` + "`make docs`" + `; do not edit."""

from __future__ import annotations

`

// pythonTable lists the settings by name, their other names, and those that frameworks have for them.
func pythonTable() []byte {
	var b bytes.Buffer
	b.WriteString(pythonTableHead)
	b.WriteString("#: Each setting: of which member of a request it is, and its kind, as `describe` has it.\nSETTINGS = {\n")
	eachSetting(func(section *law.Section, s *law.Setting) {
		fmt.Fprintf(&b, "    %q: (%q, %q),\n", s.Name, member(section), s.Kind)
	})
	b.WriteString("}\n#: Other names. A name without its `_size` is not listed.\nALIASES = {\n")
	for _, alias := range pythonAliases() {
		fmt.Fprintf(&b, "    %q: %q,\n", alias[0], alias[1])
	}
	b.WriteString("}\n#: The groups, each with the member that a value without members means.\nGROUPS = {\n")
	for _, group := range settingGroups() {
		short := "None"
		if law.Short(group) != "" {
			short = fmt.Sprintf("%q", law.Short(group))
		}
		fmt.Fprintf(&b, "    %q: %s,\n", group, short)
	}
	b.WriteString("}\n#: The axes of a mesh that have a size of their own.\nAXES = (\n")
	for _, axis := range sizedAxes() {
		fmt.Fprintf(&b, "    %q,\n", axis)
	}
	b.WriteString(")\n#: Axes that are made of others: their sizes follow.\nMADE_OF_OTHERS = (\n")
	for _, a := range law.Axes() {
		if _, ok := law.Named(a.Axis.Subject()); !ok {
			fmt.Fprintf(&b, "    %q,\n", a.Axis)
		}
	}
	b.WriteString(")\n#: Each framework's own names of what counts ranks, as its objects have them.\nOWN_NAMES = {\n")
	for _, f := range law.Frameworks() {
		fmt.Fprintf(&b, "    %q: {\n", f.Name)
		for _, key := range f.Keys {
			if s := law.Must(key.Setting).Setting(); s.Kind == law.Count && s.Unit == "ranks" {
				fmt.Fprintf(&b, "        %q: %q,\n", key.Name[strings.LastIndexByte(key.Name, '.')+1:], s.Name)
			}
		}
		b.WriteString("    },\n")
	}
	b.WriteString("}\n")
	return b.Bytes()
}

// pythonAliases lists the other names of settings: those of flags, of axes in words, and of groups without a dot. What is
// the name of a group means the group.
func pythonAliases() (list [][2]string) {
	taken := map[string]bool{}
	for _, group := range settingGroups() {
		taken[group] = true
	}
	add := func(alias, name string) {
		if alias = underscored(alias); !taken[alias] && alias != name {
			taken[alias] = true
			list = append(list, [2]string{alias, name})
		}
	}
	eachSetting(func(_ *law.Section, s *law.Setting) { taken[s.Name] = true })
	eachSetting(func(_ *law.Section, s *law.Setting) {
		add(s.Flag(), s.Name)
		for _, flag := range s.Flags {
			add(flag, s.Name)
		}
	})
	for _, a := range law.Axes() {
		words, isOne := strings.CutSuffix(a.Name, "ism")
		if _, ok := law.Named(a.Axis.Subject()); ok && isOne {
			add(underscored(words), a.Axis.Subject())
		}
	}
	return list
}

const pythonTypesHead = `"""The types of the settings, for type checkers and editors. Made from the code by ` + "`make docs`" + `; do not edit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import SupportsIndex, TypedDict

`

// pythonTypes is a typed dictionary of every keyword, and one of each group.
func pythonTypes() []byte {
	var b bytes.Buffer
	b.WriteString(pythonTypesHead)
	for _, group := range settingGroups() {
		fmt.Fprintf(&b, "\nclass %s(TypedDict, total=False):\n    \"\"\"The group `%s`.\"\"\"\n", typeOf(group), group)
		eachSetting(func(_ *law.Section, s *law.Setting) {
			if of, name := s.Member(); of == group {
				pythonField(&b, name, pythonType(s), s.Text, s.Words)
			}
		})
		b.WriteString("\n")
	}
	const world = "world_size" // an argument of its own where the meshes of a world are asked for
	b.WriteString("\nclass InAWorld(TypedDict, total=False):\n    \"\"\"What may be said of a run beside the ranks of its world: see ``docs/settings.md``. None leaves a setting open.\"\"\"\n")
	eachSetting(func(_ *law.Section, s *law.Setting) {
		if group, _ := s.Member(); group == "" && s.Name != world {
			pythonField(&b, s.Name, pythonType(s), s.Text, s.Words)
		}
	})
	for _, group := range settingGroups() {
		kind, words := typeOf(group)+" | None", []string(nil)
		if short := law.Short(group); short != "" {
			s := law.Must(group + "." + short).Setting()
			kind, words = typeOf(group)+" | "+pythonType(s), s.Words
		}
		pythonField(&b, group, kind, "a group of settings", words)
	}
	for _, alias := range pythonAliases() {
		pythonField(&b, alias[0], pythonType(law.Must(alias[1]).Setting()), "another name of `"+alias[1]+"`", nil)
	}
	b.WriteString("\n\nclass Settings(InAWorld, total=False):\n    \"\"\"What may be said of a run, as keywords: see ``docs/settings.md``. None leaves a setting open.\"\"\"\n")
	s := law.Must(world).Setting()
	pythonField(&b, world, pythonType(s), s.Text, nil)
	pythonField(&b, string(law.World), pythonType(s), "another name of `"+world+"`", nil)
	return b.Bytes()
}

// pythonField writes a field with its docstring, which is wrapped as the formatter of the package wants it.
func pythonField(b *bytes.Buffer, name, kind, doc string, words []string) {
	const width = 120
	if len(words) > 0 {
		doc += ": " + strings.Join(words, ", ")
	}
	fmt.Fprintf(b, "\n    %s: %s\n", name, kind)
	line := "    \"\"\"" + upper(doc)
	for len(line) > width {
		at := strings.LastIndexByte(line[:width], ' ')
		b.WriteString(line[:at] + "\n")
		line = "    " + line[at+1:]
	}
	b.WriteString(line + ".\"\"\"\n")
}

// pythonType is the type of the values of a setting.
func pythonType(s *law.Setting) string {
	kind := map[law.Kind]string{
		law.Count: "SupportsIndex", law.Flag: "bool", law.Set: "Iterable[str]", law.Names: "Iterable[str]",
		law.Layout: "str | Iterable[Iterable[str]]", law.Decimal: "float",
	}[s.Kind]
	switch {
	case s.Name == "strategy": // or NeMo Automodel's config of one
		return "object"
	case kind == "":
		kind = "str"
	case s.Auto:
		kind += " | str"
	}
	return kind + " | None"
}

func typeOf(group string) (name string) {
	for word := range strings.SplitSeq(group, "_") {
		name += upper(word)
	}
	return name
}

// settingGroups lists the groups of settings, in order.
func settingGroups() (list []string) {
	eachSetting(func(_ *law.Section, s *law.Setting) {
		if group, _ := s.Member(); group != "" && (len(list) == 0 || list[len(list)-1] != group) {
			list = append(list, group)
		}
	})
	return list
}

// sizedAxes lists the axes of a mesh that have a size in a request.
func sizedAxes() (list []string) {
	for _, section := range law.Settings() {
		for i := range section.Settings {
			if axis, isOne := strings.CutSuffix(section.Settings[i].Name, "_size"); section.Mesh && isOne && axis != string(law.World) {
				list = append(list, axis)
			}
		}
	}
	return list
}

func eachSetting(visit func(*law.Section, *law.Setting)) {
	for _, section := range law.Settings() {
		for i := range section.Settings {
			visit(&section, &section.Settings[i])
		}
	}
}

func member(section *law.Section) string {
	if section.Mesh {
		return "mesh"
	}
	return "run"
}

func underscored(name string) string {
	return strings.NewReplacer("-", "_", ".", "_", " ", "_").Replace(name)
}
