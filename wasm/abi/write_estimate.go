package abi

import (
	"math"
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/internal/printable"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/plan"
)

// writeLedger writes how many parameters a model has, null where that is not known.
func writeLedger(w *jsonw.Writer, ledger *plan.Model) {
	n, ok := ledger.Whole()
	countOr(w, "parameters", n, ok)
	n, ok = ledger.Active()
	countOr(w, "active_parameters", n, ok)
}

func countOr(w *jsonw.Writer, name string, n int64, known bool) {
	w.Key(name)
	if known {
		w.Int(n)
	} else {
		w.Null()
	}
}

// writeEstimate writes what a run needs. Bytes and counts are whole numbers, seconds have six places.
func writeEstimate(w *jsonw.Writer, e *plan.Estimate) {
	w.Field("fits", fitWord(e.Fits))
	w.Key("memory")
	if len(e.Memory.Stages) == 0 {
		w.Null()
	} else {
		writeMemory(w, &e.Memory)
	}
	w.Key("time")
	if !e.Time.Known {
		w.Null()
	} else {
		writeTime(w, &e.Time)
	}
	writeAssumed(w, e.Assumed)
	writeMissing(w, "unknown", e.Unknown)
	writeMissing(w, "remarks", e.Notes)
}

// fitWord is the word on the wire.
func fitWord(f plan.Fit) string {
	return [...]string{plan.NotKnown: "not_known", plan.Fits: "fits", plan.Tight: "tight", plan.CannotFit: "cannot_fit"}[f]
}

func writeMemory(w *jsonw.Writer, m *plan.Memory) {
	w.Object()
	w.Key("whole")
	w.Bool(m.Known)
	writeInterval(w, "allocated", m.Allocated, 0)
	writeInterval(w, "device", m.Device, 0)
	countOr(w, "capacity", int64(m.Capacity), m.Capacity > 0)
	w.IntField("fullest", m.Fullest)
	w.ArrayAt("stages")
	for i := range m.Stages {
		writeStage(w, &m.Stages[i])
	}
	w.End()
	w.End()
}

func writeStage(w *jsonw.Writer, s *plan.Stage) {
	loss := s.AtLoss
	parts := [...]struct {
		name string
		n    float64
		held bool // at the peak, of which it is a part
	}{
		{"parameters", s.Parameters, false}, {"weights", s.Weights, true}, {"gradients", s.Gradients, !s.NoGradients}, {"optimizer", s.Optimizer, true},
		{"gathered", s.Gathered, true}, {"activations", s.Activations, !s.NoActivations}, {"recompute", s.Recompute, !loss}, {"working", s.Working, !loss},
		{"logits", s.Logits, loss}, {"placeholders", s.Placeholders, true}, {"allocated", s.Allocated, false},
	}
	w.Object()
	for i := range parts {
		writeReal(w, parts[i].name, parts[i].n, 0)
	}
	writeInterval(w, "device", s.Device, 0)
	w.ArrayAt("at_peak")
	for i := range parts {
		if parts[i].held && parts[i].n > 0 {
			w.String(parts[i].name)
		}
	}
	w.End()
	w.End()
}

func writeTime(w *jsonw.Writer, t *plan.Time) {
	w.Object()
	writeInterval(w, "step", t.Step, 6)
	writeInterval(w, "tokens_per_second_per_gpu", t.Tokens, 1)
	writeReal(w, "tokens_per_step", t.TokensPerStep, 0)
	writeReal(w, "microbatches", t.MicrobatchCount, 0)
	writeReal(w, "model_tflops_per_gpu", t.FLOPs/1e12, 1)
	writeReal(w, "utilization", t.Utilization, 4)
	d := &t.Duration
	w.ObjectAt("parts")
	for _, part := range [...]struct {
		name string
		n    float64
	}{{"compute", d.Compute}, {"bubble", d.Bubble}, {"pipeline", d.P2P}, {"data_parallel", d.Exposed}, {"optimizer", d.Optimizer}} {
		writeReal(w, part.name, part.n, 6)
	}
	w.End()
	w.End()
}

func writeInterval(w *jsonw.Writer, name string, i plan.Interval, places int) {
	w.ObjectAt(name)
	writeReal(w, "low", i.Low, places)
	writeReal(w, "middle", i.Mid, places)
	writeReal(w, "high", i.High, places)
	w.End()
}

// writeReal writes a number that is not negative with a fixed number of places. The formatter of floats would take more of
// the module than all of this file.
func writeReal(w *jsonw.Writer, name string, x float64, places int) {
	scale := int64(1)
	for range places {
		scale *= 10
	}
	n := int64(math.Min(float64(x*float64(scale))+0.5, 1<<62))
	w.Key(name)
	text := strconv.FormatInt(n/scale, 10)
	if places > 0 {
		part := strconv.FormatInt(scale+n%scale, 10)
		text += "." + part[1:]
	}
	w.Raw(text)
}

func writeAssumed(w *jsonw.Writer, list []plan.Assumption) {
	w.ArrayAt("assumed")
	for _, a := range list {
		w.Object()
		w.Field("setting", a.Setting)
		w.Field("value", a.Value)
		w.Field("other", a.Other)
		w.End()
	}
	w.End()
}

func writeMissing(w *jsonw.Writer, name string, list []plan.Missing) {
	w.ArrayAt(name)
	for _, m := range list {
		w.Object()
		w.Field("what", clip(printable.Visible(m.What)))
		w.Field("why", clip(printable.Visible(m.Why)))
		w.Field("settle", m.Settle)
		w.End()
	}
	w.End()
}

// writePlannedRun writes a run of a plan: its sizes and its settings as a request has them.
func writePlannedRun(w *jsonw.Writer, r *mesh.PlannedRun) {
	w.Object()
	w.ObjectAt("mesh")
	writeMesh(w, r.Mesh)
	w.End()
	writeSaid(w, "run", r.Decided)
	writeTruth(w, "valid", r.Verdict.Valid)
	w.ArrayAt("warnings")
	for i := range r.Verdict.Warnings {
		w.String(r.Verdict.Warnings[i].Rule.Code)
	}
	w.End()
	w.ObjectAt("estimate")
	writeEstimate(w, &r.Estimate)
	w.End()
	w.ArrayAt("why")
	for i := range r.Why {
		w.String(r.Why[i].String())
	}
	w.End()
	w.End()
}

// writeSaid writes settings as a request has them: the members of a group in an object of their own.
func writeSaid(w *jsonw.Writer, name string, list []mesh.Said) {
	w.ObjectAt(name)
	open := ""
	for _, s := range list {
		group, member := law.Must(s.Setting).Setting().Member()
		if group != open && open != "" {
			w.End()
		}
		if group != open && group != "" {
			w.ObjectAt(group)
		}
		open = group
		w.Key(member)
		writeSimple(w, s.Value)
	}
	if open != "" {
		w.End()
	}
	w.End()
}

func writeSimple(w *jsonw.Writer, v capabilities.Value) {
	switch v.Kind() {
	case capabilities.String:
		w.String(v.Text())
	case capabilities.Array:
		w.Array()
		for i := range v.Len() {
			writeSimple(w, v.At(i))
		}
		w.End()
	default:
		w.Raw(v.Literal())
	}
}
