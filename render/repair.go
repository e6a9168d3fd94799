package render

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
)

// WriteRepair writes the members of a violation that say what would mend it: legal, the values of each setting, needs, what
// was not given and would be enough, and fix, the changes in the framework's own words. An answer and its renderings say it
// alike.
func WriteRepair(w *jsonw.Writer, v *mesh.Violation) {
	w.ObjectAt("legal")
	for _, l := range v.Legal {
		w.ArrayAt(l.Setting.Name())
		for _, n := range l.Values {
			writeValue(w, l.Setting, n)
		}
		w.End()
	}
	w.End()
	WriteNeeds(w, v.Needs)
	w.ArrayAt("fix")
	for _, f := range v.Fixes {
		w.Object()
		writeFix(w, f)
		w.End()
	}
	w.End()
}

// WriteNeeds writes the settings that a run must be told beside what was given, and nothing where there are none.
func WriteNeeds(w *jsonw.Writer, list []mesh.Need) {
	if len(list) == 0 {
		return
	}
	w.ObjectAt("needs")
	for _, n := range list {
		w.Key(n.Setting.Name())
		writeValue(w, n.Setting, n.Value)
	}
	w.End()
}

func writeValue(w *jsonw.Writer, t law.Term, n int64) {
	switch v := t.Setting().ValueOf(n); v.Kind() {
	case capabilities.Bool:
		w.Bool(v.IsTrue())
	case capabilities.String:
		w.String(v.Text())
	default:
		w.Int(n)
	}
}

func writeFix(w *jsonw.Writer, f law.Fix) {
	w.Field("set", f.Set.Name())
	w.Key("value")
	writeValue(w, f.Set, f.Value)
	w.Field("path", f.Path)
	w.Field("cli", f.CLI)
	w.Field("yaml", f.YAML)
	w.Field("toml", f.TOML)
}
