package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// source is one readable file: a version of a package.
type source struct {
	Format        int                      `json:"format"`
	Package       string                   `json:"package"`
	Version       string                   `json:"version"`
	ObservedWith  map[string]string        `json:"observed_with"`
	Common        map[string]any           `json:"common"`
	Shared        map[string]any           `json:"shared"`
	ModelTypes    map[string]string        `json:"model_types"`
	Registries    map[string][]string      `json:"registries"`
	Architectures map[string]*architecture `json:"architectures"`
	NotObserved   map[string]string        `json:"not_observed"`

	defaults *configDefaults // of the configs of its classes
}

// architecture is one class.
type architecture struct {
	ModelType string         `json:"model_type"`
	Module    string         `json:"module"`
	Class     string         `json:"class"` // where it is not the name of the architecture
	Observed  string         `json:"observed"`
	Facts     map[string]any `json:"facts"`
	Varies    []string       `json:"varies"`
	Partly    []string       `json:"partly"` // plans that are cut to the entries which every config has
}

// readSources reads every file of a folder, by package and version.
func readSources(folder string) ([]*source, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s holds no catalogue", folder)
	}
	var list []*source
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		s := &source{}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		decoder.UseNumber()
		if err := decoder.Decode(s); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if err := decoder.Decode(new(any)); err != io.EOF {
			return nil, fmt.Errorf("%s: something follows the catalogue", path)
		}
		if s.Format != 1 {
			return nil, fmt.Errorf("%s: format %d is not known", path, s.Format)
		}
		if err := s.resolve(); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if err := s.readDefaults(folder); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *source) int { return compareNames(a.Package+"@"+a.Version, b.Package+"@"+b.Version) })
	return list, nil
}

// compareNames compares names as people count: "4.9.0" stands before "4.57.0".
func compareNames(a, b string) int {
	digits := func(s string) int {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		return n
	}
	for a != "" && b != "" {
		n, m := digits(a), digits(b)
		if n > 0 && m > 0 && n != m {
			return n - m
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

// resolve gives every class all of its facts: what is common, overlaid by its own, with shared values in place.
func (s *source) resolve() error {
	for name, a := range s.Architectures {
		facts := maps.Clone(s.Common)
		if facts == nil {
			facts = map[string]any{}
		}
		for fact, value := range a.Facts {
			if mark, ok := value.(map[string]any); ok && mark["$absent"] == true {
				delete(facts, fact)
				continue
			}
			facts[fact] = value
		}
		for _, fact := range a.Varies {
			delete(facts, fact)
		}
		for fact, value := range facts {
			if mark, ok := value.(map[string]any); ok && mark["$shared"] != nil {
				shared, known := s.Shared[fmt.Sprint(mark["$shared"])]
				if !known {
					return fmt.Errorf("%s: %s: there is no shared value %v", name, fact, mark["$shared"])
				}
				facts[fact] = shared
			}
		}
		a.Facts = facts
	}
	return nil
}
