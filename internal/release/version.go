package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/meshwise/meshwise/internal/version"
)

// place is a file that states the version, and where: the first group of the pattern.
type place struct {
	file    string
	pattern *regexp.Regexp
}

// places are all of them. The first is where the number stands; a test holds the others to it, and -set-version writes them.
var places = []place{
	{"wasm/abi/version.go", regexp.MustCompile(`(?m)^const Version = "([^"]+)"$`)},
	{"bindings/python/src/meshwise/_version.py", regexp.MustCompile(`(?m)^__version__ = "([^"]+)"$`)},
	{"bindings/js/package.json", ofPackage},
	{"bindings/js/package-lock.json", ofPackage},
	{"bindings/js/package-lock.json", ofLock},
	{"web/package.json", ofPackage},
	{"web/package-lock.json", ofPackage},
	{"web/package-lock.json", ofLock},
	{"CITATION.cff", regexp.MustCompile(`(?m)^version: (\S+)$`)},
}

var (
	ofPackage = regexp.MustCompile(`(?m)^  "version": "([^"]+)",$`)
	ofLock    = regexp.MustCompile(`(?m)^    "": \{\n      "name": "[^"]+",\n      "version": "([^"]+)",$`)
)

// stated reads a place: the content of the file, and where in it the version stands.
func (p place) stated(root string) (content []byte, start, end int, err error) {
	content, err = os.ReadFile(filepath.Join(root, filepath.FromSlash(p.file)))
	if err != nil {
		return nil, 0, 0, err
	}
	at := p.pattern.FindAllSubmatchIndex(content, -1)
	if len(at) != 1 {
		return nil, 0, 0, fmt.Errorf("%s: %s is there %d times, and the version stands once", p.file, p.pattern, len(at))
	}
	return content, at[0][2], at[0][3], nil
}

// versionOf is the version, which every place must state.
func versionOf(root string) (string, error) {
	first := ""
	for i, p := range places {
		content, start, end, err := p.stated(root)
		if err != nil {
			return "", err
		}
		if stated := string(content[start:end]); i == 0 {
			first = stated
		} else if stated != first {
			return "", fmt.Errorf("%s states version %s, and %s %s: go run ./internal/release -set-version %s", p.file, stated, places[0].file, first, first)
		}
	}
	return first, nil
}

// setVersion writes a version into every place. Nothing is written where one of them cannot be read.
func setVersion(root, to string) error {
	if v, ok := version.Parse(to); !ok || !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(to) || v.Unfinished() {
		return fmt.Errorf("expected a version such as 1.2.3, which Go, Python and npm all write alike, got %q", to)
	}
	for _, write := range []bool{false, true} {
		for _, p := range places {
			content, start, end, err := p.stated(root)
			if err != nil {
				return err
			}
			if write {
				changed := string(content[:start]) + to + string(content[end:])
				if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(p.file)), []byte(changed), 0o644); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
