package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/render"
)

// architectures lists the classes of the catalogue: of one source or of the newest of each package.
func architectures(r *reader, w *jsonw.Writer) *Error {
	filter := catalogue.Filter{Sources: catalogue.Newest()}
	if s := r.source("source"); s != nil {
		filter.Sources = []*catalogue.Source{s}
	}
	filter.Name, filter.ModelType, filter.Supports = r.word("name"), r.word("model_type"), r.trait()
	out := r.output()
	if err := r.done(); err != nil {
		return err
	}
	list := filter.Select()
	w.Object()
	w.Field("kind", "architectures")
	w.ArrayAt("sources")
	for _, s := range filter.Sources {
		w.Object()
		writeSource(w, s)
		w.IntField("architectures", s.Count())
		w.End()
	}
	w.End()
	w.IntField("total", len(list))
	w.ArrayAt("architectures")
	for i := range list {
		writeListedClass(w, &list[i])
	}
	w.End()
	w.Field("rendered", render.Architectures(filter, list, out))
	w.End()
	return nil
}

func writeSource(w *jsonw.Writer, s *catalogue.Source) {
	w.Field("package", s.Package)
	w.Field("version", s.Version)
}

func writeListedClass(w *jsonw.Writer, l *catalogue.Listed) {
	w.Object()
	w.Field("name", l.Name)
	w.Field("package", l.Source.Package)
	w.Field("version", l.Source.Version)
	w.Field("model_type", l.ModelType)
	w.Field("class", l.Module+"."+l.ClassName())
	w.Key("live")
	w.Bool(l.Live)
	w.ObjectAt("supports")
	for i := range l.Traits {
		w.Key(string(l.Traits[i].Capability))
		writeTrait(w, &l.Traits[i])
	}
	w.End()
	w.End()
}

func writeTrait(w *jsonw.Writer, t *catalogue.Trait) {
	w.Object()
	writeTruth(w, "value", t.Is)
	w.Strings("when", t.When)
	if t.Disagrees {
		w.Key("disagrees")
		w.Bool(true)
	}
	w.End()
}

// trait reads a capability that is listed of a class, by its name or another name of it.
func (r *reader) trait() capabilities.Capability {
	var words []string
	for _, c := range catalogue.Traits() {
		words = append(words, string(c))
	}
	of := map[string]capabilities.Capability{}
	for _, a := range capabilities.Aliases() {
		words = append(words, a.Name)
		of[a.Name] = a.Of
	}
	word := r.oneWord("supports", words)
	if c, ok := of[word]; ok {
		return c
	}
	return capabilities.Capability(word)
}
