package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWriteFiles holds writing to all or nothing: where one of the files changed since it was read, none is written, and
// nothing is left beside them.
func TestWriteFiles(t *testing.T) {
	folder := t.TempDir()
	var list []*changed
	for _, name := range []string{"a.yaml", "b.yaml"} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("tp: 16\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		list = append(list, &changed{file: &loaded{name: name, path: path}, before: []byte("tp: 16\n"), after: []byte("tp: 8\n")})
	}
	if err := os.WriteFile(list[1].file.path, []byte("tp: 4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := writeFiles(list)
	if err == nil || !strings.Contains(err.Error(), "b.yaml") || !strings.Contains(err.Error(), "nothing was written: the file changed since it was read") {
		t.Errorf("%v", err)
	}
	holds := func(i int, want string) {
		t.Helper()
		if got, err := os.ReadFile(list[i].file.path); err != nil || string(got) != want {
			t.Errorf("%s holds %q (%v), want %q", list[i].file.name, got, err, want)
		}
	}
	holds(0, "tp: 16\n")
	holds(1, "tp: 4\n")
	list[1].before = []byte("tp: 4\n")
	if err := writeFiles(list); err != nil {
		t.Fatal(err)
	}
	holds(0, "tp: 8\n")
	holds(1, "tp: 8\n")
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

// TestApply puts changes into a file.
func TestApply(t *testing.T) {
	for _, test := range []struct {
		before string
		edits  []edit
		after  string // empty where it is refused
	}{
		{"tp: 16\npp: 3\n", []edit{{start: 11, end: 12, old: "3", new: "2"}, {start: 4, end: 6, old: "16", new: "8"}}, "tp: 8\npp: 2\n"},
		{"a:\n", []edit{{start: 3, end: 3, new: "  b: 1\n"}, {start: 3, end: 3, new: "  c: 2\n"}}, "a:\n  b: 1\n  c: 2\n"},
		{"tp: 16\n", []edit{{start: 4, end: 6, old: "16", new: "8"}, {start: 5, end: 6, old: "6", new: "2"}}, ""},
		{"tp: 16\n", []edit{{start: 4, end: 6, old: "15", new: "8"}}, ""},
		{"tp: 16\n", []edit{{start: 4, end: 60, old: "16", new: "8"}}, ""},
	} {
		c := &changed{file: &loaded{name: "x.yaml", path: "x.yaml"}, edits: test.edits, before: []byte(test.before)}
		err := c.apply()
		if (err != nil) != (test.after == "") || err == nil && string(c.after) != test.after {
			t.Errorf("%q with %+v: %q, %v", test.before, test.edits, c.after, err)
		}
	}
}
