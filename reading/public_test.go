package reading_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

// expectation is a public file, and what a person reads in it.
type expectation struct {
	ID     string
	Source struct {
		Path string
		Also []string
	}
	Reading struct {
		Dialect   string
		Framework *string
		Model     map[string]any
		Mesh, Run map[string]any
		World     struct {
			Size  *float64 `json:"world_size"`
			Grade string
		}
		Others        []map[string]any
		NotUnderstood []string `json:"not_understood"`
		Positions     map[string]struct {
			Line int
			File string
		}
	}
}

func expectations(t *testing.T) []expectation {
	t.Helper()
	paths, err := filepath.Glob("testdata/public/*/expected.json")
	if err != nil || len(paths) != 27 {
		t.Fatalf("%d expected readings, not 27: %v", len(paths), err)
	}
	var list []expectation
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		var e expectation
		if err := json.Unmarshal(text, &e); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

// in opens files below a folder, as a host does in its working directory.
func in(folder string) func(string) (reading.File, error) {
	return func(path string) (reading.File, error) {
		f, err := hosttree.Open(filepath.Join(folder, path))
		f.Name = path
		return f, err
	}
}

func readPublic(t *testing.T, e expectation) *reading.Reading {
	t.Helper()
	open := in(filepath.Join("testdata/public", e.ID))
	f, err := open(e.Source.Path)
	if err != nil {
		t.Fatal(err)
	}
	r, failed := hosttree.Read(&reading.Request{Files: []reading.File{f}}, open)
	if failed != nil {
		t.Fatalf("%s: %+v", e.ID, failed)
	}
	return r
}

// wire is a reading as hosts get it.
func wire(t *testing.T, r *reading.Reading) map[string]any {
	t.Helper()
	var w jsonw.Writer
	r.Write(&w)
	var m map[string]any
	if err := json.Unmarshal(w.Bytes(), &m); err != nil {
		t.Fatalf("%v in %s", err, w.Bytes())
	}
	return m
}

func flat(prefix string, v any, into map[string]string) {
	if m, ok := v.(map[string]any); ok {
		for k, x := range m {
			flat(prefix+"."+k, x, into)
		}
		return
	}
	if v != nil {
		into[prefix] = fmt.Sprint(v)
	}
}

func TestPublicReadings(t *testing.T) {
	for _, e := range expectations(t) {
		t.Run(e.ID, func(t *testing.T) {
			got := wire(t, readPublic(t, e))
			want, have := map[string]string{}, map[string]string{}
			flat("mesh", e.Reading.Mesh, want)
			flat("run", e.Reading.Run, want)
			flat("model", e.Reading.Model, want)
			flat("mesh", got["mesh"], have)
			flat("run", got["run"], have)
			flat("model", got["model"], have)
			for k, v := range want {
				if have[k] != v {
					t.Errorf("%s is %q, not %q", k, have[k], v)
				}
			}
			grades := got["grades"].(map[string]any)
			for k, v := range have {
				if strings.HasPrefix(k, "mesh.") && want[k] == "" && !(v == "1" && grades[k] == "default") && grades[k] != "derived" {
					t.Errorf("%s = %s stands nowhere", k, v)
				}
			}
			if got["dialect"] != e.Reading.Dialect {
				t.Errorf("the dialect is %v, not %s", got["dialect"], e.Reading.Dialect)
			}
			if f := e.Reading.Framework; f == nil && got["framework"] != nil || f != nil && got["framework"] != *f {
				t.Errorf("the framework is %v", got["framework"])
			}
			world := got["world"].(map[string]any)
			if size := e.Reading.World.Size; size == nil && world["world_size"] != nil || size != nil && world["world_size"] != *size {
				t.Errorf("the world is %v", world["world_size"])
			}
			if world["grade"] != e.Reading.World.Grade {
				t.Errorf("the world is %v, not %s", world["grade"], e.Reading.World.Grade)
			}
			positions := got["positions"].(map[string]any)
			for k, want := range e.Reading.Positions {
				if want.File == "" {
					want.File = e.Source.Path
				}
				p, _ := positions[k].(map[string]any)
				if p == nil || p["line"] != float64(want.Line) || p["file"] != want.File {
					t.Errorf("%s stands at %v, not in line %d of %s", k, p, want.Line, want.File)
				}
			}
			list := got["not_understood"].([]any)
			for _, k := range e.Reading.NotUnderstood {
				if !slices.ContainsFunc(list, func(v any) bool { return strings.HasSuffix(v.(string), k) }) {
					t.Errorf("%s is not among what is not understood: %v", k, list)
				}
			}
			for i, o := range e.Reading.Others {
				others := got["others"].([]any)
				if i >= len(others) {
					t.Fatalf("others are %v", others)
				}
				want, have := map[string]string{}, map[string]string{}
				flat("", o, want)
				flat("", others[i], have)
				for k, v := range want {
					if have[k] != v {
						t.Errorf("other %d: %s is %q, not %q", i, k, have[k], v)
					}
				}
			}
		})
	}
}

// Each file is read by its own format, whichever is asked of the others.
func TestFormatsAreNotConfused(t *testing.T) {
	for _, e := range expectations(t) {
		r := readPublic(t, e)
		if r.Dialect != e.Reading.Dialect {
			t.Errorf("%s is read as %s", e.ID, r.Dialect)
		}
	}
}

// Reading again what was read gives the same bytes.
func TestReadingIsDeterministic(t *testing.T) {
	for _, e := range expectations(t) {
		var one, two jsonw.Writer
		readPublic(t, e).Write(&one)
		readPublic(t, e).Write(&two)
		if string(one.Bytes()) != string(two.Bytes()) {
			t.Errorf("%s reads in two ways", e.ID)
		}
	}
}
