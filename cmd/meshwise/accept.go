package main

import (
	"slices"

	"github.com/meshwise/meshwise/internal/jsonw"
)

// What is accepted is sent with each question that it holds for. The engine decides what fires, and words it; here it is
// remembered over all questions.

// acceptance is a code that the user accepts.
type acceptance struct {
	code, reason string
	runs         []string  // of a manifest, that it holds for; none: all
	at           string    // where it stands, as "meshwise.yaml:12"; empty for a flag
	of           *manifest // nil for a flag, whose acceptances hold for all
	fired        bool
}

// label is how errors name the acceptance.
func (a *acceptance) label() string {
	if a.at == "" {
		return "--ignore"
	}
	return a.at
}

// holdsFor reports whether the acceptance is one for a question.
func (a *acceptance) holdsFor(q *question) bool {
	return a.of == nil || a.of == q.of && (len(a.runs) == 0 || slices.Contains(a.runs, q.run))
}

// acceptAll takes acceptances. A code that there is not is refused before anything is asked.
func (k *checker) acceptAll(list []*acceptance) error {
	for _, a := range list {
		r := newRequest("explain")
		r.addString("code", a.code, a.label())
		if _, err := k.ask(r); err != nil {
			return err
		}
	}
	k.accept = append(k.accept, list...)
	return nil
}

// ignored are the acceptances of the flag --ignore.
func (k *checker) ignored() (list []*acceptance) {
	for _, code := range k.ignore {
		list = append(list, &acceptance{code: code, reason: "--ignore"})
	}
	return list
}

// acceptedOf are the acceptances that hold for a question.
func (k *checker) acceptedOf(q *question) (list []*acceptance) {
	for _, a := range k.accept {
		if a.holdsFor(q) {
			list = append(list, a)
		}
	}
	return list
}

// addAccepted adds the acceptances to a question, also where none of them holds for it: of several SARIF logs that are put
// together all say what is accepted, or none.
func (k *checker) addAccepted(r *request, q *question) {
	r.addString("fail_on", k.failOn.value, "--fail-on")
	if len(k.accept) == 0 {
		return
	}
	var w jsonw.Writer
	w.Array()
	for i, a := range k.acceptedOf(q) {
		w.Object()
		w.Field("code", a.code)
		w.Field("reason", a.reason)
		w.Field("at", a.at)
		w.End()
		r.from("/accept/"+itoa(i), a.label())
	}
	w.End()
	r.add("accept", string(w.Bytes()), "")
}

// heard remembers which of the acceptances that were sent with a question fired.
func (k *checker) heard(q *question, a answer) {
	for _, v := range a.Get("accepted").Array() {
		for _, one := range k.acceptedOf(q) {
			one.fired = one.fired || one.code == v.Get("code").Str
		}
	}
}

// idleAcceptance is what the engine says of an acceptance that fired for no question.
type idleAcceptance struct {
	at string
	answer
}

// idle asks about the acceptances of a manifest that fired for no question. Where a run could not be asked about, nothing is
// known of them.
func (k *checker) idle() (list []idleAcceptance, err error) {
	for _, a := range k.accept {
		if a.fired || a.at == "" || k.unasked {
			continue
		}
		r := newRequest("explain")
		r.addString("code", a.code, a.at)
		r.addString("idle", a.at, a.at)
		if k.output.format.value == "github" {
			r.addString("format", "github", "--format")
		}
		said, err := k.ask(r)
		if err != nil {
			return nil, err
		}
		list = append(list, idleAcceptance{a.at, said})
	}
	return list, nil
}
