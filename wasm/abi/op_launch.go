package abi

import (
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

// answerLaunch spells a run in the words of every framework: what its config says, and what each node runs.
func answerLaunch(r *reader, w *jsonw.Writer) *Error {
	r.need("mesh", "the sizes of a mesh")
	run, out := r.run(), r.output()
	if err := r.done(); err != nil {
		return err
	}
	l, err := mesh.NewLaunch(run)
	if err != nil {
		return inputError(err, r)
	}
	w.Object()
	w.Field("kind", "launch")
	w.ObjectAt("mesh")
	writeMesh(w, l.Mesh)
	w.End()
	w.Key("violations")
	writeViolations(w, l.Violations, nil, true)
	w.IntField("nodes", l.Nodes)
	w.IntField("ranks_per_node", l.PerNode)
	w.Key("unfilled")
	w.Bool(l.Unfilled)
	list(w, "starts", l.Starts, func(s mesh.Start) { writeStart(w, &s) })
	w.Field("rendered", render.Launch(l, out))
	w.End()
	return nil
}

func writeStart(w *jsonw.Writer, s *mesh.Start) {
	w.Field("framework", s.Framework.Name)
	w.Field("name", s.Framework.Text)
	w.Key("refused")
	writeViolations(w, s.Refused, nil, true)
	w.Field("file", s.File)
	w.Field("language", s.Language)
	w.Field("config", s.Config)
	w.Field("command", s.Command)
}
