package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// configDefaults is one readable file of defaults: what the config classes of a version have.
type configDefaults struct {
	Format     int    `json:"format"`
	Package    string `json:"package"`
	Version    string `json:"version"`
	ModelTypes map[string]struct {
		Fields  map[string]any    `json:"fields"`
		Has     []string          `json:"has"`
		Configs map[string]string `json:"configs"`
	} `json:"model_types"`
}

// readDefaults reads the defaults that belong to a source, if there are any.
func (s *source) readDefaults(folder string) error {
	path := filepath.Join(folder, "defaults", s.Package+"-"+s.Version+".json")
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) && s.Package != "transformers" {
		return nil
	}
	if err != nil {
		return err
	}
	d := &configDefaults{}
	if err := json.Unmarshal(text, d); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if d.Format != 1 || d.Package != s.Package || d.Version != s.Version {
		return fmt.Errorf("%s is of format %d, of %s %s", path, d.Format, d.Package, d.Version)
	}
	s.defaults = d
	return nil
}

const fieldLetters = "!#$%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~"

// defaultLines writes a line for each model type that a config of a model may have, at the top or inside: see
// catalogue/defaults.go. Of a source that is not the newest only those that are not as in that one.
func (s *source) defaultLines(fields, sections []string, newest map[string]string) map[string]string {
	reached := map[string]bool{}
	var reach func(modelType string)
	reach = func(modelType string) {
		if d, ok := s.defaults.ModelTypes[modelType]; ok && !reached[modelType] {
			reached[modelType] = true
			for _, inside := range d.Configs {
				reach(inside)
			}
		}
	}
	for _, a := range s.Architectures {
		reach(a.ModelType)
	}
	for modelType := range s.ModelTypes {
		reach(modelType)
	}
	for modelType := range newest { // what it does not say would be read of the newest
		reach(modelType)
	}
	found := map[string]string{}
	for modelType := range reached {
		var parts []string
		d := s.defaults.ModelTypes[modelType]
		for i, name := range fields {
			if v, ok := d.Fields[name]; ok {
				parts = append(parts, fieldLetters[i:i+1]+defaultText(v))
			} else if slices.Contains(d.Has, name) {
				parts = append(parts, fieldLetters[i:i+1])
			}
		}
		for i, name := range sections {
			if inside := d.Configs[name]; inside != "" {
				parts = append(parts, "@"+strconv.Itoa(i)+inside)
			}
		}
		found[modelType] = strings.Join(parts, " ")
	}
	maps.DeleteFunc(found, func(modelType, line string) bool { return newest[modelType] == line })
	return found
}

func defaultText(v any) string {
	switch v := v.(type) {
	case nil:
		return "n"
	case bool:
		return map[bool]string{true: "t", false: "f"}[v]
	case float64:
		return strconv.FormatInt(int64(v), 10)
	}
	panic(fmt.Sprintf("cataloguegen: %v is no default that is kept", v))
}

// usedFields is the fields that a class of transformers has, of those whose defaults are kept.
func usedFields(list []*source) []string {
	return slices.DeleteFunc(capabilities.ConfigFields(), func(name string) bool {
		for _, s := range list {
			if s.defaults == nil {
				continue
			}
			for _, d := range s.defaults.ModelTypes {
				if _, ok := d.Fields[name]; ok || slices.Contains(d.Has, name) {
					return false
				}
			}
		}
		return true
	})
}

// allDefaults is the lines of every source that has defaults, by its place in the list.
func allDefaults(list []*source, fields, sections []string) (all map[int][]string, err error) {
	if len(fields) > len(fieldLetters) || len(sections) > 10 {
		return nil, fmt.Errorf("%d fields and %d configs are more than there are letters", len(fields), len(sections))
	}
	all = map[int][]string{}
	var newest map[string]string
	for i, s := range slices.Backward(list) {
		if s.defaults == nil {
			continue
		}
		own := s.defaultLines(fields, sections, newest)
		if newest == nil {
			newest = own
		}
		for _, modelType := range slices.Sorted(maps.Keys(own)) {
			all[i] = append(all[i], modelType+" "+own[modelType])
		}
	}
	return all, nil
}
