package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
	"github.com/meshwise/meshwise/wasm/abi"
)

func root(t *testing.T) string {
	t.Helper()
	root, err := builder.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// TestOneVersion holds Go, Python, npm and the citation to one number.
func TestOneVersion(t *testing.T) {
	got, err := versionOf(root(t))
	if err != nil {
		t.Fatal(err)
	}
	if got != abi.Version {
		t.Errorf("the first place states %s, and the engine is %s", got, abi.Version)
	}
}

// copied copies the places of the version into an empty folder.
func copied(t *testing.T) string {
	t.Helper()
	from, to := root(t), t.TempDir()
	for _, p := range places {
		content, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(p.file)))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(to, filepath.FromSlash(p.file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func TestSetVersion(t *testing.T) {
	folder := copied(t)
	if err := setVersion(folder, "12.34.56"); err != nil {
		t.Fatal(err)
	}
	if got, err := versionOf(folder); got != "12.34.56" {
		t.Errorf("got %s, %v", got, err)
	}
	for _, wrong := range []string{"", "v1.2.3", "1.2", "1.2.3rc1", "1.2.3\n", "1.2.3-dev"} {
		if err := setVersion(folder, wrong); err == nil {
			t.Errorf("%q was taken for a version", wrong)
		}
	}
}

func TestAVersionThatDiffers(t *testing.T) {
	for _, p := range places[1:] {
		folder := copied(t)
		content, start, end, err := p.stated(folder)
		if err != nil {
			t.Fatal(err)
		}
		changed := string(content[:start]) + "9.9.9" + string(content[end:])
		if err := os.WriteFile(filepath.Join(folder, filepath.FromSlash(p.file)), []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := versionOf(folder); err == nil || !strings.Contains(err.Error(), p.file+" states version 9.9.9") {
			t.Errorf("%s: got %v", p.file, err)
		}
	}
}
