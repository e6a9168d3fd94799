package law

import (
	"math/bits"

	"github.com/meshwise/meshwise/capabilities"
)

// Term is one thing that an equation may name. The terms are numbered: settings first, then quantities, then the numbers
// and the flags of the model.
type Term int

// What a term is.
type termKind uint8

const (
	ofSetting termKind = iota
	ofQuantity
	ofNumber // of the model
	ofFlag   // of the model
)

// termRow is a term with where it stands in the table that lists it.
type termRow struct {
	name string
	kind termKind
	row  int
}

// terms lists every term, and termNames finds them. Both are made once, from the tables, and never changed.
var (
	terms      = make([]termRow, 0, mostTerms)
	termNames  = newIndex(mostTerms)
	settings   = make([]*Setting, 0, mostTerms) // by their terms
	firstModel Term                             // the terms of the model begin here
)

const mostTerms = 256

func init() {
	for i := range sections {
		for j := range sections[i].Settings {
			addSetting(&sections[i].Settings[j])
		}
	}
	for i := range quantities {
		terms = append(terms, termRow{quantities[i].Name, ofQuantity, i})
	}
	firstModel = Term(len(terms))
	for i, n := range capabilities.Numbers() {
		terms = append(terms, termRow{n.Name, ofNumber, i})
	}
	for i := range modelFlags {
		terms = append(terms, termRow{modelFlags[i].name, ofFlag, i})
	}
	for i := range terms {
		nameTerm(i)
	}
	findAxisTerms()
}

func addSetting(s *Setting) {
	settings = append(settings, s)
	for _, w := range s.Words {
		words.add(w)
	}
	terms = append(terms, termRow{s.Name, ofSetting, len(settings) - 1})
}

func nameTerm(i int) {
	if termNames.add(terms[i].name); len(termNames.names) != i+1 {
		panic("law: two terms are called " + terms[i].name)
	}
}

// modelFlag is a truth about the model that equations may name.
type modelFlag struct {
	name string
	of   func(*capabilities.Report) *capabilities.Finding
}

// modelFlags lists them: what the architecture says, what is derived of the class, and what the class declares of itself.
var modelFlags = makeModelFlags()

func makeModelFlags() (list []modelFlag) {
	for i, f := range capabilities.Flags() {
		list = append(list, modelFlag{f.Name, func(r *capabilities.Report) *capabilities.Finding { return &r.Flags[i].Finding }})
	}
	for _, c := range []capabilities.Capability{
		capabilities.SupportsTP, capabilities.SupportsPP, capabilities.SupportsCP, capabilities.SupportsEP,
		capabilities.SupportsSequencePacking, capabilities.SupportsCPWithSequencePacking, capabilities.SupportsMTPCP,
		capabilities.SupportsMTPCPPP, capabilities.MTPEnabledCapability, capabilities.IsMoE, capabilities.IsHybrid,
		capabilities.KeepsWindows, capabilities.UsesTEAttention, capabilities.HasOptimizedTPPlan, capabilities.IsCustomModel,
	} {
		list = append(list, modelFlag{string(c), func(r *capabilities.Report) *capabilities.Finding { return r.Of(c) }})
	}
	for _, d := range []struct {
		axis Axis
		of   capabilities.Capability
	}{{TP, capabilities.SupportsTP}, {PP, capabilities.SupportsPP}, {CP, capabilities.SupportsCP}, {EP, capabilities.SupportsEP}} {
		list = append(list, modelFlag{"declares_" + string(d.axis), func(r *capabilities.Report) *capabilities.Finding { return r.DeclaredOf(d.of) }})
	}
	return list
}

// Named finds a term by its name.
func Named(name string) (t Term, ok bool) {
	n, ok := termNames.find(name)
	return Term(n), ok
}

// Must is [Named] for a name that is known to be one.
func Must(name string) Term {
	t, ok := Named(name)
	if !ok {
		panic("law: there is no term " + name)
	}
	return t
}

// Name returns the name of the term.
func (t Term) Name() string { return terms[t].name }

// Setting returns the setting that the term is, nil if it is none.
func (t Term) Setting() *Setting {
	if int(t) < len(settings) {
		return settings[t]
	}
	return nil
}

// OfModel reports whether the term reads the model alone.
func (t Term) OfModel() bool { return t >= firstModel }

// isTruth reports whether the term is true or false, and no number.
func (t Term) isTruth() bool {
	switch row := &terms[t]; row.kind {
	case ofSetting:
		return settings[t].Kind == Flag
	case ofQuantity:
		return false
	default:
		return row.kind == ofFlag
	}
}

// Terms is a set of terms.
type Terms []uint64

// Add adds a term to the set.
func (s *Terms) Add(t Term) {
	if len(*s) <= int(t)/64 { // at once as long as it can become
		all := make(Terms, len(terms)/64+1)
		copy(all, *s)
		*s = all
	}
	(*s)[t/64] |= 1 << (t % 64)
}

// Has reports whether the set holds a term.
func (s Terms) Has(t Term) bool { return int(t)/64 < len(s) && s[t/64]>>(t%64)&1 == 1 }

// Meets reports whether two sets share a term.
func (s Terms) Meets(other Terms) bool {
	for i := range min(len(s), len(other)) {
		if s[i]&other[i] != 0 {
			return true
		}
	}
	return false
}

// Union adds all of another set.
func (s *Terms) Union(other Terms) {
	if len(*s) < len(other) {
		*s = append(*s, other[len(*s):]...)
	}
	for i, more := range other {
		(*s)[i] |= more
	}
}

// Each visits the terms of the set, in their order.
func (s Terms) Each(visit func(Term)) {
	for i, left := range s {
		for ; left != 0; left &= left - 1 {
			visit(Term(i*64 + bits.TrailingZeros64(left)))
		}
	}
}

// SetOf is the set of the terms of the given names.
func SetOf(names ...string) (s Terms) {
	for _, name := range names {
		s.Add(Must(name))
	}
	return s
}

// OfMesh reports whether the setting is a member of a request's mesh, and not of its run.
func (t Term) OfMesh() bool {
	return int(t) < len(sections[0].Settings)
}
