package abi

import (
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

// answerLaunch spells a mesh in the words of every framework: what its config says, and what each node runs.
func answerLaunch(r *reader, w *jsonw.Writer) *Error {
	r.need("mesh", "the sizes of a mesh")
	asked, run, out := r.mesh(), r.run(), r.output()
	if err := r.done(); err != nil {
		return err
	}
	l, err := mesh.NewLaunch(asked, run)
	if err != nil {
		return inputError(err, "/mesh")
	}
	w.Object()
	w.Field("kind", "launch")
	w.ObjectAt("mesh")
	writeMesh(w, l.Mesh)
	w.End()
	w.Key("violations")
	writeViolations(w, l.Violations, nil)
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
	w.Field("framework", s.Framework.String())
	w.Field("name", s.Framework.Dialect().Text)
	w.ArrayAt("lacks")
	for _, a := range s.Lacks {
		w.String(string(a))
	}
	w.End()
	w.Field("file", s.File)
	w.Field("language", s.Language)
	w.Field("config", s.Config)
	w.Field("command", s.Command)
}
