package catalogue

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// Named finds a source by a package and the beginning of a version: "transformers@4.57", "transformers@4.57.x", or
// "transformers" for the newest.
func Named(spec string) *Source {
	pkg, wanted, _ := strings.Cut(spec, "@")
	wanted = strings.TrimSuffix(wanted, ".x")
	var found *Source
	for i := range sources {
		s := &sources[i]
		if s.Package == pkg && (wanted == "" || s.Version == wanted || strings.HasPrefix(s.Version, wanted+".")) {
			found = s // the oldest stands first
		}
	}
	return found
}

// Newest lists the newest source of every package.
func Newest() (list []*Source) {
	for i := range sources {
		if i+1 == len(sources) || sources[i+1].Package != sources[i].Package {
			list = append(list, &sources[i])
		}
	}
	return list
}

// Spec is how a source is asked for: "transformers@5.23.0".
func (s *Source) Spec() string { return s.Package + "@" + s.Version }

// Filter says which classes are meant: all that fit every part that is given.
type Filter struct {
	Sources   []*Source
	Name      string // a part of the name, whatever its case
	ModelType string
	Supports  capabilities.Capability // what it must support, at least under some condition
}

// Listed is a class with what it supports.
type Listed struct {
	Class
	Traits []Trait
}

// Select lists the classes that fit, source by source, by name.
func (f Filter) Select() (list []Listed) {
	part := text.Lower(f.Name)
	for _, s := range f.Sources {
		s.Each(func(c Class) bool {
			if !strings.Contains(text.Lower(c.Name), part) || f.ModelType != "" && f.ModelType != c.ModelType {
				return true
			}
			if one := (Listed{c, c.Traits()}); one.supports(f.Supports) {
				list = append(list, one)
			}
			return true
		})
	}
	return list
}

func (l *Listed) supports(c capabilities.Capability) bool {
	for i := range l.Traits {
		if t := &l.Traits[i]; t.Capability == c {
			return t.Is == capabilities.Yes || len(t.When) > 0
		}
	}
	return c == ""
}
