package abi

import (
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

// mostPlanned bounds the runs of a plan.
const mostPlanned = 100

// answerPlan ranks the runs of a world: which mesh, which microbatch, what is computed again. What the request states is
// kept.
func answerPlan(r *reader, w *jsonw.Writer) *Error {
	run, out := r.run(), r.output()
	of := r.model(&run, &out)
	limit := r.integer("limit", 1, mostPlanned)
	if err := r.done(); err != nil {
		return err
	}
	p, err := mesh.Plan(of.prepared(), run, limit)
	if err != nil {
		return inputError(err, r)
	}
	w.Object()
	w.Field("kind", "plan")
	w.Field("headline", render.PlanHeadline(&p))
	w.Field("model", p.Model)
	w.Field("framework", p.Framework.Name)
	w.IntField("world_size", p.World)
	writeLedger(w, p.Ledger)
	a := &p.Answer
	w.ObjectAt("counts")
	w.IntField("meshes", a.Legal)
	w.IntField("fit", a.Fit)
	w.IntField("cannot_fit", a.CannotFit)
	w.IntField("runs", a.Tried)
	w.IntField("alike", a.Alike)
	w.End()
	w.ArrayAt("runs")
	for i := range p.Runs {
		writePlannedRun(w, &p.Runs[i])
	}
	w.End()
	w.Key("nearest")
	if p.Nearest == nil {
		w.Null()
	} else {
		writePlannedRun(w, p.Nearest)
	}
	writeReal(w, "lacks", a.Lacks, 0)
	w.ArrayAt("changes")
	for _, c := range a.Change {
		w.Object()
		w.Field("setting", c.Setting)
		w.Field("value", c.Value)
		w.End()
	}
	w.End()
	writeAssumed(w, a.Assumed)
	writeMissing(w, "unknown", a.Unknown)
	writeCatalogue(w, of.from)
	w.Field("rendered", render.Plan(&p, out))
	w.End()
	return nil
}
