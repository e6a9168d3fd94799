package hosttree

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/tree"
)

// Open reads a file from the disk, and makes its tree where it is YAML or TOML.
func Open(path string) (reading.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return reading.File{}, err
	}
	if !info.Mode().IsRegular() {
		return reading.File{}, &os.PathError{Op: "read", Path: path, Err: os.ErrInvalid}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return reading.File{}, err
	}
	return File(path, string(text)), nil
}

// File makes the tree of a text, by the ending of its name.
func File(name, text string) reading.File {
	f := reading.File{Name: name, Text: text}
	if len(text) > tree.MaxBytes {
		return f // the engine refuses it
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml":
		f.Syntax = tree.YAML
		f.Rows, f.Refused = YAML([]byte(text))
		f.HasRows = f.Refused == nil
	case ".toml":
		f.Syntax = tree.TOML
		f.Rows, f.Refused = TOML([]byte(text))
		f.HasRows = f.Refused == nil
	}
	return f
}

// maxFollowed bounds how many files are added to a request, since files may name files.
const maxFollowed = 16

// Read reads a request, and adds the files that the reading wants and that are there, until it wants no more.
func Read(req *reading.Request, open func(path string) (reading.File, error)) (*reading.Reading, *reading.Error) {
	for range maxFollowed + 1 {
		r, err := reading.Read(req)
		if err != nil {
			return nil, err
		}
		added := false
		for _, w := range r.Wants {
			for _, path := range w.Candidates {
				f, missing := File(path, w.Text), error(nil)
				if w.Text == "" {
					f, missing = open(path)
				}
				if missing != nil || len(req.Files) > maxFollowed {
					continue
				}
				f.Name = path
				req.Files = append(req.Files, f)
				added = true
				break
			}
		}
		if !added {
			return r, nil
		}
	}
	return reading.Read(req)
}
