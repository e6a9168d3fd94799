package main

import (
	"os"
	"path/filepath"
	"slices"
)

// manifestQuestions makes the questions of a manifest: each run with each of its models and frameworks.
func (k *checker) manifestQuestions(f *loaded) (list []*question, failed []error) {
	m, err := readManifest(f)
	if err == nil && (k.flagsSayRun() || k.read.given() != "" || k.model.value != "") {
		err = badInput("%s: a manifest says the runs: flags of sizes, files and models are no part of it", f.label())
	}
	if err != nil {
		return nil, []error{err}
	}
	for _, a := range m.accept {
		a.of = m
	}
	if err := k.acceptAll(m.accept); err != nil {
		return nil, []error{err}
	}
	for _, run := range m.runs {
		asked, err := k.runQuestions(m, run)
		if err != nil {
			failed = append(failed, err)
		}
		list = append(list, asked...)
	}
	return list, failed
}

// runQuestions makes the questions of a run. A file or a command is asked about the model and the framework that it names
// itself, unless the run says others.
func (k *checker) runQuestions(m *manifest, run *manifestRun) (list []*question, err error) {
	models, frameworks := run.models, run.frameworks
	settings := run.file == "" && run.command == nil
	if settings && models == nil {
		models = m.models
	}
	if settings && frameworks == nil {
		frameworks = m.frameworks
	}
	if settings && len(models) == 0 {
		return nil, badInput("%s:%d: the run %q has no model: say models", m.file.label(), run.line, run.name)
	}
	for _, framework := range orNone(frameworks) {
		for _, named := range orNone(models) {
			asked, err := k.manifestQuestion(m, run, named, framework)
			if err != nil {
				return nil, err
			}
			list = append(list, asked...)
		}
	}
	return list, nil
}

// orNone is a list, or one of nothing.
func orNone(list []string) []string {
	if len(list) == 0 {
		return []string{""}
	}
	return list
}

func (k *checker) manifestQuestion(m *manifest, run *manifestRun, named, framework string) ([]*question, error) {
	said := slices.Clone(run.said)
	if framework != "" {
		s := settingWritten("framework")
		said = append(said, given{s, s.Name, framework, m.file.label() + ": frameworks"})
	}
	folder := filepath.Dir(m.file.path)
	beside := func(path string) string {
		if path != "-" && !filepath.IsAbs(path) {
			if joined := filepath.Join(folder, path); exists(joined) {
				return joined
			}
		}
		return path
	}
	label := run.name
	if named != "" {
		label += " · " + named
	}
	if framework != "" {
		label += " · " + framework
	}
	var list []*question
	if run.file == "" && run.command == nil {
		read, err := k.modelOnce(named, func() (*model, error) { return k.readModel(beside(named), k.input.download) })
		if err != nil {
			return nil, err
		}
		list = append(list, &question{label: label, path: m.file.path, model: read})
	} else {
		read := run.read
		read.with = nil
		for _, path := range run.read.with {
			read.with = append(read.with, beside(path))
		}
		var first *loaded
		var err error
		if run.file != "" {
			if first, err = k.load(beside(run.file)); err != nil {
				return nil, err
			}
		}
		material, err := k.material(&read, "", first, run.command, run.command != nil)
		if err != nil {
			return nil, err
		}
		material.sayWorld(said)
		path := m.file.path
		if first != nil {
			path = first.path
		}
		if list, err = k.ask1(label, path, material); err != nil {
			return nil, err
		}
	}
	for _, q := range list {
		q.run, q.of, q.said = run.name, m, said
		if named != "" && q.material != nil {
			q.named = beside(named)
		}
	}
	return list, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
