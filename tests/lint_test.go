package tests

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/tests/corpus"
)

// TestLint holds the vectors themselves to their format: what it finds wrong with all of them, at once.
func TestLint(t *testing.T) {
	c := load(t)
	vectors := filepath.Join(wasmtest.Root(t), "tests", "vectors")
	schema := compile(t, filepath.Join(wasmtest.Root(t), "tests", "vector.schema.json"))
	seen := map[string]string{}
	for i := range c.Suites {
		s := &c.Suites[i]
		text, err := os.ReadFile(filepath.Join(vectors, filepath.FromSlash(s.Path)))
		if err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", s.Path, err)
			continue
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", s.Path, err)
		}
		if s.Name+".json" != s.Path {
			t.Errorf("%s: is suite %s", s.Path, s.Name)
		}
		if duplicate := duplicateName(text); duplicate != "" {
			t.Errorf("%s: %s", s.Path, duplicate)
		}
		for j := range s.Cases {
			lintCase(t, c, s, &s.Cases[j], seen)
		}
	}
}

func lintCase(t *testing.T, c *corpus.Corpus, s *corpus.Suite, one *corpus.Case, seen map[string]string) {
	id := corpus.ID(s, one)
	if seen[id] != "" {
		t.Errorf("%s: the name is used twice", id)
	}
	seen[id] = s.Path
	request, err := c.Bytes(one)
	if err != nil {
		t.Errorf("%s: %v", id, err)
	}
	if one.Request == nil {
		return
	}
	for _, problem := range unportable(one.Request) {
		t.Errorf("%s: %s: use request_text", id, problem)
	}
	if bytes.Contains(request, []byte(`"$file"`)) {
		t.Errorf("%s: $file must stand alone in its object", id)
	}
}

// unportable lists what a JSON library of some language reads and writes differently. A request that holds any of it is
// written as text, so that every host sends the same.
func unportable(request json.RawMessage) (problems []string) {
	decoder := json.NewDecoder(bytes.NewReader(request))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return problems
		}
		if err != nil {
			return append(problems, err.Error())
		}
		switch token := token.(type) {
		case json.Number:
			if !isPortable(string(token)) {
				problems = append(problems, "the number "+string(token)+" is not written alike everywhere")
			}
		case string:
			// JavaScript puts such names first.
			if _, err := strconv.ParseUint(token, 10, 32); err == nil && bytes.Contains(request, []byte(`"`+token+`":`)) {
				problems = append(problems, "the name "+token+" is not kept in its place everywhere")
			}
			if strings.ContainsRune(token, '\uFFFD') {
				problems = append(problems, "half a surrogate pair, or the character that replaces one")
			}
		}
	}
}

// isPortable reports whether Go, Python and JavaScript all write a number in this way.
func isPortable(number string) bool {
	f, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return false
	}
	size := max(f, -f)
	isInteger := !strings.ContainsAny(number, ".eE")
	switch {
	case isInteger:
		return size < 1<<53 && number == strconv.FormatInt(int64(f), 10)
	default:
		return size >= 1e-4 && size < 1e16 && f != float64(int64(f)) && number == strconv.FormatFloat(f, 'f', -1, 64)
	}
}

// duplicateName finds a member that stands twice in an object of a suite: decoders keep one of them in silence.
func duplicateName(text []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var walk func(path string) string
	walk = func(path string) string {
		token, err := decoder.Token()
		if err != nil {
			return err.Error()
		}
		open, isOpen := token.(json.Delim)
		if !isOpen {
			return ""
		}
		names := map[string]bool{}
		for i := 0; decoder.More(); i++ {
			at := path + "/" + strconv.Itoa(i)
			if open == '{' {
				name, err := decoder.Token()
				if err != nil {
					return err.Error()
				}
				at = path + "/" + name.(string)
				if names[name.(string)] {
					return at + " stands twice"
				}
				names[name.(string)] = true
			}
			if problem := walk(at); problem != "" {
				return problem
			}
		}
		if _, err := decoder.Token(); err != nil {
			return err.Error()
		}
		return ""
	}
	return walk("")
}

func compile(t testing.TB, path string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
