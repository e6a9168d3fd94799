package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

func writeVerdict(w *jsonw.Writer, v *mesh.Verdict, from *catalogue.Origin) {
	writeTruth(w, "valid", v.Valid)
	w.Field("model", v.Model)
	w.Field("framework", v.Framework.String())
	w.ObjectAt("mesh")
	writeMesh(w, v.Mesh)
	w.End()
	w.Key("world_size_assumed")
	w.Bool(v.WorldAssumed)
	w.Key("violations")
	writeViolations(w, v.Violations, from)
	w.Key("warnings")
	writeViolations(w, v.Warnings, from)
	w.ArrayAt("unknowns")
	for _, d := range v.Unknowns {
		w.Object()
		writeRule(w, d.Rule, d.Size)
		w.Field("message", d.Message)
		w.Strings("missing", clipAll(d.Missing))
		w.End()
	}
	w.End()
	w.Key("effective")
	writeAnswers(w, v.Effective, from)
	w.Key("topology")
	if v.Layout == nil {
		w.Null()
	} else {
		w.Object()
		writeLayout(w, v.Layout)
		w.End()
	}
	w.Key("nearest")
	writeListed(w, v.Nearest)
}

func writeViolations(w *jsonw.Writer, list []mesh.Violation, from *catalogue.Origin) {
	w.Array()
	for i := range list {
		w.Object()
		writeViolation(w, &list[i], from)
		w.End()
	}
	w.End()
}

func writeRule(w *jsonw.Writer, r *mesh.Rule, size int) {
	w.Field("code", r.Code)
	w.Field("axis", string(r.Axis))
	if size > 0 {
		w.IntField("size", size)
	}
	w.Field("equation", r.Equation)
}

func writeViolation(w *jsonw.Writer, v *mesh.Violation, from *catalogue.Origin) {
	writeRule(w, v.Rule, v.Size)
	w.Field("severity", v.Severity.String())
	w.Field("message", v.Message)
	w.Field("reason", string(v.Reason))
	writeBecause(w, v.Because, from)
	render.WriteRepair(w, v)
	w.Field("advice", v.Rule.Advice)
	w.Strings("source", v.Rule.Source)
}

// writeMesh writes the sizes of a mesh under their names in a request. A size that cannot be settled is null.
func writeMesh(w *jsonw.Writer, m mesh.Mesh) {
	w.Field("strategy", string(m.Strategy))
	for _, s := range []struct {
		name string
		size int
	}{
		{"world_size", m.World}, {"pp_size", m.PP}, {"dp_size", m.DP}, {"dp_replicate_size", m.DPReplicate},
		{"dp_shard_size", m.DPShard}, {"cp_size", m.CP}, {"tp_size", m.TP}, {"ep_size", m.EP},
	} {
		w.Key(s.name)
		if s.size == 0 {
			w.Null()
		} else {
			w.Int(int64(s.size))
		}
	}
}

func writeListing(w *jsonw.Writer, l *mesh.Listing) {
	w.IntField("total", l.Total)
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
	w.Field("strategy", string(l.Strategy))
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
	if l.MoE == nil {
		w.Null()
	} else {
		writeDims(w, l.MoE)
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
