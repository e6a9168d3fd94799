package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
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
	w.IntField("depth", maxDepth)
	w.IntField("values", maxValues)
	w.IntField("string_bytes", maxString)
	w.IntField("size", mesh.MaxSize)
	w.IntField("meshes", maxMeshes)
	w.IntField("answer_bytes", maxAnswer)
	w.IntField("ranks_listed", maxRanks)
	w.End()
	var ops []string
	for _, op := range operations() {
		ops = append(ops, op.name)
	}
	w.Strings("ops", ops)
	w.Strings("formats", render.Formats())
	w.Strings("frameworks", mesh.Frameworks())
	var strategies []string
	for _, s := range mesh.Strategies() {
		strategies = append(strategies, string(s))
	}
	w.Strings("strategies", strategies)
	w.Strings("pipeline_schedules", mesh.Schedules())
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
	list(w, "axes", mesh.Axes(), func(a mesh.AxisText) {
		w.Field("axis", string(a.Axis))
		w.Field("name", a.Name)
		w.Field("text", a.Text)
	})
}

func writeProbes(w *jsonw.Writer) {
	list(w, "probes", capabilities.Probes(), func(p capabilities.Probe) {
		w.Field("fact", string(p.Fact))
		w.Key("path")
		w.String(p.Path)
		w.Field("take", string(p.Take))
		w.Field("text", p.Doc)
	})
}

func writeCapabilities(w *jsonw.Writer) {
	report := capabilities.Derive(nil, 1, 1)
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
	list(w, "rules", mesh.Rules(), func(r mesh.Rule) { describeRule(w, &r) })
}

// describeRule writes what is fixed about a rule.
func describeRule(w *jsonw.Writer, r *mesh.Rule) {
	w.Field("code", r.Code)
	w.Field("axis", string(r.Axis))
	w.Field("title", r.Title)
	w.Field("equation", r.Equation)
	w.ObjectAt("stances")
	for _, name := range mesh.Frameworks() {
		f, _ := mesh.FrameworkNamed(name)
		stance := r.Stances[f]
		if stance.Severity == mesh.NoRule {
			continue
		}
		w.ObjectAt(name)
		w.Field("severity", stance.Severity.String())
		w.Key("warns")
		w.Bool(stance.Warns())
		w.End()
	}
	w.End()
	w.Field("advice", r.Advice)
	w.Strings("source", r.Source)
}

// explain says what a code means: of a rule, of a reason or of an error.
func explain(r *reader, w *jsonw.Writer) *Error {
	r.need("code", "a code")
	code, out := r.word("code"), r.output()
	if err := r.done(); err != nil {
		return err
	}
	var known []string
	for _, rule := range mesh.Rules() {
		if known = append(known, rule.Code); rule.Code == code {
			w.Object()
			w.Field("kind", "explanation")
			describeRule(w, &rule)
			w.Field("rendered", render.Rule(&rule, out))
			w.End()
			return nil
		}
	}
	for _, text := range plainCodes() {
		if known = append(known, text[0]); text[0] == code {
			w.Object()
			w.Field("kind", "explanation")
			w.Field("code", text[0])
			w.Field("title", text[1])
			w.Field("rendered", render.Code(text[0], text[1], out))
			w.End()
			return nil
		}
	}
	near := closest(code, known)
	if near == "" {
		return &Error{CodeUnknownValue, "/code", "there is no code " + strconv.Quote(clip(code))}
	}
	return &Error{CodeUnknownValue, "/code", "there is no code " + strconv.Quote(clip(code)) + "; the closest is " + near}
}

// plainCodes is the codes that are explained by one sentence: those of errors, then those of reasons.
func plainCodes() (list [][2]string) {
	for _, c := range Codes() {
		list = append(list, [2]string{string(c.Code), c.Text})
	}
	for _, t := range capabilities.Reasons() {
		list = append(list, [2]string{string(t.Reason), t.Text})
	}
	return list
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
