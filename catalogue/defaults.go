package catalogue

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// An entry of a line of defaults begins with the letter of its field. A value follows: a number, one of these, or nothing, where
// the class has the name and no default.
const (
	defaultNull  = "n"
	defaultTrue  = "t"
	defaultFalse = "f"
	sectionMark  = '@' // a config inside: the number of its name, and its model type
)

// Defaults is what the class of a config has for the fields that the config leaves out: an object of fields, and of objects
// for the configs inside of it. A field that follows others, and a config inside that is not stated, is among
// [capabilities.OtherFields], and one that no rule reads is not there. It is absent where the model type is not known.
func (s *Source) Defaults(modelType string, config capabilities.Value) capabilities.Value {
	return s.defaultsInside(modelType, config, deepest)
}

// deepest is how many configs stand inside of each other: thinker_config.text_config, and one more.
const deepest = 3

func (s *Source) defaultsInside(modelType string, config capabilities.Value, deep int) capabilities.Value {
	line, ok := s.defaultsOf(modelType)
	if !ok {
		return capabilities.Value{}
	}
	var names []string
	var values, others []capabilities.Value
	_, rest := cut(line)
	for rest != "" {
		var entry string
		entry, rest = cut(rest)
		if entry[0] == sectionMark {
			if deep == 0 { // a config may have one of its own kind inside
				continue
			}
			name := defaultSections[entry[1]-'0']
			inside := config.Get(name)
			if inside.Kind() != capabilities.Object {
				others = append(others, capabilities.StringValue(name))
				continue
			}
			kind := inside.Get("model_type").Text()
			if kind == "" {
				kind = entry[2:]
			}
			if v := s.defaultsInside(kind, inside, deep-1); v.Kind() == capabilities.Object {
				names, values = append(names, name), append(values, v)
			}
			continue
		}
		name := defaultFields[strings.IndexByte(fieldLetters, entry[0])]
		if len(entry) == 1 {
			others = append(others, capabilities.StringValue(name))
			continue
		}
		names, values = append(names, name), append(values, defaultValue(entry[1:]))
	}
	names, values = append(names, capabilities.OtherFields), append(values, capabilities.ArrayValue(others...))
	return capabilities.ObjectValue(names, values)
}

// defaultsOf finds the line of a model type: where it is as in the newest source, only that one has it.
func (s *Source) defaultsOf(modelType string) (line string, ok bool) {
	if line, ok = find(s.defaults, modelType); ok {
		return line, true
	}
	if newest := Nearest(s.Package, ""); newest != s {
		return newest.defaultsOf(modelType)
	}
	return "", false
}

func defaultValue(text string) capabilities.Value {
	switch text {
	case defaultNull:
		return capabilities.NullValue()
	case defaultTrue, defaultFalse:
		return capabilities.BoolValue(text == defaultTrue)
	}
	return capabilities.IntValue(integer(text))
}

// defaultsAlone adds what the class of the config has by default, for a framework that runs none of the classes.
func defaultsAlone(f capabilities.Facts, ask Ask) (capabilities.Facts, *Origin) {
	ask.Packages = []string{transformers}
	known, of := Complete(f, ask)
	if v := known[capabilities.ConfigDefaults]; of != nil && v.Kind() == capabilities.Object {
		f[capabilities.ConfigDefaults] = v
		return f, &Origin{added: byFact{capabilities.ConfigDefaults: of.added[capabilities.ConfigDefaults]}}
	}
	return f, nil
}

// addDefaults adds to facts what the class of the config has by default. Code of its own has defaults that nobody looked at.
func (o *Origin) addDefaults(facts *capabilities.Facts, class Class) {
	config := facts[configFact]
	kind := config.Get("model_type").Text()
	if kind == "" {
		kind = class.ModelType
	}
	if kind == "" || config.Get("auto_map").Get("AutoConfig").Kind() != capabilities.Absent {
		return
	}
	s := o.Source
	if s.Package != transformers {
		s = Nearest(transformers, s.Transformers)
	}
	if v := s.Defaults(kind, config); v.Kind() == capabilities.Object {
		facts[capabilities.ConfigDefaults] = v
		o.added[capabilities.ConfigDefaults] = s
	}
}
