package rules

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh/law"
)

// everywhere is one stance of all frameworks: what the machines do, whoever drives them.
func everywhere(s law.Severity, in string) (list []law.Stance) {
	for _, name := range []string{automodel, torchtitan, megatron, accelerate, transformers, deepspeed, vllm, sglang} {
		list = append(list, law.Stance{Framework: name, Severity: s, In: in})
	}
	return list
}

// notUnder is the rule that a strategy of NeMo Automodel does not take an axis. DDP only spreads samples; Megatron-FSDP
// has neither a pipeline nor an expert mesh.
func notUnder(strategy string, a law.Axis) law.Rule {
	return law.Rule{
		Code:     string(a) + ".not_under_" + strategy,
		Axis:     a,
		Title:    "strategy " + strategy + " takes no " + a.Words(),
		Since:    "0.1",
		Equation: `strategy != "` + strategy + `"`,
		Why:      "strategy " + strategy + " has no axis for " + a.Words(),
		Strategy: law.FSDP2,
		Example:  a.Subject() + " 2 under strategy " + strategy,
		Stances:  []law.Stance{{Framework: automodel, Severity: law.Refuses, In: automodelMesh + "_require_size_one"}},
	}
}

// declarationOf is the rule that a class declares of an axis what its code shows. What is declared and what is derived are
// two sources; neither overrules the other in silence, so this warns. A class that declares nothing leaves the term
// unknown, and a warning that is unknown is not given.
func declarationOf(a law.Axis, c capabilities.Capability) law.Rule {
	return law.Rule{
		Code:     string(a) + ".declaration_disagrees",
		Axis:     a,
		Title:    "the class declares of " + a.Words() + " what its code shows",
		Since:    "0.1",
		Equation: string(c) + " == declares_" + string(a),
		Tell: func(k *law.Case) string {
			if k.Report.DeclaredOf(c).Is == capabilities.Yes {
				return k.Name + " declares " + string(c) + " = true, although its code does not seem to support it"
			}
			return k.Name + " declares " + string(c) + " = false, although its code seems to support it"
		},
		Advice:  "the class may know what its code does not show: try the axis on a small run first",
		Repairs: []string{}, // a "may" has no fix
		Example: "a class that declares " + string(c) + " = false and has a plan",
		Stances: []law.Stance{{Framework: automodel, Severity: law.FailsLate, Unsure: true, In: "nemo_automodel/_transformers/model_capabilities.py#query_capabilities"}},
	}
}
