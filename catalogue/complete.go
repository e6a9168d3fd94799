package catalogue

import (
	"github.com/meshwise/meshwise/capabilities"
	parsed "github.com/meshwise/meshwise/internal/version"
)

// Ask is what decides which class is meant, beside the config.
type Ask struct {
	Packages     []string // whose classes run, the first that has the class
	Class        string   // the class that the run names, or the class of its config: a name or a path; empty: the config says it
	Transformers string   // the version of transformers that will run, if it is known
	Extends      bool     // the framework adds registries and attention to classes: see [capabilities.Facts.Complete]
}

// Origin says where facts are from that no host saw.
type Origin struct {
	Source *Source
	Class  string // whose facts were added; empty: no class of this name is known
	Asked  string // the name that the config gives, of an architecture or else of a model type
	ByType bool   // Asked is a model type
	// CustomCode says that the config also names code of its own, which nobody looked at.
	CustomCode bool
	Unlooked   string // why the class could not be looked at, where the package has it
	Near       []string

	added byFact
}

// byFact is where facts are from, nil for those that no catalogue added.
type byFact [len(capabilities.Facts{})]*Source

// SourceOf returns where the fact at a path of evidence is from, if the catalogue added it.
func (o *Origin) SourceOf(path string) *Source {
	if o == nil {
		return nil
	}
	fact, ok := capabilities.FactOf(path)
	if !ok {
		return nil
	}
	return o.added[fact]
}

const transformers = "transformers"

const (
	classFact   = capabilities.FactClass
	configFact  = capabilities.FactConfig
	backendFact = capabilities.FactBackendAttn
)

// Complete adds to the facts of a bare config what is known of the class that it names. Facts of a live class, and those
// of a config that names nothing, stay as they are, and have no origin.
//
// Where the run names no class, the first architecture does; a config without one names it by its model type, which stands for
// the class that transformers makes of it. NeMo Automodel looks for its own classes by their architecture only, and so it is
// here. A framework that builds every model by itself reads the config all the same: then only what the class of the config
// has by default is added, and the origin has no source.
func Complete(f capabilities.Facts, ask Ask) (capabilities.Facts, *Origin) {
	config := f[configFact]
	if f[classFact].Kind() != capabilities.Absent || config.Kind() != capabilities.Object {
		return f, nil
	}
	if len(ask.Packages) == 0 {
		return defaultsAlone(f, ask)
	}
	o := &Origin{CustomCode: config.Get("auto_map").Kind() == capabilities.Object}
	list := config.Get("architectures")
	switch named := ask.named(); {
	case named != "":
		o.Asked, o.CustomCode = named, false
	case list.Kind() == capabilities.Array && list.Len() > 0:
		o.Asked = list.At(0).Text()
	default:
		o.Asked, o.ByType = config.Get("model_type").Text(), true
	}
	if o.Asked == "" {
		return f, nil
	}
	class, found := o.find(ask, config)
	var known capabilities.Facts
	if found {
		o.Class = class.Name
		known = class.Facts()
	}
	registered, any := o.registered(ask, &known, class, found)
	if !found && !any {
		return f, o
	}
	whole, added := f.Complete(known, ask.Extends)
	for _, fact := range added {
		if o.added[fact] = o.Source; registered[fact] != nil {
			o.added[fact] = registered[fact]
		}
	}
	if found { // a class of elsewhere may bear the model type of a known one, and has other defaults
		o.addDefaults(&whole, class)
	}
	return whole, o
}

// registered adds to what is known of a class what the packages have registered for it: under its qualified name or its
// bare one. Of a class that is not known only the bare name can be looked for, so only that it is there says something.
func (o *Origin) registered(ask Ask, known *capabilities.Facts, class Class, found bool) (in byFact, any bool) {
	for _, pkg := range ask.Packages {
		s := Nearest(pkg, "")
		if s == nil {
			continue
		}
		for i := range s.registries {
			r := &s.registries[i]
			has := r.has(o.Asked) && !o.ByType
			if found {
				has = r.has(class.ClassName()) || r.has(class.Module+"."+class.ClassName())
			}
			if has || found {
				fact, _ := capabilities.FactNamed(r.fact)
				known[fact] = capabilities.BoolValue(has)
				in[fact], any = s, true
			}
		}
	}
	return in, any
}

// in finds the class in one source.
func (o *Origin) in(s *Source, name string) (Class, bool) {
	if o.ByType {
		return s.OfType(name)
	}
	return s.Class(name)
}

// find finds the class that is asked for. The version of transformers is the one that the run states; else the one that goes
// with a package of classes of its own; else the nearest to the one that wrote the config. Where nobody stated it, that one may
// lack the class, as an unfinished version wrote the config, or the package runs with newer ones too: the next that has the
// class is then meant. Without a class the origin is where transformers would have it.
func (o *Origin) find(ask Ask, config capabilities.Value) (Class, bool) {
	wroteConfig, beside := config.Get("transformers_version").Text(), false
	for _, pkg := range ask.Packages {
		version, name := ask.Transformers, o.Asked
		switch {
		case pkg != transformers:
			version, name = "", dispatch(pkg, o.Asked, config)
		case version == "":
			version = wroteConfig
		}
		s := Nearest(pkg, version)
		if s == nil {
			continue
		}
		o.Source = s
		if pkg != transformers {
			wroteConfig, beside = s.Transformers, true
			if o.ByType || name == "" {
				continue
			}
		}
		class, ok := o.in(s, name)
		if v, _ := parsed.Parse(version); !ok && ask.Transformers == "" && (v.Unfinished() || beside) {
			for _, s := range later(pkg, s) {
				if class, ok = o.in(s, name); ok {
					o.Source = s
					break
				}
			}
		}
		if ok {
			return class, true
		}
		if o.Unlooked, ok = s.Unlooked(name); ok {
			return Class{}, false
		}
	}
	return Class{}, false
}
