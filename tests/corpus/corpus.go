// Package corpus reads the test vectors under tests/vectors, makes requests of them, compares answers with what they
// expect and keeps what a host answered. tests/README.md describes the format for a runner in any language.
package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Suite is one file of cases about one subject.
type Suite struct {
	Name        string `json:"suite"`
	Description string `json:"description"`
	Cases       []Case `json:"cases"`

	Path string `json:"-"` // of the file, below the folder of the vectors, with slashes
}

// Case is one request and what its answer must look like.
type Case struct {
	Name    string `json:"name"`
	Comment string `json:"comment,omitempty"`
	Source  string `json:"source,omitempty"`

	// Exactly one of these makes the request.
	Request       json.RawMessage `json:"request,omitempty"`
	RequestText   *string         `json:"request_text,omitempty"`
	RequestBase64 []byte          `json:"request_base64,omitempty"`
	RequestRepeat *Repeat         `json:"request_repeat,omitempty"`

	// Expect is a part of the answer. The lists of codes are whole: nothing else may be in the answer's list.
	Expect       json.RawMessage `json:"expect,omitempty"`
	Codes        *[]string       `json:"codes,omitempty"`
	WarningCodes *[]string       `json:"warning_codes,omitempty"`
	UnknownCodes *[]string       `json:"unknown_codes,omitempty"`
}

// Repeat makes a long request of a short text.
type Repeat struct {
	Prefix string `json:"prefix"`
	Repeat string `json:"repeat"`
	Times  int    `json:"times"`
	Suffix string `json:"suffix"`
}

// Corpus is every suite, in the order of their names, with the fixtures that requests refer to.
type Corpus struct {
	Suites   []Suite
	vectors  string
	fixtures string
}

// Load reads every suite below root/tests/vectors.
func Load(root string) (*Corpus, error) {
	c := &Corpus{
		vectors:  filepath.Join(root, "tests", "vectors"),
		fixtures: filepath.Join(root, "tests", "fixtures"),
	}
	err := filepath.WalkDir(c.vectors, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".json" || path == c.manifestPath() {
			return err
		}
		suite, err := c.read(path)
		c.Suites = append(c.Suites, suite)
		return err
	})
	return c, err
}

func (c *Corpus) read(path string) (Suite, error) {
	var suite Suite
	text, err := os.ReadFile(path)
	if err != nil {
		return suite, err
	}
	below, err := filepath.Rel(c.vectors, path)
	if err != nil {
		return suite, err
	}
	suite.Path = filepath.ToSlash(below)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&suite); err != nil {
		return suite, fmt.Errorf("%s: %w", suite.Path, err)
	}
	return suite, nil
}

// ID names a case in the whole corpus: "area/subject/case".
func ID(s *Suite, c *Case) string { return s.Name + "/" + c.Name }

// IsHostile reports whether the suite tries to break the engine: after each of its cases a runner asks an ordinary
// question.
func (s *Suite) IsHostile() bool { return strings.HasPrefix(s.Name, "hostile/") }

// Each calls visit for every case in order, with its id.
func (c *Corpus) Each(visit func(id string, s *Suite, one *Case)) {
	for i := range c.Suites {
		s := &c.Suites[i]
		for j := range s.Cases {
			visit(ID(s, &s.Cases[j]), s, &s.Cases[j])
		}
	}
}

// Find returns the case of that id.
func (c *Corpus) Find(id string) (*Case, error) {
	var found *Case
	c.Each(func(name string, _ *Suite, one *Case) {
		if name == id {
			found = one
		}
	})
	if found == nil {
		return nil, fmt.Errorf("the corpus has no case %s", id)
	}
	return found, nil
}
