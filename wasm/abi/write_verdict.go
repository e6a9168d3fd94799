package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/render"
)

// writeVerdict writes the members of a verdict. Its words are members too, so that no host has to find any.
func writeVerdict(w *jsonw.Writer, v *mesh.Verdict, model *mesh.Model, from *catalogue.Origin, notes []string, want parts) {
	detail := want.has("detail")
	writeTruth(w, "valid", v.Valid)
	if detail {
		words := render.WordsOf(v, notes)
		w.Field("headline", words.Headline)
		w.Field("tone", words.Tone)
		w.Field("layout", words.Layout)
		w.Strings("notes", clipAll(words.Notes))
		w.Field("model", v.Model)
		w.Field("framework", v.Framework.Name)
	}
	w.ObjectAt("mesh")
	writeMesh(w, v.Mesh)
	w.End()
	w.Key("world_size_assumed")
	w.Bool(v.WorldAssumed)
	w.ObjectAt("counts")
	w.IntField("rules", len(v.Asked))
	w.IntField("violations", len(v.Violations))
	w.IntField("warnings", len(v.Warnings))
	w.IntField("unknowns", len(v.Unknowns))
	w.IntField("open", len(v.Open))
	w.End()
	w.Key("violations")
	writeViolations(w, v.Violations, from, detail)
	w.Key("warnings")
	writeViolations(w, v.Warnings, from, detail)
	w.ArrayAt("unknowns")
	for i := range v.Unknowns {
		writeDoubt(w, &v.Unknowns[i], detail)
	}
	w.End()
	if detail {
		writeOpen(w, v.Open)
		writeTerms(w, "not_used", v.NotUsed)
	}
	if want.has("rules") {
		w.ArrayAt("rules")
		for _, a := range v.Asked {
			w.Object()
			w.Field("code", a.Rule.Code)
			w.Key("applies")
			w.Bool(a.Applies)
			w.End()
		}
		w.End()
	}
	if want.has("effective") {
		w.Key("effective")
		writeAnswers(w, v.Effective, from)
	}
	if want.has("topology") {
		w.Key("topology")
		if v.Layout == nil {
			w.Null()
		} else {
			w.Object()
			writeLayout(w, v.Layout)
			w.End()
		}
	}
	if v.Estimate != nil && (detail || want.has("estimate")) {
		w.ObjectAt("estimate")
		writeLedger(w, model.Ledger())
		writeEstimate(w, v.Estimate)
		w.End()
	}
	w.Key("nearest")
	writeListed(w, v.Nearest)
}

// writeDoubt writes a rule that cannot be answered.
func writeDoubt(w *jsonw.Writer, d *mesh.Doubt, detail bool) {
	w.Object()
	writeRule(w, d.Rule, d.Size, detail)
	if detail {
		w.Field("message", d.Message)
		w.Field("advice", d.Advice)
		w.Strings("missing", clipAll(d.Missing))
		writeAt(w, d.At)
	}
	w.End()
}

// writeOpen writes the settings that were not given, each with the codes of the rules that hinge on it.
func writeOpen(w *jsonw.Writer, list []mesh.Open) {
	w.ArrayAt("open")
	for i := range list {
		w.Object()
		w.Field("setting", list[i].Setting.Name())
		w.Key("given")
		w.Bool(list[i].Own)
		w.Strings("codes", list[i].Codes)
		w.End()
	}
	w.End()
}

func writeTerms(w *jsonw.Writer, name string, list []law.Term) {
	w.ArrayAt(name)
	for _, t := range list {
		w.String(t.Name())
	}
	w.End()
}

func writeViolations(w *jsonw.Writer, list []mesh.Violation, from *catalogue.Origin, detail bool) {
	w.Array()
	for i := range list {
		w.Object()
		writeViolation(w, &list[i], from, detail)
		w.End()
	}
	w.End()
}

func writeRule(w *jsonw.Writer, r *mesh.Rule, size int, detail bool) {
	w.Field("code", r.Code)
	if !detail {
		return
	}
	w.Field("axis", string(r.Axis))
	if size > 0 {
		w.IntField("size", size)
	}
	w.Field("equation", r.Equation)
}

func writeViolation(w *jsonw.Writer, v *mesh.Violation, from *catalogue.Origin, detail bool) {
	writeRule(w, v.Rule, v.Size, detail)
	w.Field("severity", v.Severity.String())
	if !detail {
		return
	}
	w.Field("label", render.Label(v))
	w.Field("message", v.Message)
	w.Field("reason", string(v.Reason))
	writeBecause(w, v.Because, from)
	render.WriteRepair(w, v)
	w.Field("advice", v.Advice)
	w.Strings("source", []string{v.Stance.In})
	writeAt(w, v.At)
}

// writeMesh writes the sizes of a mesh under their names in a request. A size that cannot be settled is null.
func writeMesh(w *jsonw.Writer, m mesh.Mesh) {
	w.Field("strategy", m.Strategy)
	for _, s := range m.Sizes() {
		w.Key(s.Setting)
		if s.Size == 0 {
			w.Null()
		} else {
			w.Int(int64(s.Size))
		}
	}
}

func writeListing(w *jsonw.Writer, l *mesh.Listing) {
	w.IntField("total", l.Total)
	w.IntField("doubtful", l.Doubtful)
	w.Key("complete")
	w.Bool(l.Complete)
	w.Key("meshes")
	writeListed(w, l.Meshes)
}

// writeListed writes meshes that pass: valid is null where one passes unless an unknown fact says otherwise.
func writeListed(w *jsonw.Writer, list []mesh.Listed) {
	w.Array()
	for i := range list {
		l := &list[i]
		w.Object()
		valid := capabilities.Yes
		if l.Doubtful {
			valid = capabilities.Unknown
		}
		writeTruth(w, "valid", valid)
		writeMesh(w, l.Mesh)
		render.WriteNeeds(w, l.Needs)
		if l.Changes != nil {
			w.ArrayAt("changes")
			for _, a := range l.Changes {
				w.String(string(a))
			}
			w.End()
		}
		w.End()
	}
	w.End()
}

func writeLayout(w *jsonw.Writer, l *mesh.Layout) {
	w.Field("strategy", l.Strategy)
	w.IntField("world_size", l.World)
	w.Key("axes")
	writeDims(w, l.Dims)
	w.ArrayAt("flattened")
	for _, f := range l.Flattened {
		w.Object()
		w.Field("axis", string(f.Axis))
		w.IntField("size", f.Size)
		w.ArrayAt("of")
		for _, a := range f.Of {
			w.String(string(a))
		}
		w.End()
		w.End()
	}
	w.End()
	w.Key("moe_axes")
	if l.Experts == nil {
		w.Null()
	} else {
		writeDims(w, l.Experts)
	}
}

func writeDims(w *jsonw.Writer, dims []mesh.Dim) {
	w.Array()
	for _, d := range dims {
		w.Object()
		w.Field("axis", string(d.Axis))
		w.IntField("size", d.Size)
		w.End()
	}
	w.End()
}
