package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var (
	uses   = regexp.MustCompile(`(?m)^\s*(?:- )?uses: (.*)$`)
	pinned = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
)

// TestActionsArePinned holds every action to a commit, with its version beside it: a tag can be moved to other code.
func TestActionsArePinned(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root(t), ".github", "workflows", "*.yml"))
	if err != nil || len(files) < 2 {
		t.Fatalf("the workflows are %q, %v", files, err)
	}
	for _, file := range append(files, filepath.Join(root(t), "action.yml")) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := uses.FindAllSubmatch(content, -1)
		if len(found) == 0 {
			t.Errorf("%s uses no action", file)
		}
		for _, m := range found {
			if !pinned.Match(m[1]) {
				t.Errorf("%s: %s: expected NAME@COMMIT # vVERSION", filepath.Base(file), m[1])
			}
		}
	}
}

// TestPermissionsAreTheLeast allows each job to write what it is for, and nothing else.
func TestPermissionsAreTheLeast(t *testing.T) {
	writes := map[string]string{
		"attest": "attestations id-token", "pypi": "id-token", "npm": "id-token", "github": "contents", "container": "packages",
		"pages": "id-token pages",
	}
	for _, name := range []string{"ci", "release"} {
		content, err := os.ReadFile(filepath.Join(root(t), ".github", "workflows", name+".yml"))
		if err != nil {
			t.Fatal(err)
		}
		var workflow struct {
			Permissions map[string]string
			Jobs        map[string]struct{ Permissions map[string]string }
		}
		if err := yaml.Unmarshal(content, &workflow); err != nil {
			t.Fatal(err)
		}
		for what, level := range workflow.Permissions {
			if level != "read" {
				t.Errorf("%s: every job may %s %s", name, level, what)
			}
		}
		if workflow.Permissions == nil {
			t.Errorf("%s: without permissions of its own it has those that the repository gives", name)
		}
		for job, of := range workflow.Jobs {
			for what, level := range of.Permissions {
				if level != "read" && !strings.Contains(writes[job], what) {
					t.Errorf("%s: %s may %s %s", name, job, level, what)
				}
			}
		}
	}
	if strings.Contains(read(t, ".github/workflows/release.yml"), "secrets.") {
		t.Error("the release needs a secret, and trusted publishing needs none")
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
