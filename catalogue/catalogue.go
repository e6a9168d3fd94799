// Package catalogue knows model classes by their names: what a host saw of each class of a package, written down by
// introspection, so that the rules can be asked about a bare config.json. Nothing here is written by hand, and nothing
// here is a conclusion: data.go is made by internal/cataloguegen from the readable files catalogue/*.json.
//
// The data are strings that are read when a class is looked up. A lookup is a binary search over lines and decodes one
// class; nothing is read before.
package catalogue

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// Source is one version of a package, with all classes of it that were looked at.
type Source struct {
	Package, Version string
	// Transformers is the version of transformers that it was observed with; empty for transformers itself.
	Transformers string

	common   string // the facts of most classes
	classes  string // a line for each class, sorted by name
	types    string // a line for each model type with the class that it stands for, where that is of another, sorted
	unlooked string // a line for each class that could not be looked at, with the reason, sorted
	defaults string // a line for each model type with the defaults of its config, sorted

	registries []registry
}

// registry is what a package has registered for classes, whosever they are.
type registry struct {
	fact  string // its name
	names string // a line for each module.qualname or bare name of a class, sorted
}

func (r *registry) has(name string) bool {
	_, ok := find(r.names, name)
	return ok
}

// String is how answers name a source: "transformers 5.23.0".
func (s *Source) String() string { return s.Package + " " + s.Version }

// Sources lists every source, by package and version, the oldest first. The list is shared, and not to be changed.
func Sources() []Source { return sources }

// Class is one class of a source.
type Class struct {
	Source    *Source
	Name      string
	ModelType string // empty where no config leads to it
	Module    string
	Live      bool   // it was built and looked at, and not only its bare class
	ForType   bool   // its model type stands for it
	class     string // the qualified name in its module, where that is another than Name
	facts     string
}

// Class finds a class by its name.
func (s *Source) Class(name string) (c Class, ok bool) {
	line, ok := find(s.classes, name)
	if !ok {
		return Class{}, false
	}
	return s.read(line), true
}

// OfType finds the class that a model type stands for: the one that is made for a config which names no architecture.
func (s *Source) OfType(modelType string) (c Class, ok bool) {
	if line, odd := find(s.types, modelType); odd {
		return s.Class(line[len(modelType)+1:])
	}
	s.Each(func(one Class) bool {
		if ok = one.ForType && one.ModelType == modelType; ok {
			c = one
		}
		return !ok
	})
	return c, ok
}

// Unlooked says why a class that the package has could not be looked at.
func (s *Source) Unlooked(name string) (reason string, ok bool) {
	line, ok := find(s.unlooked, name)
	if !ok {
		return "", false
	}
	return line[len(name)+1:], true
}

// Each calls visit for every class, by name, until it returns false.
func (s *Source) Each(visit func(Class) bool) {
	for rest := s.classes; rest != ""; {
		end := strings.IndexByte(rest, '\n')
		if !visit(s.read(rest[:end])) {
			return
		}
		rest = rest[end+1:]
	}
}

// Count is how many classes there are.
func (s *Source) Count() int { return strings.Count(s.classes, "\n") }

// read reads the line of a class: its name, the words of its model type, its module and its qualified name, how it was
// looked at, its facts.
func (s *Source) read(line string) Class {
	name, rest := cut(line)
	modelType, rest := cut(rest)
	module, rest := cut(rest)
	class, rest := cut(rest)
	observed, rest := cut(rest)
	return Class{
		Source: s, Name: name, ModelType: words.at(number(modelType)), Module: long(words.at(number(module))),
		Live: observed == "l" || observed == "L", ForType: observed < "a", class: words.at(number(class)), facts: rest,
	}
}

// long spells out a module that is written by the word that is twice in its name.
func long(module string) string {
	if folder, ok := strings.CutPrefix(module, "~"); ok {
		return "transformers.models." + folder + ".modeling_" + folder
	}
	return module
}

// Facts is what was seen of the class. What differs between its configs is not in it.
func (c Class) Facts() capabilities.Facts {
	var facts capabilities.Facts
	var mro capabilities.Value // in the data without the classes that say nothing of a model
	for _, list := range []string{c.Source.common, c.facts} {
		for list != "" {
			var entry string
			entry, list = cut(list)
			var v capabilities.Value
			if len(entry) > 1 {
				v = valueAt(number(entry[1:]))
			}
			if entry[0] == mroLetter {
				mro = v
			} else {
				facts[factsByLetter[entry[0]-firstFact]] = v
			}
		}
	}
	facts[classFact] = capabilities.ObjectValue([]string{"name", "module", "mro"}, []capabilities.Value{
		capabilities.StringValue(c.ClassName()), capabilities.StringValue(c.Module), mro,
	})
	return facts
}

// ClassName is the name of the class itself; an architecture may be another name of it.
func (c Class) ClassName() string {
	if c.class != "" {
		return c.class
	}
	return c.Name
}

// find finds the line that begins with a name, in lines that are sorted by their names.
func find(lines, name string) (line string, ok bool) {
	if strings.ContainsAny(name, " \n") {
		return "", false
	}
	for lines != "" {
		start := strings.LastIndexByte(lines[:len(lines)/2], '\n') + 1
		end := start + text.Index(lines[start:], '\n')
		line = lines[start:end]
		switch {
		case begins(line, name):
			return line, true
		case line < name: // as the names are: what ends a name is less than all that is in one
			lines = lines[end+1:]
		default:
			lines = lines[:start]
		}
	}
	return "", false
}

// begins reports whether a line begins with a name.
func begins(line, name string) bool {
	return len(line) >= len(name) && (len(line) == len(name) || line[len(name)] == ' ') && text.HasPrefix(line, name)
}

// cut cuts a line at its first space.
func cut(line string) (first, rest string) {
	for i := range len(line) { // most are of a few letters
		if line[i] == ' ' {
			return line[:i], line[i+1:]
		}
	}
	return line, ""
}

// EachName calls visit with the name of every class, or of every model type.
func (s *Source) EachName(ofTypes bool, visit func(name string)) {
	for rest := s.types; ofTypes && rest != ""; {
		end := strings.IndexByte(rest, '\n')
		name, _ := cut(rest[:end])
		visit(name)
		rest = rest[end+1:]
	}
	s.Each(func(c Class) bool {
		if !ofTypes {
			visit(c.Name)
		} else if c.ForType {
			visit(c.ModelType)
		}
		return true
	})
}
