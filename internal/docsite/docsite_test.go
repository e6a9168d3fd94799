package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// TestEveryPageIsStaged stages the sources of this checkout: every link must lead somewhere, and every page of docs/ is there
// and in the contents.
func TestEveryPageIsStaged(t *testing.T) {
	root, err := builder.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "out")
	if err := stage(root, folder); err != nil {
		t.Fatal(err)
	}
	contents, err := os.ReadFile(filepath.Join(root, "docs", "site", "index.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	docs, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(pages) != len(docs)+len(around) {
		t.Errorf("%d pages are staged, and docs/ has %d beside %d others: %v", len(pages), len(docs), len(around), err)
	}
	for _, page := range pages {
		if name := strings.TrimSuffix(filepath.Base(page), ".md"); !strings.Contains(string(contents), "\n"+name+"\n") {
			t.Errorf("docs/site/index.md does not list %s", name)
		}
	}
	if root, err := os.ReadFile(filepath.Join(folder, "go", "meshwise.md")); err != nil || !strings.Contains(string(root), "Check") {
		t.Errorf("the page of the root package lacks its functions: %v", err)
	}
	api, err := os.ReadFile(filepath.Join(folder, "go", "hostabi.md"))
	if err != nil || !strings.Contains(string(api), "### func Engine.Call") || !strings.Contains(string(api), "](#func-new)") || strings.Contains(string(api), "{#") {
		t.Errorf("the page of hostabi lacks its functions: %v\n%s", err, api)
	}
}

func TestLinks(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"docs/a.md", "docs/b.md", "docs/picture.png", "docs/pictures/p.webp", "lib/code.go"} {
		if err := write(filepath.Join(root, name), ""); err != nil {
			t.Fatal(err)
		}
	}
	s := &site{root: root, pages: []page{{"docs/a.md", "a"}, {"docs/b.md", "b"}}}
	for target, want := range map[string]string{
		"b.md#x": "b.md#x", "#x": "#x", "../lib/code.go": repository + "/blob/main/lib/code.go", "../lib": repository + "/tree/main/lib",
		repository + "/blob/main/docs/b.md": "b.md", "https://example.com/": "https://example.com/", "mailto:a@b": "mailto:a@b",
		"pictures/p.webp": "pictures/p.webp", rawFiles + "docs/pictures/p.webp": "pictures/p.webp",
		rawFiles + "docs/picture.png": rawFiles + "docs/picture.png",
	} {
		if got, err := s.resolve(s.pages[0], target); got != want || err != nil {
			t.Errorf("%s: %s, %v, want %s", target, got, err, want)
		}
	}
	for _, target := range []string{"c.md", "../nothing", repository + "/blob/main/nothing.md"} {
		if _, err := s.resolve(s.pages[0], target); err == nil || !strings.Contains(err.Error(), "leads nowhere") {
			t.Errorf("%s: %v", target, err)
		}
	}
}

func TestWhatIsMadeIsNoPartOfTheAPI(t *testing.T) {
	for path, want := range map[string]bool{
		modulePath + "plan": false, modulePath + "builder": false, modulePath + "build/tried": true, modulePath + "tests/agree": true,
	} {
		if private(path) != want {
			t.Errorf("private(%q) is %v", path, !want)
		}
	}
}
