package tests

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestFixturesAreAsPublished holds every config to the digest that it had where it was taken from: a fixture that was
// touched is no config of a real model any more.
func TestFixturesAreAsPublished(t *testing.T) {
	raw, err := os.ReadFile("fixtures/provenance.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		File, Model, SHA256 string
		Traits              []string
		Source              struct{ Repository, Path string }
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, f := range list {
		known[f.File] = true
		config, err := os.ReadFile(filepath.Join("fixtures", f.File))
		if err != nil {
			t.Error(err)
			continue
		}
		if sum := sha256.Sum256(config); hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s is not what was published", f.File)
		}
		if f.Model == "" || f.Source.Repository == "" || f.Source.Path == "" || len(f.Traits) == 0 {
			t.Errorf("%s lacks its model, its traits or where it was taken from", f.File)
		}
	}
	files, err := filepath.Glob("fixtures/configs/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name, _ := filepath.Rel("fixtures", file); !known[filepath.ToSlash(name)] {
			t.Errorf("%s is in no line of provenance.json", file)
		}
	}
}
