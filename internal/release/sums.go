package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
)

const sumsName = "SHA256SUMS"

// sums writes the digests of all that is there, as `sha256sum --check` reads them.
func (r *release) sums() error {
	entries, err := os.ReadDir(r.folder)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for _, e := range entries {
		content, err := os.ReadFile(r.path(e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "%s  %s\n", digest(content), e.Name())
	}
	return os.WriteFile(r.path(sumsName), out.Bytes(), 0o644)
}

// readSums reads the digests of a release, by name.
func readSums(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for line := range strings.Lines(string(content)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || len(sum) != 64 {
			return nil, fmt.Errorf("%s: %q is no digest with a name", path, line)
		}
		found[name] = sum
	}
	return found, nil
}
