package rules

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/plan"
)

// memory is the rules about what a rank has to hold, which are asked where a card is given. They are the same in every
// framework: what differs stands in the planner's equations.
func memory() []law.Rule {
	var fails, warns []law.Stance
	for _, f := range law.Frameworks() {
		if f.Serves {
			continue
		}
		fails = append(fails, law.Stance{Framework: f.Name, Severity: law.FailsLate, In: plannerEquations})
		warns = append(warns, law.Stance{Framework: f.Name, Severity: law.FailsLate, In: plannerEquations, Unsure: true})
	}
	const given = "cards_given == 1"
	repairs := []string{"recompute.mode", "micro_batch_size", "tp_size", "pp_size", "cp_size", "ep_size", "world_size"}
	return []law.Rule{
		{
			Code:     "memory.cannot_fit",
			Axis:     law.Memory,
			Title:    "the fullest rank fits into its card",
			Since:    "0.2",
			When:     given,
			Applies:  "the card is given",
			Equation: `memory_fit != "cannot fit"`,
			Tell:     lacking,
			Doubt:    unestimated,
			Repairs:  repairs,
			Example:  "Llama-3.1-405B on one H100",
			Stances:  fails,
		},
		{
			Code:     "memory.tight",
			Axis:     law.Memory,
			Title:    "the fullest rank surely fits into its card",
			Since:    "0.2",
			When:     given + ` && memory_fit != "cannot fit"`,
			Applies:  "the card is given, and it is not known that the rank cannot fit",
			Equation: `memory_fit != "tight"`,
			Tell:     lacking,
			Repairs:  repairs,
			Quiet:    true,
			Example:  "a peak between 68 and 82 GiB on an H100",
			Stances:  warns,
		},
	}
}

const plannerEquations = "docs/planner.md#what-is-counted-and-what-is-not-known"

// lacking says what the fullest rank needs, most of it first, and what its card has.
func lacking(c *law.Case) string {
	e := c.Estimate()
	m := &e.Memory
	text := "a rank"
	if c.Size(law.PP) > 1 {
		text += " of stage " + strconv.Itoa(m.Fullest+1)
	}
	if e.Fits == plan.CannotFit {
		text += " needs at least " + plan.GiB(m.Allocated.Low)
	} else {
		text += " needs " + plan.GiB(m.Device.Low) + " to " + plan.GiB(m.Device.High)
	}
	if m.Fullest < len(m.Stages) {
		s := &m.Stages[m.Fullest]
		text += " (model states " + plan.GiB(s.States())
		if m.Known {
			text += ", the rest of the peak " + plan.GiB(s.Allocated-s.States())
		}
		text += ")"
	}
	text += ", and its card has " + plan.GiB(m.Capacity)
	if e.Fits == plan.CannotFit {
		return text
	}
	lead := "; it hangs on "
	for _, a := range e.Assumed {
		if a.Other != "" {
			text += lead + a.Setting
			lead = ", "
		}
	}
	return text
}

// unestimated says why there is no estimate.
func unestimated(c *law.Case) (text string) {
	for _, m := range c.Estimate().Unknown {
		if text != "" {
			text += "; "
		}
		text += m.What + " " + m.Why
	}
	return text
}
