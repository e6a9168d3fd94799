package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/tests/corpus"
)

// TestAgree builds a project of one suite and two hosts, spoils it in one way at a time, and demands that it shows.
func TestAgree(t *testing.T) {
	module := []byte("module")
	for _, test := range []struct {
		name  string
		spoil func(a *corpus.Results)
		want  string // part of the error; empty for none
	}{
		{"all_agree", func(*corpus.Results) {}, ""},
		{"another_answer", func(a *corpus.Results) { a.Cases["x/y/one"] = "other" }, "1 problems"},
		{"a_case_left_out", func(a *corpus.Results) { delete(a.Cases, "x/y/one") }, "1 problems"},
		{"a_case_too_many", func(a *corpus.Results) { a.Cases["x/y/old"] = "x" }, "1 problems"},
		{"another_module", func(a *corpus.Results) { a.Module = "other" }, "1 problems"},
		{"another_host", func(a *corpus.Results) { a.Host = "b" }, "1 problems"},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := project(t, module)
			a, b := corpus.NewResults("a", module), corpus.NewResults("b", module)
			for _, r := range []*corpus.Results{a, b} {
				r.Cases["x/y/one"], r.Cases["x/y/two"] = "1", "2"
			}
			test.spoil(a)
			written := *a
			written.Host = "a" // the name of the file
			if err := written.Write(root); err != nil {
				t.Fatal(err)
			}
			if a.Host != "a" {
				rename(t, root, a)
			}
			if err := b.Write(root); err != nil {
				t.Fatal(err)
			}
			checkError(t, agree(root, []string{"a", "b"}), test.want)
		})
	}
	t.Run("a_host_that_has_not_run", func(t *testing.T) {
		checkError(t, agree(project(t, module), []string{"a"}), "1 problems")
	})
	t.Run("no_module", func(t *testing.T) {
		checkError(t, agree(t.TempDir(), []string{"a"}), "no module")
	})
	t.Run("an_old_manifest", func(t *testing.T) {
		root := project(t, module)
		write(t, filepath.Join(root, "tests", "vectors", "manifest.json"), `{"cases":3}`)
		checkError(t, agree(root, []string{"a"}), "the manifest counts 3 cases, the corpus has 2")
	})
}

// rename makes the file of host a say that it is of another.
func rename(t *testing.T, root string, r *corpus.Results) {
	t.Helper()
	path := corpus.ResultsPath(root, "a")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, strings.Replace(string(text), `"host": "a"`, `"host": "`+r.Host+`"`, 1))
}

func project(t *testing.T, module []byte) string {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "build", "meshwise.wasm"), string(module))
	write(t, filepath.Join(root, "tests", "vectors", "manifest.json"), `{"cases":2}`)
	write(t, filepath.Join(root, "tests", "vectors", "x", "y.json"),
		`{"suite":"x/y","description":"D.","cases":[{"name":"one","request":{}},{"name":"two","request":{}}]}`)
	return root
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want %q", err, want)
	}
}
