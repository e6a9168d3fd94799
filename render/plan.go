package render

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/plan"
)

// PlanHeadline is a plan in one line: the run to start, or why there is none.
func PlanHeadline(p *mesh.Planned) string {
	_, text := planned(p)
	return visible(text)
}

func planned(p *mesh.Planned) (tone, string) {
	a, on := &p.Answer, rankCount(p.World)
	switch {
	case len(a.Unknown) > 0:
		return open, "no plan for " + name(p.Model) + " on " + on + ": " + a.Unknown[0].What + " " + a.Unknown[0].Why
	case len(p.Runs) > 0:
		first := &p.Runs[0]
		return good, "start " + name(p.Model) + " on " + on + " with " + meshWords(&first.Mesh) + ": " + plan.Amount(first.Estimate.Time.Step.Mid, "s") +
			" a step, " + plan.GiB(first.Estimate.Memory.Device.Mid) + " a rank"
	case a.Legal == 0:
		return bad, "no run of " + name(p.Model) + " on " + on + " is legal and has the batch that was asked for"
	default:
		return bad, "nothing fits: the leanest run of " + name(p.Model) + " on " + on + " lacks " + plan.GiB(a.Lacks) + " a rank"
	}
}

// planPage ranks the runs, and says of the first what it rests on.
func planPage(p page, of *mesh.Planned, notes []string) {
	a := &of.Answer
	p.headline(planned(of))
	p.note(ledgerWords(of))
	notePage(p, notes)
	missingFields(p, a.Unknown)
	if a.Legal > 0 {
		p.note(count(a.Legal, "mesh", "meshes") + " looked at in " + count(a.Tried, "run", "runs") + ": " + strconv.Itoa(a.Fit) + " fit, " +
			strconv.Itoa(a.CannotFit) + " cannot, and of " + strconv.Itoa(a.Legal-a.Fit-a.CannotFit) + " nobody can be sure")
	}
	if len(of.Runs) > 0 {
		p.section("runs, the one to try first on top")
		planTable(p, of.Runs)
		if n := min(a.Alike, len(of.Runs)); n > 1 {
			p.note("the first " + strconv.Itoa(n) + " are as good as can be told: the fewer axes the better")
		}
		p.section("the first run")
		runFields(p, &of.Runs[0])
	}
	if of.Nearest != nil {
		p.section("the run that lacks least")
		runFields(p, of.Nearest)
		for _, c := range a.Change {
			p.field("would fit with", c.Setting+" "+c.Value)
		}
	}
	assumedFields(p, a.Assumed)
}

func ledgerWords(of *mesh.Planned) string {
	n, ok := of.Ledger.Whole()
	if !ok {
		return of.Framework.Text
	}
	text := billions(n) + " parameters"
	if active, ok := of.Ledger.Active(); ok && active != n {
		text += ", of which a token meets " + billions(active)
	}
	return text + " (" + of.Framework.Text + ")"
}

// billions writes a count of parameters: "70.6 billion", "494 million".
func billions(n int64) string {
	if n >= 1e9 {
		return plan.Amount(float64(n)/1e9, "billion")
	}
	return plan.Amount(float64(n)/1e6, "million")
}

var planColumns = []column{
	{}, {title: "pp", right: true}, {title: "dp", right: true}, {title: "cp", right: true}, {title: "tp", right: true}, {title: "ep", right: true},
	{title: "micro batch", right: true}, {title: "recompute"}, {title: "memory", right: true}, {title: "step", right: true},
	{title: "tokens/s/GPU", right: true}, {title: "of the peak", right: true},
}

func planTable(p page, list []mesh.PlannedRun) {
	t := &table{columns: planColumns}
	replicas := false
	for i := range list {
		replicas = replicas || list[i].Mesh.DPReplicate > 1
	}
	if replicas {
		t.columns = append(t.columns[:len(t.columns):len(t.columns)], column{title: "replicas", right: true})
	}
	for i := range list {
		r := &list[i]
		e := &r.Estimate
		how, _ := fitTone(e.Fits)
		t.row()
		t.toned(how, markOf(how))
		for _, a := range []mesh.Axis{law.PP, law.DP, law.CP, law.TP, law.EP} {
			t.say(size(r.Mesh.Size(a)))
		}
		t.say(strconv.FormatInt(r.Run.MicroBatchSize, 10))
		t.say(r.Run.Recompute.Mode)
		t.say(plan.GiB(e.Memory.Device.Mid))
		t.say(plan.Amount(e.Time.Step.Mid, "s"))
		t.say(strconv.Itoa(int(e.Time.Tokens.Mid + .5)))
		t.say(percent(e.Time.Utilization))
		if replicas {
			t.say(size(r.Mesh.DPReplicate))
		}
	}
	p.table(t)
}

func markOf(t tone) string {
	switch t {
	case good:
		return "✓"
	case bad:
		return "✗"
	case risky:
		return "!"
	}
	return "?"
}

// runFields says what a run of a plan is told beside its sizes, what it needs, and why not its neighbours.
func runFields(p page, r *mesh.PlannedRun) {
	var words []string
	for _, s := range r.Decided {
		words = append(words, s.Setting+" "+plainText(s.Value))
	}
	p.literal("with", words...)
	e := &r.Estimate
	if len(e.Memory.Stages) > 0 {
		p.note(memoryWords(&e.Memory, e.Fits))
		stageTable(p, &e.Memory)
	}
	if e.Time.Known {
		p.note(timeWords(&e.Time))
	}
	for i := range r.Why {
		p.field("beside it", r.Why[i].String())
	}
	for i := range r.Verdict.Warnings {
		w := &r.Verdict.Warnings[i]
		p.field("warning", w.Rule.Code+": "+message(w.Message, r.Verdict.Model))
	}
}

// plainText is a value as a person writes it.
func plainText(v capabilities.Value) string {
	switch v.Kind() {
	case capabilities.String:
		return v.Text()
	case capabilities.Array:
		text := ""
		for i := range v.Len() {
			if i > 0 {
				text += ","
			}
			text += plainText(v.At(i))
		}
		return text
	}
	return v.Literal()
}
