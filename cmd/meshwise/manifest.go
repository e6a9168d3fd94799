package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/meshwise/meshwise/internal/near"
	"github.com/meshwise/meshwise/mesh/law"
)

// A manifest says which runs must pass: models, runs and frameworks, each with each. docs/check-files.md describes it.

// manifestName is the name of the manifest that check looks for where it is told nothing.
const manifestName = "meshwise.yaml"

// manifestKey is the key that tells a manifest from any other YAML, with the version of its form.
const manifestKey = "meshwise"

type manifest struct {
	file               *loaded
	models, frameworks []string
	runs               []*manifestRun
	accept             []*acceptance
}

// manifestRun is one run: what settings say, or a file or a command.
type manifestRun struct {
	name               string
	line               int
	models, frameworks []string
	said               []given
	file               string
	command            []string
	read               readFlags
}

// isManifest reports whether a file is one.
func isManifest(f *loaded) bool {
	switch strings.ToLower(filepath.Ext(f.name)) {
	case ".yaml", ".yml":
	default:
		return false
	}
	if !bytes.Contains(f.data, []byte(manifestKey)) {
		return false
	}
	var document yaml.Node
	if yaml.Unmarshal(f.data, &document) != nil || len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		return false
	}
	root := document.Content[0]
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == manifestKey {
			return true
		}
	}
	return false
}

// manifestReader reads the nodes of a manifest, and refuses what it does not know with its line.
type manifestReader struct{ label string }

func (r *manifestReader) fail(n *yaml.Node, format string, arguments ...any) error {
	return badInput("%s:%d:%d: "+format, append([]any{r.label, n.Line, n.Column}, arguments...)...)
}

