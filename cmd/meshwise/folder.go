package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// pathKind is what lies at a path.
type pathKind uint8

const (
	nothing pathKind = iota
	aFile
	aFolder
)

func kindOfPath(argument string) (pathKind, error) {
	info, err := os.Stat(argument)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nothing, nil
	case err != nil:
		return nothing, badInput("%s: %v", name(argument), cause(err))
	case info.IsDir():
		return aFolder, nil
	}
	return aFile, nil
}

// endings are those of files that may say a run.
var endings = []string{".yaml", ".yml", ".toml", ".json", ".sh", ".bash", ".slurm", ".sbatch"}

// mostInFolder bounds how many files of a folder are read.
const mostInFolder = 1000

// folderQuestions asks about a folder: about the model whose config.json it holds, where the flags say a run; else about every
// file in it that says one. Files that say none are left out; those that cannot be read are told, and are no failure: nobody
// asked about them.
func (k *checker) folderQuestions(folder string) ([]*question, error) {
	kind, err := kindOfPath(filepath.Join(folder, "config.json"))
	if err != nil {
		return nil, err
	}
	asModel := func() ([]*question, error) {
		m, err := folderModel(folder)
		if err != nil {
			return nil, err
		}
		return []*question{{label: m.label, path: m.path, model: m}}, nil
	}
	if kind != nothing && k.flagsSayRun() && k.model.value == "" {
		return asModel()
	}
	paths, err := filesOf(folder)
	if err != nil {
		return nil, badInput("%s: %v", name(folder), cause(err))
	}
	if len(paths) > mostInFolder {
		return nil, badInput("%s: holds more than %d files that may say a run: name a folder in it", name(folder), mostInFolder)
	}
	var list []*question
	for _, path := range paths {
		f, err := k.load(path)
		if err != nil {
			return nil, err
		}
		asked, err := k.runsOf(f, true)
		if err != nil {
			return nil, err
		}
		list = append(list, asked...)
	}
	if len(list) == 0 && kind != nothing {
		return asModel()
	}
	if len(list) == 0 {
		return nil, badInput("%s: the folder holds no config.json, and no file that says how a model is trained", name(folder))
	}
	return list, nil
}

// runsOf asks about a file if it says a run. One that says none is left out, and one that cannot be read is told where it was
// found, and refused where it was named.
func (k *checker) runsOf(f *loaded, found bool) (list []*question, err error) {
	if f.isObject() && k.isModel(f) || len(bytes.TrimSpace(f.data)) == 0 {
		return nil, nil
	}
	asked, err := k.fileQuestions(f)
	switch {
	case isCode(err, "input.no_format"):
		return nil, nil
	case err != nil && (found || isCode(err, "input.template")):
		k.note("%v; it is left out", err)
		return nil, nil
	case err != nil:
		return nil, err
	}
	for _, q := range asked {
		if q.material != nil && saysRun(q.reading) {
			list = append(list, q)
		}
	}
	return list, nil
}

// isModel reports whether JSON says a model, not a run.
func (k *checker) isModel(f *loaded) bool {
	names, whole := isOneObject(f.data)
	facts, err := k.areFacts(names)
	return whole && (facts || isConfig(names) || err != nil)
}

// saysRun reports whether a reading says anything of a run: a script that starts no trainer says nothing.
func saysRun(a answer) bool {
	return len(a.Get("mesh").Map()) > 0 || len(a.Get("run").Map()) > 0
}

// filesOf lists the files of a folder and of those in it, hidden ones left out.
func filesOf(folder string) (paths []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		switch hidden := path != folder && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"); {
		case err != nil:
			return err
		case hidden && d.IsDir():
			return filepath.SkipDir
		case hidden || !d.Type().IsRegular():
		case slices.Contains(endings, strings.ToLower(filepath.Ext(path))):
			paths = append(paths, path)
		}
		return nil
	})
	return paths, err
}
