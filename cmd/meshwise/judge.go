package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/tidwall/gjson"
)

// judged is a question with its answer.
type judged struct {
	*question
	answer answer
}

// fails reports whether the answer makes the exit code 1, by the engine's own word.
func (j *judged) fails() bool { return j.answer.Get("fails").Bool() }

// accepted reports whether anything was accepted of the answer.
func (j *judged) accepted() bool { return j.answer.Get("accepted").Exists() }

// heading names the question among several.
func (j *judged) heading() string { return j.label + j.place }

// run asks all questions, prints the answers, and changes the files where that is wanted.
func (k *checker) run(arguments []string) error {
	if err := k.acceptAll(k.ignored()); err != nil {
		return err
	}
	list, failed, err := k.questions(arguments)
	if err != nil {
		return err
	}
	all, more := k.judgeAll(list)
	failed = append(failed, more...)
	k.unasked = len(failed) > 0
	if k.fix || k.diff {
		if all, err = k.change(all); err != nil {
			return err
		}
	}
	idle, err := k.idle()
	if err != nil {
		return err
	}
	if !k.diff {
		if err := k.printAll(all, idle); err != nil {
			return err
		}
	}
	for _, one := range idle {
		k.note("%s: %s", one.at, one.Get("idle").Str)
	}
	return k.outcome(all, failed)
}

// judgeAll asks the questions. One that cannot be answered is told, and keeps none of the others from being asked.
func (k *checker) judgeAll(list []*question) (all []*judged, failed []error) {
	for _, q := range list {
		a, err := k.judge(q)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		all = append(all, &judged{q, a})
	}
	return all, failed
}

// outcome is the exit code of all: what could not be asked, else what is not valid.
func (k *checker) outcome(all []*judged, failed []error) error {
	for i, err := range failed {
		if i == len(failed)-1 {
			return err
		}
		k.exit(k.cmd, err)
	}
	for _, j := range all {
		if j.fails() {
			return errInvalid
		}
	}
	return nil
}

// judge asks one question.
func (k *checker) judge(q *question) (answer, error) {
	r := newRequest("validate_mesh")
	addNumber(k.cmd, r, "nearest")
	if err := k.addRun(r, q); err != nil {
		return answer{}, err
	}
	if len(k.mesh.meshes) < 2 {
		r.add("want", wanted, "")
	}
	if q.path != "" {
		r.addString("file", filepath.ToSlash(q.path), q.label)
	}
	if q.material == nil {
		if flag := k.read.given(); flag != "" {
			return answer{}, badInput("%s: is about a file of a run or a command, and %s is a model", flag, q.label)
		}
		if k.model.value != "" {
			return answer{}, badInput("--model: %s is a model itself", q.label)
		}
		if !k.flagsSayRun() && q.said == nil {
			return answer{}, badInput("%s: no run is said: give sizes, such as --tp 8 --world-size 64, or ask 'meshwise meshes %s --world-size 64' for those that work", q.label, q.label)
		}
		if err := k.addRead(r, q.model, &k.input); err != nil {
			return answer{}, err
		}
	} else {
		if err := q.material.addTo(r, q.trainer); err != nil {
			return answer{}, err
		}
		if err := k.addNamedModel(r, q); err != nil {
			return answer{}, err
		}
	}
	if err := k.output.add(k.session, r); err != nil {
		return answer{}, err
	}
	k.addAccepted(r, q)
	if q.run != "" {
		r.add("brief", "true", "") // what passes needs no page
	}
	a, err := k.ask(r)
	if err == nil {
		k.heard(q, a)
	}
	return a, err
}

// addRun adds what the flags say of the run, or the manifest.
func (k *checker) addRun(r *request, q *question) error {
	if q.said == nil {
		return k.mesh.add(k.cmd, r, q.material == nil)
	}
	var mesh, run []given
	for _, g := range q.said {
		if isOfMesh(g.setting) {
			mesh = append(mesh, g)
		} else {
			run = append(run, g)
		}
	}
	for _, part := range []struct {
		name string
		list []given
	}{{"mesh", mesh}, {"run", run}} {
		if len(part.list) == 0 {
			continue
		}
		written, err := object(r, "/"+part.name, part.list)
		if err != nil {
			return err
		}
		r.add(part.name, written, "")
	}
	return nil
}

