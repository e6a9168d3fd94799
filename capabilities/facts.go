package capabilities

import (
	"strings"
	"unicode/utf8"
)

// Facts are the observations about one model, each at the place of its [Probe]. A fact that is absent was not looked at.
type Facts [factCount]Value

// FactsOf makes facts of what was seen, by the names of the facts. It panics where a name is none.
func FactsOf(seen map[string]Value) (f Facts) {
	for name, v := range seen {
		fact, ok := FactNamed(name)
		if !ok {
			panic("capabilities: there is no fact " + name)
		}
		f[fact] = v
	}
	return f
}

// Live reports whether a host looked at a live class, and not only at a config.
func (f Facts) Live() bool { return f[FactClass].Kind() == Object }

// Only reports whether nothing but the fact was looked at.
func (f Facts) Only(name Fact) bool {
	for i := range f {
		if Fact(i) != name && f[i].Kind() != Absent {
			return false
		}
	}
	return true
}

// Config is the model's config, absent where it was not observed.
func (f Facts) Config() Value { return f[FactConfig] }

// class is the class that a host looked at, else the one that a catalogue knows.
func (f Facts) class() Value {
	if v := f[FactClass]; v.Kind() != Absent {
		return v
	}
	return f[CataloguedClass]
}

// ModelName is the name to call the model by: that of its class, else the first architecture of its config, else the
// config's model type.
func (f Facts) ModelName() string {
	for _, v := range []Value{
		f.class().Get("name"),
		f.architecture(),
		f[FactConfig].Get("model_type"),
	} {
		if v.Kind() == String && v.Text() != "" {
			return shorten(v.Text())
		}
	}
	return "the model"
}

// shorten bounds a name that a stranger chose: every message repeats it.
func shorten(name string) string {
	const most = 200
	if len(name) <= most {
		return name
	}
	end := most
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + "…"
}

func (f Facts) architecture() Value {
	if list := f[FactConfig].Get("architectures"); list.Kind() == Array && list.Len() > 0 {
		return list.At(0)
	}
	return Value{}
}

// seen answers from one fact: the given truth, or unknown when the fact was not looked at or its reading raised.
func (f Facts) seen(name Fact, is func(Value) bool) Finding {
	v := f[name]
	if v.Kind() == Absent || v.Kind() == Raised {
		return Finding{Missing: []string{name.String()}}
	}
	return Finding{Is: truthOf(is(v)), Because: []Evidence{{name.String(), v}}}
}

// says is what a boolean says; whatever else stands there says nothing, as in a version that calls it otherwise.
func (f Facts) says(name Fact) Finding {
	if f[name].Kind() != Bool {
		return Finding{Missing: []string{name.String()}}
	}
	return f.isTrue(name)
}

// isTrue is yes when the fact is the boolean true itself.
func (f Facts) isTrue(name Fact) Finding { return f.seen(name, Value.IsTrue) }

// equals is yes when the fact is one of the given strings.
func (f Facts) equals(name Fact, words ...string) Finding {
	return f.seen(name, func(v Value) bool {
		for _, w := range words {
			if v.Is(w) {
				return true
			}
		}
		return false
	})
}

// inherits is yes when the MRO holds the class.
func (f Facts) inherits(class string) Finding {
	mro := f.class().Get("mro")
	if mro.Kind() != Array {
		return Finding{Missing: []string{"class.mro"}}
	}
	for i := range mro.Len() {
		if mro.At(i).Is(class) {
			return Finding{Is: Yes, Because: []Evidence{{"class.mro", StringValue(class)}}}
		}
	}
	if f[FactClass].Kind() == Absent { // the catalogue's MRO is abridged, so how long it is says nothing
		return Finding{Is: No, Because: []Evidence{{"class.name", f.class().Get("name")}}}
	}
	return Finding{Is: No, Because: []Evidence{{"class.mro", mro}}}
}

// isFamily is yes when the config's model type is the given one, or the name of the class starts with the prefix. A bare
// config names the class itself.
func (f Facts) isFamily(modelType, classPrefix string) Finding {
	config := f[FactConfig]
	name, path := f[FactClass].Get("name"), "class.name"
	if name.Kind() != String {
		name, path = f.architecture(), "config.architectures"
	}
	if name.Kind() != String {
		name, path = f[CataloguedClass].Get("name"), "class.name"
	}
	if t := config.Get("model_type"); t.Is(modelType) {
		return Finding{Is: Yes, Because: []Evidence{{"config.model_type", t}}}
	}
	if strings.HasPrefix(name.Text(), classPrefix) {
		return Finding{Is: Yes, Because: []Evidence{{path, name}}}
	}
	if config.Kind() == Absent {
		return Finding{Missing: []string{"config.model_type"}}
	}
	because := []Evidence{{"config.model_type", config.Get("model_type")}}
	if name.Kind() == String {
		because = append(because, Evidence{path, name})
	}
	return Finding{Is: No, Because: because}
}
