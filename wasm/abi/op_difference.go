package abi

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/render"
)

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
		w.Field("fact", c.Fact.String())
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
	if v := r.get(name); v.Kind() != capabilities.String {
		return nil
	}
	s := catalogue.Named(spec)
	if s == nil {
		var known []string
		for i := range catalogue.Sources() {
			known = append(known, catalogue.Sources()[i].Spec())
		}
		r.fail(&Error{Code: CodeUnknownValue, Path: r.at(name), Message: "expected one of " + strings.Join(known, ", ") + ", got " + strconv.Quote(clip(spec))})
	}
	return s
}