// readManifest reads a manifest.
func readManifest(f *loaded) (*manifest, error) {
	r := &manifestReader{f.label()}
	var document yaml.Node
	if err := yaml.Unmarshal(f.data, &document); err != nil {
		return nil, badInput("%s: %s", f.label(), strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(document.Content) == 0 {
		return nil, badInput("%s: is empty", f.label())
	}
	m := &manifest{file: f}
	root := document.Content[0]
	err := r.members(root, func(key string, at, value *yaml.Node) (err error) {
		switch key {
		case manifestKey:
			if value.Value != "1" {
				err = r.fail(value, "meshwise: expected 1, the version of this form, got %q", value.Value)
			}
		case "models":
			m.models, err = r.words(value)
		case "frameworks":
			m.frameworks, err = r.words(value)
		case "runs":
			err = r.each(value, func(n *yaml.Node) error {
				run, err := r.run(n)
				m.runs = append(m.runs, run)
				return err
			})
		case "accept":
			err = r.each(value, func(n *yaml.Node) error {
				a, err := r.acceptance(n)
				m.accept = append(m.accept, a)
				return err
			})
		default:
			err = r.unknown(at, "a manifest", []string{"models", "frameworks", "runs", "accept"})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(m.runs) == 0 {
		return nil, r.fail(root, "runs: expected at least one run")
	}
	return m, r.namesOfRuns(m, root)
}

// namesOfRuns refuses two runs of one name, and acceptances for a run that there is not.
func (r *manifestReader) namesOfRuns(m *manifest, root *yaml.Node) error {
	var names []string
	for _, run := range m.runs {
		if slices.Contains(names, run.name) {
			return badInput("%s:%d: two runs have the name %q: say name: in one of them", r.label, run.line, run.name)
		}
		names = append(names, run.name)
	}
	for _, a := range m.accept {
		for _, name := range a.runs {
			if !slices.Contains(names, name) {
				return badInput("%s: there is no run %q: expected %s", a.at, name, near.OneOf(name, names))
			}
		}
	}
	return nil
}

func (r *manifestReader) members(n *yaml.Node, visit func(key string, at, value *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return r.fail(n, "expected keys with values")
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			return r.fail(key, "%s stands here twice", key.Value)
		}
		seen[key.Value] = true
		if err := visit(key.Value, key, resolved(n.Content[i+1])); err != nil {
			return err
		}
	}
	return nil
}

func (r *manifestReader) each(n *yaml.Node, visit func(*yaml.Node) error) error {
	if n.Kind != yaml.SequenceNode {
		return r.fail(n, "expected a list")
	}
	for _, item := range n.Content {
		if err := visit(resolved(item)); err != nil {
			return err
		}
	}
	return nil
}

// words reads a word, or a list of them.
func (r *manifestReader) words(n *yaml.Node) (list []string, err error) {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}, nil
	}
	err = r.each(n, func(item *yaml.Node) error {
		if item.Kind != yaml.ScalarNode {
			return r.fail(item, "expected a word")
		}
		list = append(list, item.Value)
		return nil
	})
	return list, err
}

func (r *manifestReader) unknown(at *yaml.Node, of string, known []string) error {
	return r.fail(at, "%s is no key of %s: expected %s", at.Value, of, near.OneOf(at.Value, known))
}

func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// runKeys are the keys of a run that are no settings.
var runKeys = []string{"name", "models", "frameworks", "file", "command", "with", "override", "env", "part"}

// run reads one run: a file, or settings.
func (r *manifestReader) run(n *yaml.Node) (*manifestRun, error) {
	run := &manifestRun{line: n.Line}
	if n.Kind == yaml.ScalarNode {
		run.name, run.file = n.Value, n.Value
		return run, nil
	}
	err := r.members(n, func(key string, at, value *yaml.Node) (err error) {
		switch key {
		case "name":
			run.name = value.Value
		case "models", "model":
			run.models, err = r.words(value)
		case "frameworks":
			run.frameworks, err = r.words(value)
		case "file":
			run.file = value.Value
		case "command":
			run.command, err = r.words(value)
		case "with":
			run.read.with, err = r.words(value)
		case "override":
			run.read.overrides, err = r.words(value)
		case "part":
			run.read.part.value = value.Value
		case "env":
			err = r.members(value, func(name string, _, v *yaml.Node) error {
				run.read.env = append(run.read.env, name+"="+v.Value)
				return nil
			})
		default:
			err = r.setting(run, key, at, value)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case run.file != "" && run.command != nil:
		return nil, r.fail(n, "expected a file or a command, got both")
	case run.file == "" && run.command == nil && len(run.said) == 0:
		return nil, r.fail(n, "expected settings such as tp: 8, a file or a command")
	case run.file == "" && run.command == nil && run.read.given() != "":
		return nil, r.fail(n, "%s is about a file or a command, and there is none", strings.TrimPrefix(run.read.given(), "--"))
	}
	if run.name == "" {
		run.name = run.usualName()
	}
	return run, nil
}

// usualName names a run that has no name.
func (run *manifestRun) usualName() string {
	if run.file != "" {
		return run.file
	}
	if run.command != nil {
		return shellWords(run.command)
	}
	var words []string
	for _, g := range run.said {
		words = append(words, strings.TrimSuffix(g.member, "_size")+"="+g.value)
	}
	return strings.Join(words, ",")
}

// setting reads a setting, by any of its names, or a group of them.
func (r *manifestReader) setting(run *manifestRun, key string, at, value *yaml.Node) error {
	if value.Kind == yaml.MappingNode {
		return r.members(value, func(inner string, innerAt, v *yaml.Node) error {
			return r.setting(run, key+"."+inner, innerAt, v)
		})
	}
	s := settingWritten(key)
	if s == nil {
		known := slices.Clone(runKeys)
		eachSetting(law.Settings(), func(_ *law.Section, s *law.Setting) { known = append(known, flagOf(s)) })
		if close := closest(key, known); close != "" {
			return r.fail(at, "%s is no key of a run; did you mean %s?", key, close)
		}
		return r.fail(at, "%s is no key of a run, and no setting", key)
	}
	words, err := r.words(value)
	if err != nil {
		return err
	}
	for _, g := range run.said {
		if g.member == s.Name {
			return r.fail(at, "%s is given before", key)
		}
	}
	run.said = append(run.said, given{s, s.Name, strings.Join(words, ","), r.label + ":" + itoa(at.Line) + ": " + key})
	return nil
}

// acceptance reads one acceptance. A reason is demanded: whoever reads it later asks for it.
func (r *manifestReader) acceptance(n *yaml.Node) (*acceptance, error) {
	a := &acceptance{at: r.label + ":" + itoa(n.Line)}
	err := r.members(n, func(key string, at, value *yaml.Node) (err error) {
		switch key {
		case "code":
			a.code = value.Value
		case "reason":
			a.reason = strings.TrimSpace(value.Value)
		case "runs":
			a.runs, err = r.words(value)
		default:
			err = r.unknown(at, "an acceptance", []string{"code", "reason", "runs"})
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case a.code == "":
		return nil, r.fail(n, "expected the code that is accepted")
	case a.reason == "":
		return nil, r.fail(n, "expected the reason why %s is accepted", a.code)
	}
	return a, nil
}
