package render

import (
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
)

// writeProperties writes what SARIF has no place of its own for, under the names that an answer has it.
func writeProperties(w *jsonw.Writer, c *check, f *finding) {
	if c.model != "" {
		w.Field("model", visible(name(c.model)))
	}
	w.Field("framework", c.framework)
	if c.mesh != nil {
		w.ObjectAt("mesh")
		writeMesh(w, c.mesh)
		w.End()
	}
	w.Field("label", f.label)
	w.Strings("missing", f.missing)
	if f.violation != nil {
		writeViolation(w, f.violation)
	}
}

// writeMesh writes the sizes of a mesh; one that is open is null.
func writeMesh(w *jsonw.Writer, m *mesh.Mesh) {
	w.Field("strategy", m.Strategy)
	for _, size := range m.Sizes() {
		w.Key(size.Setting)
		if size.Size > 0 {
			w.Int(int64(size.Size))
		} else {
			w.Null()
		}
	}
}

func writeViolation(w *jsonw.Writer, v *mesh.Violation) {
	w.Field("severity", v.Severity.String())
	w.Strings("because", allVisible(seen(v.Because)))
	WriteRepair(w, v)
	w.Field("reason", string(v.Reason))
}

func allVisible(list []string) []string {
	for i := range list {
		list[i] = visible(list[i])
	}
	return list
}
