package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

func writeReport(w *jsonw.Writer, r capabilities.Report, from *catalogue.Origin) {
	w.Field("kind", "report")
	w.Field("model", r.Model)
	w.Key("derived")
	writeAnswers(w, r.Derived, from)
	w.Key("declared")
	writeAnswers(w, r.Declared, from)
	w.Key("effective")
	writeAnswers(w, r.Effective, from)
	w.ArrayAt("disagree")
	for _, c := range r.Disagree {
		w.String(string(c))
	}
	w.End()
	w.Key("architecture")
	writeArchitecture(w, &r.Architecture, from)
}

// writeAnswers writes an object with a member for each capability.
func writeAnswers(w *jsonw.Writer, answers []capabilities.Answer, from *catalogue.Origin) {
	w.Object()
	for _, a := range answers {
		w.Key(string(a.Capability))
		writeFinding(w, a.Finding, from)
	}
	w.End()
}

func writeFinding(w *jsonw.Writer, f capabilities.Finding, from *catalogue.Origin) {
	w.Object()
	writeTruth(w, "value", f.Is)
	w.Field("reason", string(f.Reason))
	writeBecause(w, f.Because, from)
	w.Strings("missing", clipAll(f.Missing))
	w.End()
}

// writeTruth writes true, false, or null for unknown.
func writeTruth(w *jsonw.Writer, name string, t capabilities.Truth) {
	w.Key(name)
	if t == capabilities.Unknown {
		w.Null()
		return
	}
	w.Bool(t == capabilities.Yes)
}

// writeBecause writes the facts that an answer rests on: each path with the scalar that was seen there, or with the
// number of entries of what is no scalar. What a catalogue knows, and no host saw, names its source.
func writeBecause(w *jsonw.Writer, because []capabilities.Evidence, from *catalogue.Origin) {
	writeSeenList(w, "because", because, from)
}

func writeSeenList(w *jsonw.Writer, name string, seen []capabilities.Evidence, from *catalogue.Origin) {
	if len(seen) == 0 {
		return
	}
	w.ArrayAt(name)
	for _, e := range seen {
		w.Object()
		w.Field("path", clip(e.Path))
		writeSeen(w, e.Value)
		if s := from.SourceOf(e.Path); s != nil {
			w.Field("source", s.String())
		}
		w.End()
	}
	w.End()
}

func writeSeen(w *jsonw.Writer, v capabilities.Value) {
	switch v.Kind() {
	case capabilities.Absent:
	case capabilities.Array, capabilities.Object:
		w.IntField("entries", v.Len())
	case capabilities.Opaque:
		w.Field("opaque", clip(v.Text()))
	case capabilities.Raised:
		w.Field("raised", clip(v.Text()))
	default:
		w.Key("value")
		writeScalar(w, v)
	}
}

func writeScalar(w *jsonw.Writer, v capabilities.Value) {
	switch n, isInt := v.Int(); {
	case isInt:
		w.Int(n)
	case v.Kind() == capabilities.Bool:
		w.Bool(v.IsTrue())
	case v.Kind() == capabilities.String, strict.IsNonFinite(v):
		w.String(clip(v.Text()))
	case v.Kind() == capabilities.Float:
		w.Raw(v.Text())
	default:
		w.Null()
	}
}

// writeArchitecture writes the numbers and flags that were resolved from the config.
func writeArchitecture(w *jsonw.Writer, a *capabilities.Architecture, from *catalogue.Origin) {
	w.Object()
	for i := range a.Numbers {
		n := &a.Numbers[i]
		w.ObjectAt(n.Name)
		w.Key("value")
		if n.Known {
			w.Int(n.Value)
		} else {
			w.Null()
		}
		writeBecause(w, n.Because, from)
		writeSeenList(w, "ignored", n.Ignored, from)
		w.Strings("missing", clipAll(n.Missing))
		w.End()
	}
	for i := range a.Flags {
		w.Key(a.Flags[i].Name)
		writeFinding(w, a.Flags[i].Finding, from)
	}
	w.End()
}
