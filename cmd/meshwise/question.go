package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tidwall/gjson"
)

// question is one thing that check asks: whether a run that files say is right, or one that the flags say.
type question struct {
	label string // a file, "standard input" or "the command"
	path  string // of the file that annotations are at; empty where there is none

	model    *model    // what is asked about, where the flags say the run
	material *material // what says the run, else
	reading  answer    // of the material
	trainer  int       // which of several that a script runs
	place    string    // where that trainer stands, empty where there is one alone

	// Of a manifest: the name of the run, its settings in place of those of the flags, and the model that it names.
	run   string
	of    *manifest
	said  []given
	named string
}

// checker is the verb check at work.
type checker struct {
	*session
	*checkFlags
	cmd    *cobra.Command
	models map[string]*model // those that were read, by how they are named
	accept []*acceptance
	// unasked says that a question could not be asked.
	unasked bool
}

// questions makes the questions of the arguments. Those that cannot be asked are told in the second list.
func (k *checker) questions(arguments []string) (list []*question, failed []error, err error) {
	names, argv, command := beforeDash(k.cmd, arguments)
	if k.manifest.value != "" {
		if len(arguments) > 0 {
			return nil, nil, badInput("--manifest: expected nothing beside it, got %q", arguments[0])
		}
		names = []string{k.manifest.value}
	} else if len(arguments) == 0 && !command {
		names = []string{manifestName}
	}
	if command {
		return k.commandQuestions(names, argv)
	}
	if slices.Contains(names, "-") && len(names) > 1 {
		return nil, nil, badInput("-: the standard input is asked about alone")
	}
	for _, argument := range names {
		asked, why := k.argumentQuestions(argument)
		failed = append(failed, why...)
		list = append(list, asked...)
	}
	if len(list) == 0 && len(failed) == 0 {
		k.note("no file among these says a run")
	}
	return withoutOthers(list), failed, nil
}

// commandQuestions asks about a command. One argument before it is its model, or a file that belongs to it.
func (k *checker) commandQuestions(names, argv []string) ([]*question, []error, error) {
	if len(argv) == 0 {
		return nil, nil, badInput("--: expected a command behind it, such as -- torchrun train.py --tp 8")
	}
	for _, argument := range names {
		if len(names) > 1 || k.model.value != "" {
			return nil, nil, badInput("%s: expected nothing before the command but one model; --with FILE names a file that belongs to it", name(argument))
		}
		k.model.value = argument
	}
	m, err := k.material(&k.read, k.format(), nil, argv, true)
	if err != nil {
		return nil, nil, err
	}
	m.sayWorld(flagsSaid(k.cmd))
	list, err := k.ask1("the command", "", m)
	return list, nil, err
}

// format is the format that --input names, empty for what is no format.
func (k *checker) format() string {
	switch v := k.input.input.value; v {
	case "auto", "config", "facts":
		return ""
	default:
		return v
	}
}

// argumentQuestions makes the questions of one argument, and tells those that cannot be asked.
func (k *checker) argumentQuestions(argument string) (list []*question, failed []error) {
	kind := aFile
	if argument != "-" {
		var err error
		if kind, err = kindOfPath(argument); err != nil {
			return nil, []error{err}
		}
	}
	switch kind {
	case aFolder:
		return one(k.folderQuestions(argument))
	case nothing:
		if k.manifest.value == "" {
			m, err := k.hubModel(argument, k.input.download)
			return one([]*question{{label: argument, model: m}}, err)
		}
	}
	f, err := k.load(argument)
	if err != nil {
		return nil, []error{err}
	}
	if k.manifest.value != "" || isManifest(f) {
		return k.manifestQuestions(f)
	}
	if k.onlyRuns {
		return one(k.runsOf(f, false))
	}
	return one(k.fileQuestions(f))
}

// one is an error as a list of them, in place of questions.
func one(list []*question, err error) ([]*question, []error) {
	if err != nil {
		return nil, []error{err}
	}
	return list, nil
}

// fileQuestions asks about a file: about the model that it is, or about the run that it says.
func (k *checker) fileQuestions(f *loaded) ([]*question, error) {
	asModel := &question{label: f.label(), path: f.path, model: &model{label: f.label(), path: f.path, data: f.data}}
	input := k.input.input.value
	if input == "config" || input == "facts" {
		return []*question{asModel}, notModel(f)
	}
	if input == "auto" && f.isObject() {
		names, whole := isOneObject(f.data)
		facts, err := k.areFacts(names)
		if err != nil {
			return nil, err
		}
		if !whole || facts || invalidUTF8(f.data) >= 0 || isConfig(names) || filepath.Base(f.name) == "config.json" {
			return []*question{asModel}, notModel(f)
		}
	}
	if input == "auto" && !f.isObject() && strings.EqualFold(filepath.Ext(f.name), ".json") {
		return []*question{asModel}, notModel(f)
	}
	m, err := k.material(&k.read, k.format(), f, nil, false)
	if err != nil {
		return nil, err
	}
	m.sayWorld(flagsSaid(k.cmd))
	list, err := k.ask1(f.label(), f.path, m)
	if (isCode(err, "input.no_format") || isCode(err, "input.syntax")) && f.isObject() {
		return []*question{asModel}, nil // the engine says what it lacks, or where it goes wrong
	}
	return list, err
}

// notModel refuses by name what is something else than JSON.
func notModel(f *loaded) error {
	if what := notJSON(f.data); what != "" {
		return badInput("%s: %s", f.label(), what)
	}
	return nil
}

// ask1 reads the material, and makes a question of each trainer in it.
func (k *checker) ask1(label, path string, m *material) ([]*question, error) {
	a, err := k.follow(m)
	if err != nil {
		return nil, err
	}
	first := &question{label: label, path: path, material: m, reading: a}
	list := []*question{first}
	for i, more := range a.Get("more").Array() {
		list = append(list, &question{label: label, path: path, material: m, reading: answer{Result: more}, trainer: i + 1})
	}
	if len(list) > 1 {
		for _, q := range list {
			q.place = placeOf(q)
		}
		// In the order of the script, of which the last is the answer itself.
		list = append(list[1:], first)
	}
	return list, nil
}

// placeOf is the first line that says something of a trainer.
func placeOf(q *question) string {
	least := 0
	q.reading.Get("positions").ForEach(func(_, p gjson.Result) bool {
		if line := int(p.Get("line").Int()); p.Get("file").Str == q.material.first() && line > 0 && (least == 0 || line < least) {
			least = line
		}
		return true
	})
	if least == 0 {
		return ""
	}
	return ":" + itoa(least)
}

// withoutOthers leaves out the questions about files that belong to another one.
func withoutOthers(list []*question) []*question {
	claims := func(a, b *question) bool {
		return a.material != nil && b.material != nil && a.material != b.material && len(b.material.files) > 0 &&
			slices.ContainsFunc(a.material.files[min(1, len(a.material.files)):], func(f *loaded) bool {
				return filepath.Clean(f.path) == filepath.Clean(b.material.files[0].path)
			})
	}
	var kept []*question
	for i, q := range list {
		owned := false
		for j, other := range list {
			owned = owned || claims(other, q) && (j < i || !claims(q, other))
		}
		if !owned {
			kept = append(kept, q)
		}
	}
	return kept
}
