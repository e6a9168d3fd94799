package corpus

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// Manifest says how many cases each suite has, so that no runner can leave any out unnoticed.
type Manifest struct {
	// Ordinary is the case that a runner asks again after each hostile one.
	Ordinary string         `json:"ordinary"`
	Cases    int            `json:"cases"`
	Suites   map[string]int `json:"suites"`
}

const ordinary = "abi/validate_mesh/answers_a_verdict"

// Count makes the manifest of the suites as they are.
func (c *Corpus) Count() Manifest {
	m := Manifest{Ordinary: ordinary, Suites: map[string]int{}}
	for i := range c.Suites {
		m.Suites[c.Suites[i].Name] = len(c.Suites[i].Cases)
		m.Cases += len(c.Suites[i].Cases)
	}
	return m
}

// Manifest reads the manifest that is committed.
func (c *Corpus) Manifest() (m Manifest, err error) {
	text, err := os.ReadFile(c.manifestPath())
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(text, &m)
}

// WriteManifest writes the manifest of the suites as they are.
func (c *Corpus) WriteManifest() error {
	text, err := json.MarshalIndent(c.Count(), "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(c.manifestPath(), append(text, '\n'), 0o644)
}

func (c *Corpus) manifestPath() string { return filepath.Join(c.vectors, "manifest.json") }
