package catalogue

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// Trait is what a class supports, whatever its config and the choices of a run.
type Trait struct {
	Capability capabilities.Capability
	Is         capabilities.Truth
	// When says on what an unknown answer hinges, each part alone enough for a yes: "te", "sdpa", "attention only",
	// "hybrid with te". Without one it hinges on something else.
	When []string
	// Disagrees says that the class declares the opposite.
	Disagrees bool
}

// traits is the capabilities that are listed of a class.
var traits = []capabilities.Capability{
	capabilities.SupportsTP, capabilities.SupportsPP, capabilities.SupportsCP, capabilities.SupportsEP,
	capabilities.SupportsSequencePacking, capabilities.SupportsCPWithSequencePacking,
	capabilities.SupportsGradientCheckpointing, capabilities.SupportsGenerate,
}

// Traits lists the names of the capabilities that are listed of a class. The list is shared, and not to be changed.
func Traits() []capabilities.Capability { return traits }

// backends is the attention backends that a run may choose, those on which an answer hinges. The last stands for all
// others.
var backends = []string{"te", "magi", "tilelang", "cudnn", "sdpa", "flex"}

// Traits says what the class supports. Two things are left open by a class: whether its config has layers other than
// attention, and the attention backend of the run. Both are tried.
func (c Class) Traits() []Trait {
	known := c.Facts()
	list := make([]Trait, len(traits))
	base := c.report(known, false, "")
	for i, capability := range traits {
		found := of(base, capability)
		list[i] = Trait{Capability: capability, Is: found.Is}
		for _, d := range base.Disagree {
			list[i].Disagrees = list[i].Disagrees || d == capability
		}
	}
	hybrid := c.report(known, true, "")
	if c.settled(list, base, hybrid) {
		return list
	}
	onConfig := make([]bool, len(list)) // settled: it hinges on the config alone
	for i := range list {
		onConfig[i] = len(list[i].When) > 0
	}
	for _, isHybrid := range []bool{false, true} {
		for _, backend := range backends {
			report := c.report(known, isHybrid, backend)
			for i := range list {
				if list[i].Is == capabilities.Unknown && !onConfig[i] && of(report, list[i].Capability).Is == capabilities.Yes {
					when := backend
					if isHybrid {
						when = "hybrid with " + backend
					}
					list[i].When = append(list[i].When, when)
				}
			}
		}
	}
	for i := range list {
		if !onConfig[i] {
			list[i].When = simplify(list[i].When)
		}
	}
	return list
}

// settled notes what hinges on the config alone, and reports whether nothing hinges on a backend.
func (c Class) settled(list []Trait, base, hybrid *capabilities.Report) bool {
	all := true
	for i := range list {
		t := &list[i]
		other := of(hybrid, t.Capability).Is
		switch {
		case t.Is == capabilities.Unknown || other == capabilities.Unknown:
			t.Is = capabilities.Unknown
			all = false
		case t.Is != other:
			when := "attention only"
			if other == capabilities.Yes {
				when = "hybrid"
			}
			t.Is, t.When = capabilities.Unknown, []string{when}
		}
	}
	return all
}

// report derives what the class supports with a config that is hybrid or not, at a backend if one is stated.
func (c Class) report(known capabilities.Facts, hybrid bool, backend string) *capabilities.Report {
	config := capabilities.ObjectValue([]string{"model_type", "is_hybrid_model"},
		[]capabilities.Value{capabilities.StringValue(c.ModelType), capabilities.BoolValue(hybrid)})
	facts := capabilities.Facts{configFact: config}
	if backend != "" {
		facts[backendFact] = capabilities.StringValue(backend)
	}
	whole, _ := facts.Complete(known, c.Source.Package != transformers)
	report := capabilities.Derive(whole, 2, 1)
	return &report
}

func of(r *capabilities.Report, c capabilities.Capability) *capabilities.Finding {
	for i := range r.Effective {
		if r.Effective[i].Capability == c {
			return &r.Effective[i].Finding
		}
	}
	return r.Of(c)
}

// simplify says the same in fewer words: what holds for a backend whatever the config needs to be said once.
func simplify(when []string) []string {
	var plain, hybrid []string
	for _, w := range when {
		if backend, ok := strings.CutPrefix(w, "hybrid with "); ok {
			hybrid = append(hybrid, backend)
		} else {
			plain = append(plain, w)
		}
	}
	switch {
	case equal(plain, hybrid):
		return plain
	case len(plain) == len(backends) && hybrid == nil:
		return []string{"attention only"}
	}
	if len(hybrid) > 0 {
		plain = append(plain, "hybrid with "+strings.Join(hybrid, ", "))
	}
	return plain
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
