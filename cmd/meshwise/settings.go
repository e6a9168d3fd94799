package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh/law"
)

// The settings are the engine's table: each has a flag, and the engine judges its value.

// which is the settings that a verb takes.
type which uint8

const (
	everySetting which = iota
	classSetting       // those that decide which class a config means, and the mesh
)

// settingsOf lists the settings of a verb, by section.
func settingsOf(w which) []law.Section {
	all := law.Settings()
	if w == everySetting {
		return all
	}
	var few []law.Section
	for _, section := range all {
		if section.Mesh || section.Title == "whose law" {
			few = append(few, section)
		}
		for _, s := range section.Settings {
			if s.Name == "attn" { // what a run chooses of a class
				few = append(few, law.Section{Title: section.Title, Settings: []law.Setting{s}})
			}
		}
	}
	return few
}

// eachSetting visits the settings of some sections.
func eachSetting(sections []law.Section, visit func(section *law.Section, s *law.Setting)) {
	for i := range sections {
		for j := range sections[i].Settings {
			visit(&sections[i], &sections[i].Settings[j])
		}
	}
}

// flagOf is the flag of a setting: its shortest name.
func flagOf(s *law.Setting) string {
	flag := s.Flag()
	if len(s.Flags) > 0 && len(s.Flags[0]) < len(flag) {
		return s.Flags[0]
	}
	return flag
}

// kindOf is what help shows as the value of a setting.
func kindOf(s *law.Setting) string {
	switch s.Kind {
	case law.Count, law.Decimal:
		return "N"
	case law.Flag:
		return ""
	case law.Set, law.Names:
		return "NAMES"
	case law.Version:
		return "VERSION"
	case law.Layout:
		return "LAYOUT"
	default:
		return "NAME"
	}
}

// usageOf is the help of a setting: what it is, and the words that it takes.
func usageOf(s *law.Setting) string {
	text := s.Text
	if len(s.Words) > 0 {
		text += ": " + strings.Join(s.Words, ", ")
		if s.Kind == law.Name {
			text += ", or another"
		}
	}
	if s.Auto {
		text += "; or auto"
	}
	return text
}

// jsonOf writes a value as the engine should see it: a number, a truth, a word or a list of them.
func jsonOf(s *law.Setting, value string) string {
	switch s.Kind {
	case law.Count, law.Decimal:
		return number(value)
	case law.Flag:
		if value == "true" || value == "false" {
			return value
		}
		return quote(value)
	case law.Set, law.Names:
		var w jsonw.Writer
		w.Array()
		for part := range strings.SplitSeq(value, ",") {
			if part = strings.TrimSpace(part); part != "" {
				w.String(part)
			}
		}
		w.End()
		return string(w.Bytes())
	default:
		return quote(value)
	}
}

// called reports whether a word names the setting: as its flag, by another name, as the member, or without "_size".
func called(s *law.Setting, word string) bool {
	dashed := strings.NewReplacer("_", "-", ".", "-").Replace(word)
	if dashed == s.Flag() || dashed+"-size" == s.Flag() {
		return true
	}
	for _, f := range s.Flags {
		if dashed == f {
			return true
		}
	}
	return false
}

// settingCalled finds the setting that a word names.
func settingCalled(sections []law.Section, word string) (found *law.Setting, ofMesh bool) {
	if word == "" {
		return nil, false
	}
	eachSetting(sections, func(section *law.Section, s *law.Setting) {
		if found == nil && called(s, word) {
			found, ofMesh = s, section.Mesh
		}
	})
	return found, ofMesh
}

// isOfMesh reports whether a setting is one of the mesh.
func isOfMesh(s *law.Setting) bool {
	_, ofMesh := settingCalled(law.Settings(), s.Name)
	return ofMesh
}

// text is the value of a setting's flag.
type text struct{ value, kind string }

// String returns the value as it was given.
func (t *text) String() string { return t.value }

// Type returns what help shows as the value.
func (t *text) Type() string {
	if t.kind == "" {
		return "bool"
	}
	return t.kind
}

// Set takes any value.
func (t *text) Set(value string) error { t.value = value; return nil }

// sectionKey is where a flag keeps the heading that help gives it.
const sectionKey = "section"

// registerSettings adds a flag for each setting, under the heading of its section.
func registerSettings(cmd *cobra.Command, sections []law.Section) {
	eachSetting(sections, func(section *law.Section, s *law.Setting) {
		name := flagOf(s)
		cmd.Flags().Var(&text{kind: kindOf(s)}, name, usageOf(s))
		flag := cmd.Flags().Lookup(name)
		flag.Annotations = map[string][]string{sectionKey: {section.Title}}
		if s.Kind == law.Flag {
			flag.NoOptDefVal = "true"
		}
		words := append([]string(nil), s.Words...)
		if s.Kind == law.Flag {
			words = []string{"true", "false"}
		}
		complete(cmd, name, func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return words, cobra.ShellCompDirectiveNoFileComp
		})
	})
}

// given is one setting that the user gave.
type given struct {
	setting *law.Setting // nil for a word that names none: the engine knows the closest
	member  string
	value   string
	label   string // how errors name it
}

// givenFlags lists the settings that were given as flags: those of the mesh, or the others.
func givenFlags(cmd *cobra.Command, sections []law.Section, ofMesh bool) (found []given) {
	eachSetting(sections, func(section *law.Section, s *law.Setting) {
		if f := cmd.Flags().Lookup(flagOf(s)); f != nil && f.Changed && section.Mesh == ofMesh {
			found = append(found, given{s, s.Name, f.Value.String(), written(f)})
		}
	})
	return found
}

// parseMesh reads the sizes of one --mesh or --near: "tp=8,pp=4". A word that names no setting goes to the engine as it
// is, which knows the closest that it has.
func parseMesh(flag, argument string) ([]given, error) {
	var list []given
	for part := range strings.SplitSeq(argument, ",") {
		word, value, ok := strings.Cut(part, "=")
		word, value = strings.TrimSpace(word), strings.TrimSpace(value)
		if !ok || word == "" {
			return nil, badInput("%s %q: expected NAME=SIZE, such as tp=8,pp=4, got %q", flag, argument, part)
		}
		g := given{member: word, value: value, label: fmt.Sprintf("%s %q: %s", flag, argument, word)}
		if s := settingWritten(word); s != nil && isOfMesh(s) {
			g.setting, g.member = s, s.Name
		}
		list = append(list, g)
	}
	return list, nil
}
