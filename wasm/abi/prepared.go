package abi

import (
	"sync/atomic"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/catalogue"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// Who asks about one model asks often. What was read of its facts, and what follows from them whatever the run, is kept
// until other facts come: in an instance of the module, and in a program that calls the engine natively.

// subject is the model of a request.
type subject struct {
	facts capabilities.Facts
	from  *catalogue.Origin
	notes []string
	model atomic.Pointer[mesh.Model]
}

// prepared resolves the facts once.
func (s *subject) prepared() *mesh.Model {
	if m := s.model.Load(); m != nil {
		return m
	}
	m := mesh.NewModel(s.facts)
	s.model.Store(m)
	return m
}

// aspect is what else than its facts decides what is known of a subject.
type aspect struct {
	framework    *mesh.Framework
	transformers string
	class, attn  string
	catalogue    bool
}

// kept is the last facts, with the last subject that was made of them.
type kept struct {
	facts   strict.Known
	aspect  aspect
	subject *subject
}

var last atomic.Pointer[kept]

// mostKept bounds the request whose facts are kept, since they hold on to all of it.
const mostKept = 256 << 10

// parse reads a request. Facts that are those of the last request, byte for byte, are not read again.
func parse(request []byte) (capabilities.Value, *Error) {
	var known strict.Known
	if k := last.Load(); k != nil {
		known = k.facts
	}
	v, facts, err := strict.ParseKnowing(request, "facts", known)
	if err == nil && facts.Text != "" && facts.Value != known.Value {
		k := &kept{}
		if len(request) <= mostKept {
			k.facts = facts
		}
		last.Store(k)
	}
	return v, err
}

// remembered finds the subject of facts in an aspect, nil where it is another.
func remembered(facts capabilities.Value, a aspect) *subject {
	if k := last.Load(); k != nil && k.subject != nil && k.facts.Value == facts && k.aspect == a {
		return k.subject
	}
	return nil
}

// remember keeps a subject, if its facts are kept.
func remember(facts capabilities.Value, a aspect, s *subject) {
	if k := last.Load(); k != nil && k.facts.Value == facts && facts.Kind() == capabilities.Object {
		last.Store(&kept{facts: k.facts, aspect: a, subject: s})
	}
}
