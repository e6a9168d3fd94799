package abi

import (
	"slices"
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// maxAccepted bounds the acceptances of a request: there are fewer codes.
const maxAccepted = 256

// outcome is what a request makes of its verdicts: the acceptances that hold for it, and what fails. A verdict stays what it
// is.
type outcome struct {
	accept []mesh.Acceptance
	on     mesh.Threshold
	brief  bool
	asked  bool // the answer says what it comes to
	fails  bool
	fired  []*mesh.Acceptance // of any verdict
}

// thresholds are the words of mesh.Threshold.
var thresholds = []string{mesh.OnViolation: "violation", mesh.OnUnknown: "unknown", mesh.OnWarning: "warning"}

// outcome reads the members accept, fail_on and brief.
func (r *reader) outcome(out *render.Options) *outcome {
	o := &outcome{}
	list, path := r.get("accept")
	switch n := list.Len(); {
	case list.Kind() == capabilities.Absent:
	case list.Kind() != capabilities.Array:
		r.fail(wrongType(path, "an array of acceptances", list))
	case n > maxAccepted:
		r.fail(&Error{Code: CodeOutOfRange, Path: path, Message: "expected at most " + strconv.Itoa(maxAccepted) + " acceptances, got " + strconv.Itoa(n)})
	default:
		o.asked, out.Accepts = true, true
		var known []string
		if n > 0 {
			known = knownCodes()
		}
		for i := range n {
			a, err := readAcceptance(strict.Element(path, i), list.At(i), known)
			if err != nil {
				r.fail(err)
				break
			}
			o.accept = append(o.accept, a)
		}
	}
	if word := r.oneWord("fail_on", thresholds); word != "" {
		o.asked, o.on = true, mesh.Threshold(slices.Index(thresholds, word))
	}
	o.brief = r.boolean("brief", false)
	return o
}

func readAcceptance(path string, v capabilities.Value, known []string) (mesh.Acceptance, *Error) {
	r := object(path, v)
	r.need("code", "the code that is accepted")
	a := mesh.Acceptance{Code: r.word("code"), Reason: clip(r.word("reason")), At: clip(r.word("at"))}
	if r.err == nil && a.Reason == "" {
		r.fail(&Error{Code: CodeMissingField, Path: r.at("reason"), Message: "expected the reason why " + clip(a.Code) + " is accepted"})
	}
	if r.err == nil && !slices.Contains(known, a.Code) {
		r.fail(unknownCode(r.at("code"), a.Code))
	}
	return a, r.done()
}

// judge says what a verdict comes to, and notes it.
func (o *outcome) judge(v *mesh.Verdict) (fails bool) {
	v.Accept(o.accept)
	for _, a := range v.Accepted {
		if !slices.Contains(o.fired, a) {
			o.fired = append(o.fired, a)
		}
	}
	fails = v.Fails(o.on)
	o.fails = o.fails || fails
	return fails
}

// unjudged notes a file that is read and not judged: it is not known to work.
func (o *outcome) unjudged() { o.fails = o.on >= mesh.OnUnknown }

// write writes what the answer comes to: whether it fails, and the acceptances that fired.
func (o *outcome) write(w *jsonw.Writer) {
	if !o.asked {
		return
	}
	w.Key("fails")
	w.Bool(o.fails)
	if len(o.fired) == 0 {
		return
	}
	list(w, "accepted", o.fired, func(a *mesh.Acceptance) {
		w.Field("code", a.Code)
		w.Field("reason", a.Reason)
		w.Field("at", a.At)
	})
}
