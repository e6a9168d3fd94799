package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/render"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// describe says what a host needs to know: versions, what to look at, the words that requests take and answers use.
func describe(r *reader, w *jsonw.Writer) *Error {
	if err := r.done(); err != nil {
		return err
	}
	w.Object()
	w.Field("kind", "description")
	w.ObjectAt("abi")
	w.IntField("major", Major)
	w.IntField("minor", Minor)
	w.End()
	w.Field("version", Version)
	w.ObjectAt("limits")
	w.IntField("request_bytes", MaxRequest)
	w.IntField("depth", strict.MaxDepth)
	w.IntField("values", strict.MaxValues)
	w.IntField("string_bytes", strict.MaxString)
	w.IntField("size", law.MaxSize)
	w.IntField("meshes", maxMeshes)
	w.IntField("accepted", maxAccepted)
	w.IntField("answer_bytes", maxAnswer)
	w.IntField("ranks_listed", maxRanks)
	w.End()
	var ops []string
	for _, op := range operations() {
		ops = append(ops, op.name)
	}
	w.Strings("ops", ops)
	w.Strings("formats", render.Formats())
	w.Strings("parts", verdictParts)
	list(w, "frameworks", mesh.Frameworks(), func(f *mesh.Framework) { describeFramework(w, f) })
	list(w, "sections", law.Settings(), func(s law.Section) { describeSection(w, &s) })
	list(w, "quantities", law.Quantities(), func(q law.Quantity) {
		w.Field("name", q.Name)
		w.Field("unit", q.Unit)
		w.Field("text", q.Text)
	})
	list(w, "numbers", capabilities.Numbers(), func(n capabilities.NumberText) {
		w.Field("name", n.Name)
		w.Field("text", n.Text)
	})
	list(w, "flags", capabilities.Flags(), func(n capabilities.FlagText) {
		w.Field("name", n.Name)
		w.Field("text", n.Text)
	})
	var specs []string
	for i := range catalogue.Sources() {
		specs = append(specs, catalogue.Sources()[i].Spec())
	}
	w.Strings("catalogue", specs)
	writeAxes(w)
	writeProbes(w)
	writeCapabilities(w)
	writeReasons(w)
	writeCodes(w)
	w.End()
	return nil
}

func writeAxes(w *jsonw.Writer) {
	list(w, "axes", law.Axes(), func(a law.AxisText) {
		w.Field("axis", string(a.Axis))
		w.Field("name", a.Name)
		w.Field("text", a.Text)
	})
}

func writeProbes(w *jsonw.Writer) {
	list(w, "probes", capabilities.Probes(), func(p capabilities.Probe) {
		w.Field("fact", p.Fact.String())
		w.Key("path")
		w.String(p.Path)
		w.Field("take", string(p.Take))
		w.Field("text", p.Doc)
	})
}

func writeCapabilities(w *jsonw.Writer) {
	report := capabilities.Derive(capabilities.Facts{}, 1, 1)
	var names []string
	for _, a := range append(report.Derived, report.Effective[1]) {
		names = append(names, string(a.Capability))
	}
	w.Strings("capabilities", names)
	w.ObjectAt("aliases")
	for _, a := range capabilities.Aliases() {
		w.Field(a.Name, string(a.Of))
	}
	w.End()
}

func writeReasons(w *jsonw.Writer) {
	list(w, "reasons", capabilities.Reasons(), func(t capabilities.ReasonText) {
		w.Field("code", string(t.Reason))
		w.Field("text", t.Text)
	})
}

func writeCodes(w *jsonw.Writer) {
	list(w, "errors", Codes(), func(c CodeText) {
		w.Field("code", string(c.Code))
		w.Field("text", c.Text)
	})
	list(w, "rules", mesh.Rules(), func(r *mesh.Rule) { describeRule(w, r) })
}

// describeFramework writes what is fixed about a framework.
func describeFramework(w *jsonw.Writer, f *mesh.Framework) {
	w.Field("name", f.Name)
	w.Strings("aliases", f.Aliases)
	w.Field("text", f.Text)
	w.Strings("versions", f.Versions)
	w.Field("repository", f.Repository)
	w.Field("commit", f.Commit)
	w.ArrayAt("keys")
	for i := range f.Keys {
		w.Object()
		w.Field("setting", f.Keys[i].Setting)
		w.Field("key", f.Keys[i].Name)
		w.Field("flag", f.FlagOf(&f.Keys[i]))
		w.End()
	}
	w.End()
}

// describeSection writes the settings of a section: all that a host needs to take them, to check them and to explain them.
func describeSection(w *jsonw.Writer, s *law.Section) {
	w.Field("title", s.Title)
	member := "run"
	if s.Mesh {
		member = "mesh"
	}
	w.Field("member", member)
	list(w, "settings", s.Settings, func(s law.Setting) {
		w.Field("name", s.Name)
		w.Field("kind", s.Kind.String())
		if s.Kind == law.Count {
			w.Key("least")
			w.Int(s.Least)
			w.Key("most")
			w.Int(s.Most)
			w.Field("unit", s.Unit)
		}
		w.Strings("words", s.Words)
		if s.Auto {
			w.Key("auto")
			w.Bool(true)
		}
		group, name := s.Member()
		if group != "" && law.Short(group) == name {
			w.Key("short")
			w.Bool(true)
		}
		w.Field("flag", s.Flag())
		w.Strings("aliases", s.Flags)
		w.Field("text", s.Text)
	})
}

// describeRule writes what is fixed about a rule.
func describeRule(w *jsonw.Writer, r *mesh.Rule) {
	w.Field("code", r.Code)
	w.Field("axis", string(r.Axis))
	w.Field("title", r.Title)
	w.Field("since", r.Since)
	w.Field("when", r.When)
	w.Field("equation", r.Equation)
	w.Field("example", r.Example)
	list(w, "stances", r.Stances, func(s mesh.Stance) {
		w.Field("framework", s.Framework)
		w.Field("severity", s.Severity.String())
		w.Key("warns")
		w.Bool(s.Warns())
		w.Field("source", s.In)
		w.Field("since", s.Since)
		w.Field("until", s.Until)
		w.Field("when", s.When)
	})
	w.Strings("needs", r.Needs)
	w.Field("advice", r.Advice)
}

func list[T any](w *jsonw.Writer, name string, elems []T, write func(T)) {
	w.ArrayAt(name)
	for _, e := range elems {
		w.Object()
		write(e)
		w.End()
	}
	w.End()
}
