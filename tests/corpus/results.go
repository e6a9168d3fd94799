package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
)

// Results is what one host answered: the digest of each answer under the id of its case. Every host writes one file.
type Results struct {
	Host   string            `json:"host"`
	Module string            `json:"module"` // SHA-256 of the module that answered, or of its sources' build
	Cases  map[string]string `json:"cases"`  // id of a case: SHA-256 of the answer
}

// NewResults starts the results of a host.
func NewResults(host string, module []byte) *Results {
	return &Results{Host: host, Module: Digest(module), Cases: map[string]string{}}
}

// Digest returns the SHA-256 of some bytes in hexadecimal.
func Digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// ResultsPath returns where a host's results lie.
func ResultsPath(root, host string) string {
	return filepath.Join(root, "build", "results", host+".json")
}

// Write writes the results whole or not at all, sorted.
func (r *Results) Write(root string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	path := ResultsPath(root, r.Host)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), r.Host+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails once the file has its name, which is fine
	if _, err := file.Write(append(text, '\n')); err != nil {
		file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// ReadResults reads the results of a host.
func ReadResults(root, host string) (*Results, error) {
	text, err := os.ReadFile(ResultsPath(root, host))
	if err != nil {
		return nil, err
	}
	var r Results
	return &r, json.Unmarshal(text, &r)
}
