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
			describeRule(w, rule)
			w.Field("rendered", render.Rule(rule, out))
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
	nearest := near.Closest(code, known)
	if nearest == "" {
		return &Error{Code: CodeUnknownValue, Path: "/code", Message: "there is no code " + strconv.Quote(clip(code))}
	}
	return &Error{Code: CodeUnknownValue, Path: "/code", Message: "there is no code " + strconv.Quote(clip(code)) + "; the closest is " + nearest}
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
