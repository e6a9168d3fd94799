package mesh

import "github.com/meshwise/meshwise/capabilities"

// declarationOf is the rule that a class declares of an axis what its code shows. What is declared and what is derived are
// two sources; neither overrules the other in silence, so this warns. A class that declares nothing leaves the term
// unknown, and a warning that is unknown is not given.
func declarationOf(a Axis, c capabilities.Capability) Rule {
	return Rule{
		Code:     string(a) + ".declaration_disagrees",
		Axis:     a,
		Title:    "the class declares of " + a.words() + " what its code shows",
		Equation: string(c) + " == declares_" + string(a),
		Holds:    func(m *Case) bool { return m.supports(a) == m.declares(a) },
		Say: func(m *Case) string {
			if m.declares(a) {
				return m.Name + " declares " + string(c) + " = true, although its code does not seem to support it"
			}
			return m.Name + " declares " + string(c) + " = false, although its code seems to support it"
		},
		Advice:  "the class may know what its code does not show: try the axis on a small run first",
		Stances: Stances{NeMoAutomodel: mayFailLate},
		Source:  []string{"NeMo Automodel _transformers/model_capabilities.py query_capabilities"},
	}
}

func (m *Model) supports(a Axis) bool {
	switch a {
	case TP:
		return m.SupportsTP
	case PP:
		return m.SupportsPP
	case CP:
		return m.SupportsCP
	default:
		return m.SupportsEP
	}
}

func (m *Model) declares(a Axis) bool {
	switch a {
	case TP:
		return m.DeclaresTP
	case PP:
		return m.DeclaresPP
	case CP:
		return m.DeclaresCP
	default:
		return m.DeclaresEP
	}
}
