package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestManifestOfTheDocs reads the manifest that docs/check-files.md shows.
func TestManifestOfTheDocs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "check-files.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```yaml\n(meshwise: 1.*?)```").FindSubmatch(text)
	if found == nil {
		t.Fatal("the page shows no manifest")
	}
	f := &loaded{name: "meshwise.yaml", path: "meshwise.yaml", data: found[1]}
	if !isManifest(f) {
		t.Error("it is not told to be one")
	}
	m, err := readManifest(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.models) != 2 || len(m.frameworks) != 2 || len(m.runs) != 5 || len(m.accept) != 1 || len(m.runs[1].said) != 4 || len(m.runs[4].command) != 6 {
		t.Errorf("%+v", m)
	}
}

// TestIsManifest tells manifests from other files.
func TestIsManifest(t *testing.T) {
	for content, want := range map[string]bool{
		"meshwise: 1\n": true, "# meshwise: 1\nrecipe: x\n": false, "a: {meshwise: 1}\n": false, "- meshwise\n": false,
		"meshwise: [\n": false, "": false, "models: []\nmeshwise: 1\n": true,
	} {
		if got := isManifest(&loaded{name: "x.yml", data: []byte(content)}); got != want {
			t.Errorf("%q is %t", content, got)
		}
	}
	if isManifest(&loaded{name: "x.sh", data: []byte("meshwise: 1\n")}) {
		t.Error("a script is one")
	}
}
