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

// maxAccepted bounds the acceptances of a request. Those that hold for one run are a few.
const maxAccepted = 256

// outcome is what a request makes of its verdicts: the acceptances that hold for it, and what fails. A verdict stays what it
// is. It is nil where the request says nothing of it.
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
	if !r.any("accept", "fail_on", "brief") {
		return nil
	}
	o := &outcome{}
	list := r.get("accept")
	switch n := list.Len(); {
	case list.Kind() == capabilities.Absent:
	case list.Kind() != capabilities.Array:
		r.fail(wrongType(r.at("accept"), "an array of acceptances", list))
	case n > maxAccepted:
		r.fail(&Error{Code: CodeOutOfRange, Path: r.at("accept"), Message: "expected at most " + strconv.Itoa(maxAccepted) + " acceptances, got " + strconv.Itoa(n)})
	default:
		o.asked, out.Accepts = true, true
		for i := range n {
			a, err := readAcceptance(strict.Element(r.at("accept"), i), list.At(i))
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

func readAcceptance(path string, v capabilities.Value) (mesh.Acceptance, *Error) {
	r := object(path, v)
	r.need("code", "the code that is accepted")
	a := mesh.Acceptance{Code: r.word("code"), Reason: clip(r.word("reason")), At: clip(r.word("at"))}
	if r.err == nil && a.Reason == "" {
		r.fail(&Error{Code: CodeMissingField, Path: r.at("reason"), Message: "expected the reason why " + clip(a.Code) + " is accepted"})
	}
	if r.err == nil && !isCode(a.Code) {
		r.fail(unknownCode(r.at("code"), a.Code))
	}
	return a, r.done()
}

// judge says what a verdict comes to, and notes it. What does not fail may be rendered briefly.
func (o *outcome) judge(v *mesh.Verdict, out *render.Options) (fails bool) {
	if o == nil {
		return false
	}
	v.Accept(o.accept)
	for _, a := range v.Accepted {
		if !slices.Contains(o.fired, a) {
			o.fired = append(o.fired, a)
		}
	}
	fails = v.Fails(o.on)
	o.note(fails, out)
	return fails
}

// unjudged notes a file that is read and not judged: it is not known to work.
func (o *outcome) unjudged(out *render.Options) {
	if o != nil {
		o.note(o.on >= mesh.OnUnknown, out)
	}
}

func (o *outcome) note(fails bool, out *render.Options) {
	o.fails = o.fails || fails
	out.Brief, out.Accepted = o.brief && !fails, o.fired
}

// write writes what the answer comes to: whether it fails, and the acceptances that fired.
func (o *outcome) write(w *jsonw.Writer) {
	if o == nil {
		return
	}
	o.writeFails(w, o.fails)
	if len(o.fired) == 0 {
		return
	}
	list(w, "accepted", o.fired, func(a *mesh.Acceptance) {
		w.Field("code", a.Code)
		w.Field("reason", a.Reason)
		w.Field("at", a.At)
	})
}

func (o *outcome) writeFails(w *jsonw.Writer, fails bool) {
	if o != nil && o.asked {
		w.Key("fails")
		w.Bool(fails)
	}
}
