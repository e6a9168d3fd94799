package render

import (
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
)

// WriteRepair writes the members of a violation that say what would mend it: legal, the sizes of each axis, and fix, the
// changes in the framework's own words. An answer and its renderings say it alike.
func WriteRepair(w *jsonw.Writer, v *mesh.Violation) {
	w.ObjectAt("legal")
	for _, l := range v.Legal {
		w.ArrayAt(string(l.Axis) + "_size")
		for _, s := range l.Sizes {
			w.Int(int64(s))
		}
		w.End()
	}
	w.End()
	w.ArrayAt("fix")
	for _, f := range v.Fixes {
		w.Object()
		writeFix(w, f)
		w.End()
	}
	w.End()
}

func writeFix(w *jsonw.Writer, f mesh.Fix) {
	w.Field("set", f.Set)
	w.Key("value")
	if f.Word != "" {
		w.String(f.Word)
	} else {
		w.Int(int64(f.Size))
	}
	w.Field("path", f.Path)
	w.Field("cli", f.CLI)
	w.Field("yaml", f.YAML)
	w.Field("toml", f.TOML)
}
