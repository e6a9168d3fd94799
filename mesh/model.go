package mesh

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/printable"
)

// Model is one model, ready to be held against many meshes: its facts are resolved once.
type Model struct {
	Name   string // as messages call it: nothing in it moves a cursor
	report capabilities.Report
	// effective is the effective answers, by whether cp and ep are above 1.
	effective [2][2][]capabilities.Answer

	// The numbers and flags that the rules read, by the names of their terms. A rule reads one only after the terms of
	// its equation were found to be known.
	Heads, KVHeads, BlockKVHeads, Layers, Experts, TopK, Intermediate, Vocabulary int

	SupportsTP, SupportsPP, SupportsCP, SupportsEP     bool
	DeclaresTP, DeclaresPP, DeclaresCP, DeclaresEP     bool
	KeepsWindows, Tied, EncoderDecoder, LocalAttention bool
	PlanCutsLayers                                     bool

	unknown termSet // terms whose facts were not observed
	// settled is what each rule says that reads nothing but the model, whatever the mesh.
	settled []state
}

// NewModel resolves the facts of one model.
func NewModel(facts capabilities.Facts) *Model {
	r := capabilities.Derive(facts, 1, 1)
	m := &Model{Name: printable.Visible(r.Model), report: r}
	for i := range terms {
		switch t := &terms[i]; {
		case !t.ofModel():
		case t.of(m).known():
			t.keep(m)
		default:
			m.unknown |= 1 << i
		}
	}
	for cp := range m.effective {
		for ep := range m.effective[cp] {
			m.effective[cp][ep] = r.Effective
			if cp+ep > 0 {
				m.effective[cp][ep] = r.At(facts, cp+1, ep+1)
			}
		}
	}
	m.settled = make([]state, len(rulings))
	anyMesh := Case{Model: m}
	for i := range rulings {
		if r := &rulings[i]; r.reads&^modelTerms == 0 {
			m.settled[i] = r.answer(&anyMesh)
		}
	}
	return m
}

// effectiveAt returns the effective answers at the given sizes.
func (m *Model) effectiveAt(cpSize, epSize int) []capabilities.Answer {
	return m.effective[min(cpSize, 2)-1][min(epSize, 2)-1]
}
