package main

import (
	"encoding/json"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// copied is the files that a scaffold changes, in a folder of their own.
func copied(t *testing.T) string {
	root := t.TempDir()
	files := []string{"mesh/law/sections.go"}
	for _, s := range subjects {
		files = append(files, "mesh/rules/"+s[0])
	}
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// A row is Go as gofmt has it, and its vectors are JSON, for every axis.
func TestScaffold(t *testing.T) {
	root := copied(t)
	for axis, subject := range subjects {
		if err := run(root, []string{"rule", axis + ".new_problem"}); err != nil {
			t.Fatal(err)
		}
		formatted(t, filepath.Join(root, "mesh", "rules", subject[0]), axis+".new_problem")
		text, err := os.ReadFile(filepath.Join(root, "tests", "vectors", "rules", axis, "new_problem.json"))
		if err != nil || !json.Valid(text) {
			t.Errorf("%s: %v, %s", axis, err, text)
		}
	}
	if err := run(root, []string{"setting", "new_words"}); err != nil {
		t.Fatal(err)
	}
	formatted(t, filepath.Join(root, "mesh", "law", "sections.go"), "new_words")
}

func formatted(t *testing.T, path, name string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := format.Source(text)
	if err != nil || string(want) != string(text) || !strings.Contains(string(text), name) {
		t.Errorf("%s: %v", path, err)
	}
}

func TestWhatCannotBeScaffolded(t *testing.T) {
	root := copied(t)
	for _, args := range [][]string{
		{}, {"rule"}, {"rule", "tp"}, {"rule", "xx.problem"}, {"rule", "tp.heads_not_divisible"}, {"rule", "tp.Problem"},
		{"setting", "tp_size"}, {"setting", "A"}, {"number", "x"},
	} {
		if err := run(root, args); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}
