package abi

import (
	"strconv"
	"strings"

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

// difference says what changes from one source of the catalogue to another.
func difference(r *reader, w *jsonw.Writer) *Error {
	r.need("from", "a source of the catalogue")
	r.need("to", "a source of the catalogue")
	from, to, out := r.source("from"), r.source("to"), r.output()
	if err := r.done(); err != nil {
		return err
	}
	d := catalogue.Compare(from, to)
	w.Object()
	w.Field("kind", "difference")
	w.ObjectAt("from")
	writeSource(w, from)
	w.End()
	w.ObjectAt("to")
	writeSource(w, to)
	w.End()
	writeNames(w, "added", d.Added)
	writeNames(w, "removed", d.Removed)
	w.IntField("unchanged", d.Unchanged)
	list(w, "changed", d.Changed, func(c catalogue.Changes) {
		list(w, "changes", c.Changes, func(one catalogue.Change) {
			w.Field("capability", string(one.From.Capability))
			w.Key("from")
			writeTrait(w, &one.From)
			w.Key("to")
			writeTrait(w, &one.To)
		})
		writeNames(w, "architectures", c.Classes)
	})
	list(w, "facts", d.Facts, func(c catalogue.Counted) {
		w.Field("fact", string(c.Fact))
		w.IntField("architectures", c.Classes)
	})
	w.Field("rendered", render.Difference(&d, out))
	w.End()
	return nil
}

// writeNames writes a list of names, which may be empty.
func writeNames(w *jsonw.Writer, member string, names []string) {
	w.ArrayAt(member)
	for _, n := range names {
		w.String(n)
	}
	w.End()
}

// source reads the name of a source of the catalogue; nil when the member is not there.
func (r *reader) source(name string) *catalogue.Source {
	spec := r.word(name)
	if v, _ := r.get(name); v.Kind() != capabilities.String {
		return nil
	}
	s := catalogue.Named(spec)
	if s == nil {
		var known []string
		for i := range catalogue.Sources() {
			known = append(known, catalogue.Sources()[i].Spec())
		}
		r.fail(&Error{CodeUnknownValue, r.at(name), "expected one of " + strings.Join(known, ", ") + ", got " + strconv.Quote(clip(spec))})
	}
	return s
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
