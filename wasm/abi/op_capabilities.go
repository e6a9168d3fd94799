package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/render"
)

// answerCapabilities says what a model supports, at the sizes of a mesh if they are given.
func answerCapabilities(r *reader, w *jsonw.Writer) *Error {
	run, out := r.run(), r.output()
	of := r.model(&run, &out)
	if err := r.done(); err != nil {
		return err
	}
	report := capabilities.Derive(of.facts, int(run.Number(law.Must("cp_size"))), int(run.Number(law.Must("ep_size"))))
	w.Object()
	writeReport(w, report, of.from)
	writeCatalogue(w, of.from)
	w.Field("text", render.Report(report, render.Options{Format: render.Text, Notes: out.Notes}))
	w.Field("rendered", render.Report(report, out))
	w.End()
	return nil
}
