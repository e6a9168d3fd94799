package mesh

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/printable"
)

// Model is one model, ready to be held against many meshes: its facts are resolved once.
type Model struct {
	Name   string // as messages call it: nothing in it moves a cursor
	facts  capabilities.Facts
	report capabilities.Report

	// The numbers and flags that the rules read, by the names of their terms. A rule reads one only after the terms of
	// its equation were found to be known.
	Heads, KVHeads, BlockKVHeads, Layers, Experts, TopK, Intermediate, Vocabulary int

	SupportsTP, SupportsPP, SupportsCP, SupportsEP     bool
	DeclaresTP, DeclaresPP, DeclaresCP, DeclaresEP     bool
	KeepsWindows, Tied, EncoderDecoder, LocalAttention bool

	unknown termSet // terms whose facts were not observed
	// settled is what each rule says that reads nothing but the model, whatever the mesh.
	settled []state
}

// NewModel resolves the facts of one model.
func NewModel(facts capabilities.Facts) *Model {
	r := capabilities.Derive(facts, 1, 1)
	m := &Model{Name: printable.Visible(r.Model), facts: facts, report: r}
	for i, t := range terms() {
		if t.of == nil {
			continue
		}
		if s := t.of(m); s.known() {
			t.keep(m, s)
		} else {
			m.unknown |= 1 << i
		}
	}
	m.settled = make([]state, len(rulings))
	for i := range rulings {
		if r := &rulings[i]; r.reads&^modelTerms == 0 {
			m.settled[i] = r.answer(&Case{Model: m})
		}
	}
	return m
}

// Report returns the capabilities of the model, with the effective ones at the given sizes.
func (m *Model) Report(cpSize, epSize int) capabilities.Report {
	return capabilities.Derive(m.facts, cpSize, epSize)
}
