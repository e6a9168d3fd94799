package render

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/plan"
)

// estimateSection says what a run needs: the fullest rank, each stage, and the time of a step.
func estimateSection(p page, e *plan.Estimate) {
	if e == nil {
		return
	}
	m := &e.Memory
	if isWithoutCard(e) {
		return
	}
	p.section("memory and time")
	if len(m.Stages) > 0 {
		p.note(memoryWords(m, e.Fits))
		stageTable(p, m)
	}
	if e.Time.Known {
		p.note(timeWords(&e.Time))
	}
	assumedFields(p, e.Assumed)
	for _, n := range e.Notes {
		p.note(n.What + " " + n.Why)
	}
	missingFields(p, e.Unknown)
}

func isWithoutCard(e *plan.Estimate) bool { return e.Memory.Capacity == 0 && !e.Time.Known }

// withoutCard says in one line what is known without a card.
func withoutCard(p page, e *plan.Estimate) {
	if e == nil || !isWithoutCard(e) {
		return
	}
	switch m := &e.Memory; {
	case len(m.Stages) == 0:
	case m.Known:
		p.field("memory", "the fullest rank needs "+span(m.Device)+" of a card")
	default:
		p.field("memory", "model states alone take "+span(m.Allocated)+" on the fullest rank")
	}
}

// fitTone is how a fit is meant, and its word.
func fitTone(f plan.Fit) (tone, string) {
	switch f {
	case plan.Fits:
		return good, "fits"
	case plan.Tight:
		return risky, "tight"
	case plan.CannotFit:
		return bad, "cannot fit"
	}
	return open, "not known"
}

// memoryWords is the peak of the fullest rank in one line.
func memoryWords(m *plan.Memory, fits plan.Fit) string {
	_, word := fitTone(fits)
	text := ""
	switch {
	case !m.Known:
		text = "model states alone take " + span(m.Allocated) + " on the fullest rank"
	default:
		text = "the fullest rank needs " + span(m.Device) + " of its card"
	}
	if m.Capacity > 0 {
		text += ", which has " + plan.GiB(m.Capacity) + ": " + word
	}
	return text
}

// span is an interval of bytes with its middle: "67.3 GiB (61.2 GiB to 74.1 GiB)".
func span(i plan.Interval) string {
	low, mid, high := plan.GiB(i.Low), plan.GiB(i.Mid), plan.GiB(i.High)
	if low == mid && mid == high {
		return mid
	}
	return mid + " (" + low + " to " + high + ")"
}

// timeWords is a step in one line.
func timeWords(t *plan.Time) string {
	return "a step takes " + plan.Amount(t.Step.Mid, "s") + " (" + plan.Amount(t.Step.Low, "s") + " to " + plan.Amount(t.Step.High, "s") + "): " +
		plan.Amount(t.Tokens.Mid, "tokens/s/GPU") + ", " + plan.Amount(t.FLOPs/1e12, "model TFLOP/s/GPU") + ", " + percent(t.Utilization) + " of the peak"
}

func percent(share float64) string { return strconv.Itoa(int(100*share+.5)) + " %" }

// mostStages bounds the stages that a table shows.
const mostStages = 8

var stageColumns = []column{
	{title: "stage", right: true}, {title: "weights", right: true}, {title: "gradients", right: true}, {title: "optimizer", right: true},
	{title: "gathered", right: true}, {title: "activations", right: true}, {title: "logits", right: true}, {title: "peak", right: true},
}

// stageTable has a row for each stage, in GiB and in the middle of the estimate. Of many stages the first, the last and the
// fullest are shown.
func stageTable(p page, m *plan.Memory) {
	t := &table{columns: stageColumns}
	for i := range m.Stages {
		last := len(m.Stages) - 1
		if len(m.Stages) > mostStages && i != 0 && i != last && i != m.Fullest {
			continue
		}
		s := &m.Stages[i]
		t.row()
		t.say(strconv.Itoa(i + 1))
		for _, n := range []float64{s.Weights, s.Gradients, s.Optimizer, s.Gathered + s.Placeholders, s.Activations + s.Recompute + s.Working, s.Logits, s.Allocated} {
			t.say(plan.GiB(n))
		}
	}
	p.table(t)
}

func assumedFields(p page, list []plan.Assumption) {
	var words []string
	for _, a := range list {
		word := a.Setting + " " + a.Value
		if a.Other != "" {
			word += " (or " + a.Other + ")"
		}
		words = append(words, word)
	}
	if words != nil {
		p.literal("assumed", words...)
	}
}

func missingFields(p page, list []plan.Missing) {
	for _, m := range list {
		p.field("not known", m.What+" "+m.Why)
	}
}

// planCheck is a plan for the tools.
func planCheck(p *mesh.Planned) check {
	f := remarked("plan", "the runs of a world, the one to try first on top")
	f.label, f.message = strconv.Itoa(len(p.Runs)), PlanHeadline(p)
	f.body = func(to page) {
		if len(p.Runs) > 0 {
			planTable(to, p.Runs)
		}
	}
	return check{subject: "plan for " + name(p.Model), model: p.Model, answer: f.message, passes: true, findings: []*finding{f}}
}

// Plan renders a plan.
func Plan(p *mesh.Planned, o Options) string {
	return o.write(func(to page) { planPage(to, p, o.Notes) }, func() []check { return []check{planCheck(p)} })
}
