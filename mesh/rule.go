package mesh

import (
	"github.com/meshwise/meshwise/capabilities"
)

// Rule is one thing that must hold of a model on a mesh.
//
// The equation is the heart. It is written in Go's own syntax over the names in [terms], and it is what a reader is shown
// with the values put in. From its names follow the facts that the rule needs: where one of them was not observed, the
// answer is unknown, and says so. Holds is the same equation for the compiler; a test holds the two together on random
// values.
//
// Which sizes would work is never written down: they are found by asking the rules again.
type Rule struct {
	Code  string // "tp.kv_heads_not_divisible": stable, append-only, "axis.problem"
	Axis  Axis   // whose size the rule is about
	Title string // what must hold, as a heading

	When     func(*Case) bool // when the rule applies; nil: when the size of its axis is above 1
	Applies  string           // the same in words, empty with it
	Equation string           // what must hold: "num_key_value_heads % tp_size == 0"
	Holds    func(*Case) bool // the equation

	Must   string                              // what must hold, as the message says it: "each rank must own whole key/value heads"
	Say    func(*Case) string                  // a message in words of its own, in place of Must and the equation
	Reason capabilities.Capability             // the capability whose reason explains a violation
	Shows  func(*Case) []capabilities.Evidence // further evidence

	Advice   string   // what else can be done than change a size
	Strategy Strategy // a strategy under which it holds
	Repairs  []Axis   // the axes whose sizes may repair it; nil: Axis alone
	Quiet    bool     // an unknown fact is passed over: the rule is about the model, whatever the mesh
	Stances  Stances  // what each framework does about it
	Source   []string // where it was read
}

// state is what a rule says about a case.
type state uint8

const (
	holds state = iota
	broken
	unknown
)

// ruling is a rule made ready: with the terms that it reads, and the size of its axis.
type ruling struct {
	*Rule
	index int
	reads termSet
	alone bool            // it reads no size of a mesh but that of its own axis
	size  func(*Case) int // nil for a rule about the model
}

// rulings is every rule, in the order of a verdict: tp, pp, cp, ep, then the others. It is made once and never changed.
var rulings = makeRulings()

func makeRulings() []ruling {
	var all []ruling
	for _, group := range [][]Rule{tpRules, ppRules, cpRules, epRules, dpRules, modelRules} {
		for i := range group {
			r := &group[i]
			reads, ok := termsOf(r.Equation)
			if !ok {
				panic("mesh: the equation of " + r.Code + " uses a name that is no term")
			}
			made := ruling{Rule: r, index: len(all), reads: reads, alone: r.readsOneAxis(reads)}
			if r.Axis != NoAxis {
				made.size = terms[termIndex(r.Axis.sizeName())].size
			}
			all = append(all, made)
		}
	}
	return all
}

// refusals is, for each framework, the rules that refuse a mesh and do not only warn.
var refusals = makeRefusals()

func makeRefusals() (list [frameworkCount][]*ruling) {
	for i := range rulings {
		for f, stance := range rulings[i].Stances {
			if stance.Severity != NoRule && !stance.Warns() {
				list[f] = append(list[f], &rulings[i])
			}
		}
	}
	return list
}

// Rules lists every rule, in the order of a verdict.
func Rules() []Rule {
	list := make([]Rule, len(rulings))
	for i, r := range rulings {
		list[i] = *r.Rule
	}
	return list
}

// applies reports whether the rule speaks about the case at all.
func (r *ruling) applies(c *Case) bool {
	if r.Stances[c.Framework].Severity == NoRule {
		return false
	}
	if r.When != nil {
		return r.When(c)
	}
	return r.size(c) > 1
}

// ask says what the rule makes of the case.
func (r *ruling) ask(c *Case) state {
	if !r.applies(c) {
		return holds
	}
	if r.reads&^modelTerms == 0 {
		return c.Model.settled[r.index]
	}
	return r.answer(c)
}

// answer evaluates the equation. A rule that needs a size which the mesh leaves open holds: the rule that left it open
// has spoken.
func (r *ruling) answer(c *Case) state {
	switch {
	case r.reads&c.doubtful != 0:
		return unknown
	case r.reads&c.unknown != 0:
		return r.answerUnknown(c)
	case r.reads&c.open != 0 || r.Holds(c):
		return holds
	default:
		return broken
	}
}

// answerUnknown answers although a term is not known, where every value of it gives the same answer. It tries both values
// of each unknown flag; a number that is unknown has too many.
func (r *ruling) answerUnknown(c *Case) state {
	if r.reads&c.unknown&numberTerms != 0 || r.reads&(r.reads-1) == 0 {
		return unknown // an equation of one flag alone is that flag
	}
	trial := *c
	model := *c.Model
	trial.Model = &model
	var flags []*bool // where the trial keeps what is not known
	for i := range terms {
		if r.reads&c.unknown&(1<<i) != 0 {
			_, flag := terms[i].truth(&model)
			flags = append(flags, flag)
		}
	}
	all, any := true, false
	for bits := range 1 << len(flags) {
		for i, flag := range flags {
			*flag = bits>>i&1 == 1
		}
		held := r.Holds(&trial)
		all, any = all && held, any || held
	}
	switch {
	case all:
		return holds
	case !any:
		return broken
	default:
		return unknown
	}
}

// sizeOf returns the settled size of an axis.
func (c *Case) sizeOf(a Axis) int {
	switch a {
	case PP:
		return c.PP
	case DP:
		return c.DP
	case DPReplicate:
		return c.DPReplicate
	case DPShard:
		return c.DPShard
	case CP:
		return c.CP
	case TP:
		return c.TP
	case EP:
		return c.EP
	case World:
		return c.World
	default:
		return 0
	}
}
