package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/internal/near"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/render"
)

// explain says what a code means: of a rule, of a reason or of an error. With idle, the place of an acceptance of it that
// fired for no run, it says that.
func explain(r *reader, w *jsonw.Writer) *Error {
	r.need("code", "a code")
	code, out := r.word("code"), r.output()
	idle := mesh.Acceptance{Code: code, At: clip(r.word("idle"))}
	if err := r.done(); err != nil {
		return err
	}
	for _, rule := range mesh.Rules() {
		if rule.Code == code {
			w.Object()
			w.Field("kind", "explanation")
			describeRule(w, rule)
			writeExplained(w, &idle, render.Rule(rule, out), out)
			w.End()
			return nil
		}
	}
	for _, text := range plainCodes() {
		if text[0] == code {
			w.Object()
			w.Field("kind", "explanation")
			w.Field("code", text[0])
			w.Field("title", text[1])
			writeExplained(w, &idle, render.Code(text[0], text[1], out), out)
			w.End()
			return nil
		}
	}
	return unknownCode("/code", code)
}

// writeExplained writes the explanation of a code as it is rendered, or in its place that an acceptance of it is idle.
func writeExplained(w *jsonw.Writer, idle *mesh.Acceptance, rendered string, out render.Options) {
	if idle.At != "" {
		w.Field("idle", render.IdleText(idle))
		rendered = render.Idle(idle, out)
	}
	w.Field("rendered", rendered)
}

// unknownCode refuses what is none of the codes, and names the closest.
func unknownCode(path, code string) *Error {
	var known []string
	eachCode(func(one string) { known = append(known, one) })
	hint := "describe lists them"
	if nearest := near.Closest(code, known); nearest != "" {
		hint = "the closest is " + nearest
	}
	return &Error{Code: CodeUnknownValue, Path: path, Message: "there is no code " + strconv.Quote(clip(code)) + "; " + hint}
}

// isCode reports whether there is such a code.
func isCode(code string) (found bool) {
	eachCode(func(one string) { found = found || one == code })
	return found
}

// eachCode visits every code that is explained.
func eachCode(visit func(string)) {
	for _, rule := range mesh.Rules() {
		visit(rule.Code)
	}
	for _, text := range plainCodes() {
		visit(text[0])
	}
}

// plainCodes is the codes that are explained by one sentence: those of errors, then those of reasons.
func plainCodes() (list [][2]string) {
	for _, c := range Codes() {
		list = append(list, [2]string{string(c.Code), c.Text})
	}
	list = append(list, reading.NoteTexts()...)
	for _, t := range capabilities.Reasons() {
		list = append(list, [2]string{string(t.Reason), t.Text})
	}
	return list
}
