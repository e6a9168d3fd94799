package mesh

import "github.com/meshwise/meshwise/capabilities"

// declaredNot is the rule that a class does not declare less than its code seems to support. What is declared and what is
// derived are two sources; neither overrules the other in silence, so this warns. A class that declares nothing leaves
// the term unknown, and a warning that is unknown is not given.
func declaredNot(a Axis, c capabilities.Capability) Rule {
	declares := "declares_" + string(a)
	return Rule{
		Code:     string(a) + ".declared_unsupported",
		Axis:     a,
		Title:    "the class does not declare that it lacks " + a.words(),
		Equation: "!" + string(c) + " || " + declares,
		Holds:    func(m *Case) bool { return !m.supports(a) || m.declares(a) },
		Say: func(m *Case) string {
			return m.Name + " declares " + string(c) + " = false, although its code seems to support it"
		},
		Advice:  "trust the declaration until the model was run so: the class knows what its code does not show",
		Stances: Stances{NeMoAutomodel: risk(FailsLate)},
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
