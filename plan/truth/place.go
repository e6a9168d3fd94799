package truth

import (
	"fmt"
	"io"
	"strings"

	"github.com/meshwise/meshwise/plan"
)

// Placing says where published choices stand among all runs that fit.
type Placing struct {
	Choices, Placed    int // published choices; of them, those that the plan has
	First, Five, Ten   int
	Alike              int // within the class of the best
	Within10, Within25 int // percent of the best step
	Lines              []string
}

// Place looks for the published choice of each row in the plan of its world.
func Place(all *Models, rows []Row) *Placing {
	p := &Placing{}
	seen := map[string]bool{}
	for _, row := range rows {
		if row.Get("mesh_chosen") != "1" || row.Get("group") == "sc21" || row.Get("group") == "korthikanti22" {
			continue
		}
		m, err := all.Get(row.Get("model"), int64(row.Number("seq", 0)))
		if err != nil {
			continue
		}
		run, err := row.Run()
		if err != nil {
			continue
		}
		key := fmt.Sprint(row.Get("model"), row.Get("gpu"), run.Mesh, run.GlobalBatchSize, run.SequenceLength, run.Compute, run.Strategy)
		if seen[key] {
			continue
		}
		seen[key] = true
		p.place(row, m, run)
	}
	return p
}

func (p *Placing) place(row Row, m *plan.Model, run plan.Run) {
	p.Choices++
	wanted := run.Mesh
	run.Mesh = plan.Mesh{WorldSize: wanted.WorldSize}
	run.MicroBatchSize, run.VirtualStages, run.Schedule, run.SequenceParallel = 0, 0, "", 0
	run.Recompute = plan.Recompute{}
	if row.Get("group") == "automodel" { // its recipes know no other
		run.Recompute.Mode = "full"
	}
	if run.Strategy == plan.MegatronZero2 {
		run.Strategy = plan.Megatron
	}
	a := m.Plan(plan.Question{Run: run, Limit: 1 << 20}, Divisible{Model: m, Run: run})
	at := -1
	best := 0.0
	for i, c := range a.Choices {
		if best == 0 || c.Estimate.Time.Step.Mid < best {
			best = c.Estimate.Time.Step.Mid
		}
		me := c.Run.Mesh
		if one(me.TP) == one(wanted.TP) && one(me.PP) == one(wanted.PP) && one(me.CP) == one(wanted.CP) && one(me.EP) == one(wanted.EP) {
			at = i
		}
	}
	line := fmt.Sprintf("%s %-16s %-6s n%-5d gbs%-5d s%-6d %-8s tp%d pp%d cp%d ep%d", row.Get("id"), row.Get("model"), row.Get("gpu"), wanted.WorldSize, run.GlobalBatchSize, run.SequenceLength, run.Compute, one(wanted.TP), one(wanted.PP), one(wanted.CP), one(wanted.EP))
	if at < 0 {
		p.Lines = append(p.Lines, fmt.Sprintf("%s: not among %d that fit of %d", line, a.Fit, a.Legal))
		return
	}
	p.Placed++
	gap := a.Choices[at].Estimate.Time.Step.Mid/best - 1
	for _, c := range []struct {
		yes bool
		n   *int
	}{{at == 0, &p.First}, {at < 5, &p.Five}, {at < 10, &p.Ten}, {at < a.Alike, &p.Alike}, {gap <= .10, &p.Within10}, {gap <= .25, &p.Within25}} {
		if c.yes {
			*c.n++
		}
	}
	f := a.Choices[0].Run
	p.Lines = append(p.Lines, fmt.Sprintf("%s: %d of %d, %.0f%% behind the fastest; class of %d; first tp%d pp%d cp%d ep%d mbs%d v%d %s", line, at+1, a.Fit, 100*gap, a.Alike,
		one(f.Mesh.TP), one(f.Mesh.PP), one(f.Mesh.CP), one(f.Mesh.EP), f.MicroBatchSize, f.VirtualStages, f.Recompute.Mode))
}

func one(n int64) int64 { return max(1, n) }

// Print writes what was found.
func (p *Placing) Print(w io.Writer) {
	fmt.Fprintf(w, "of %d published choices %d are in the plan: %d first, %d in the first five, %d in the first ten; %d in the class of the best; %d within 10 %% of the fastest, %d within 25 %%\n",
		p.Choices, p.Placed, p.First, p.Five, p.Ten, p.Alike, p.Within10, p.Within25)
	for _, line := range p.Lines {
		if strings.Contains(line, "not among") {
			fmt.Fprintln(w, "  "+line)
		}
	}
}