// flagsSayRun reports whether the flags say anything that a model can be held against.
func (k *checker) flagsSayRun() bool {
	if len(k.mesh.meshes) > 0 {
		return true
	}
	return len(flagsSaid(k.cmd)) > 0
}

// addNamedModel adds the model of a file: the one that --model names, else the one that the file names, where it can be had.
func (k *checker) addNamedModel(r *request, q *question) error {
	if wanted := firstWord(q.named, k.model.value); wanted != "" {
		m, err := k.modelOnce(wanted, func() (*model, error) { return k.readModel(wanted, k.input.download) })
		if err != nil {
			return err
		}
		return k.addRead(r, m, &k.input)
	}
	named := q.reading.Get("model")
	m, why := k.modelOf(q, named)
	if m != nil {
		return k.addRead(r, m, &k.input)
	}
	if len(named.Get("config").Map()) > 0 {
		return nil // the file states the numbers of its model itself
	}
	if why == "" {
		why = "no model is named"
		if id := firstOf(named, "name", "flavor", "builder"); id != "" {
			why = "the model " + id + " is one of the framework's own, whose numbers are not in the file"
		}
	}
	if q.reading.Get("framework").Type == gjson.String || k.cmd.Flags().Changed("framework") {
		k.note("%s: %s; what depends on the model is not known, and --model names it: a config.json, a folder or an id", q.label+q.place, why)
	}
	return nil
}

// modelOf finds the model that a file names. nil is one that cannot be had, and why is empty where none is named.
func (k *checker) modelOf(q *question, named gjson.Result) (m *model, why string) {
	for _, member := range []string{"path", "folder"} {
		path := named.Get(member).Str
		if path == "" {
			continue
		}
		for _, at := range besides(path, q.material.first()) {
			if kind, _ := kindOfPath(at); kind == nothing {
				continue
			}
			m, err := k.modelOnce(at, func() (*model, error) { return k.readModel(at, false) })
			if err == nil {
				return m, ""
			}
			why = err.Error()
		}
		if why == "" {
			why = "the model's folder " + name(path) + " is not on this disk"
		}
	}
	if id := named.Get("hub_id").Str; id != "" {
		for _, at := range besides(id, q.material.first()) { // a folder of that name is meant before the model of that id
			if exists(filepath.Join(at, "config.json")) {
				m, err := k.modelOnce(at, func() (*model, error) { return folderModel(at) })
				if err == nil {
					return m, ""
				}
				return nil, err.Error()
			}
		}
		revision := named.Get("revision").Str
		m, err := k.modelOnce(id+"@"+revision, func() (*model, error) { return k.findModel(id, revision, k.input.download) })
		if err == nil {
			return m, ""
		}
		why = err.Error()
	}
	return nil, why
}

// modelOnce reads a model that several questions are about once.
func (k *checker) modelOnce(id string, read func() (*model, error)) (*model, error) {
	if m := k.models[id]; m != nil {
		return m, nil
	}
	m, err := read()
	if err == nil {
		if k.models == nil {
			k.models = map[string]*model{}
		}
		k.models[id] = m
	}
	return m, err
}

// besides are where a path that a file names may be: as the working directory has it, and beside the file.
func besides(path, file string) []string {
	if rest, home := strings.CutPrefix(path, "~/"); home {
		if folder, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(folder, rest)
		}
	}
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return []string{path}
	}
	return []string{path, filepath.Join(filepath.Dir(filepath.FromSlash(file)), path)}
}

func firstOf(v gjson.Result, members ...string) string {
	for _, m := range members {
		if s := v.Get(m).Str; s != "" {
			return s
		}
	}
	return ""
}

// firstWord is the first word that is not empty.
func firstWord(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

// isCode reports whether an error is the engine's, of a code.
func isCode(err error, code string) bool {
	f := (*failure)(nil)
	return errors.As(err, &f) && f.code == code
}
