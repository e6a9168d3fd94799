package truth

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/meshwise/meshwise/plan"
)

// Errors are relative errors of estimates: estimate/measured − 1.
type Errors []float64

// Median is the median of their sizes.
func (e Errors) Median() float64 { return e.at(.5) }

// P90 is the 90th percentile of their sizes.
func (e Errors) P90() float64 { return e.at(.9) }

func (e Errors) at(share float64) float64 {
	if len(e) == 0 {
		return math.NaN()
	}
	sizes := make([]float64, len(e))
	for i, x := range e {
		sizes[i] = math.Abs(x)
	}
	slices.Sort(sizes)
	if share == .5 && len(sizes)%2 == 0 {
		return (sizes[len(sizes)/2-1] + sizes[len(sizes)/2]) / 2
	}
	return sizes[min(len(sizes)-1, int(share*float64(len(sizes))))]
}

// Bias is the median with its sign.
func (e Errors) Bias() float64 {
	if len(e) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(e))
	if len(s)%2 == 0 {
		return (s[len(s)/2-1] + s[len(s)/2]) / 2
	}
	return s[len(s)/2]
}

// Group is what was found of rows that belong together.
type Group struct {
	Name string
	Errors
	Covered int // measured values inside of the interval
}

// Judgement is what a table of runs says of the planner.
type Judgement struct {
	Rows          int
	Memory, Time  []Group // by the table's groups
	ByKind        []Group // time by dense and experts, in 16 bits and in fewer
	MemoryAll     Group
	TimeAll       Group
	Ran           int // rows with a known run
	Refused       []string
	Warned        []string
	Unread        []string // rows that cannot be judged, and why
	UnknownModels []string
	Lines         []string // one for each row
}

// Judge holds the planner to a table.
func Judge(all *Models, rows []Row) *Judgement {
	j := &Judgement{Rows: len(rows)}
	memory, time, kinds := groups{}, groups{}, groups{}
	seen := map[string]bool{}
	for _, row := range rows {
		if strings.HasPrefix(row.Get("model"), "?") {
			j.Unread = append(j.Unread, row.Get("id")+": the table does not know its model")
			continue
		}
		m, err := all.Get(row.Get("model"), int64(row.Number("seq", 0)))
		var unknown *UnknownModel
		switch {
		case errors.As(err, &unknown):
			if !slices.Contains(j.UnknownModels, unknown.Name) {
				j.UnknownModels = append(j.UnknownModels, unknown.Name)
			}
			continue
		case err != nil:
			j.Unread = append(j.Unread, row.Get("id")+": "+err.Error())
			continue
		}
		if why := row.unfit(); why != "" {
			j.Unread = append(j.Unread, row.Get("id")+": "+why)
			continue
		}
		run, err := row.Run()
		if err != nil {
			j.Unread = append(j.Unread, err.Error())
			continue
		}
		e := m.Estimate(run)
		if len(e.Unknown) > 0 || !e.Time.Known {
			j.Unread = append(j.Unread, row.Get("id")+": "+fmt.Sprint(e.Unknown))
			continue
		}
		line := fmt.Sprintf("%s %-16s %-16s %-13s n%-5s tp%s pp%s/%s cp%s ep%s mbs%s s%-6s %-6s %-8s %-9s", row.Get("id"), row.Get("group"), row.Get("model"), row.Get("gpu"), row.Get("n_gpus"),
			row.Get("tp"), row.Get("pp"), row.Get("vpp"), row.Get("cp"), row.Get("ep"), row.Get("mbs"), row.Get("seq"), row.Get("precision"), row.Get("recompute"), row.Get("loss"))
		j.verdict(row, m, run)
		if real := row.Number("mem_gib", 0) * (1 << 30); real > 0 && !seen[row.measurement()] {
			seen[row.measurement()] = true
			got := measuredOf(&e, row)
			memory.add(row.Get("group"), got.Mid/real-1, got.Low <= real && real <= got.High)
			s := e.Memory.Stages[e.Memory.Fullest]
			line += fmt.Sprintf(" | memory %.2f, %.2f measured %+.1f%% (states %.1f gathered %.1f activations %.1f recompute %.1f working %.1f logits %.1f stand-ins %.1f)", got.Mid/(1<<30), real/(1<<30),
				100*(got.Mid/real-1), s.States()/(1<<30), s.Gathered/(1<<30), s.Activations/(1<<30), s.Recompute/(1<<30), s.Working/(1<<30), s.Logits/(1<<30), s.Placeholders/(1<<30))
		}
		if real := row.seconds(m, &e); real > 0 {
			t := e.Time.Step
			in := t.Low <= real && real <= t.High
			time.add(row.Get("group"), t.Mid/real-1, in)
			kinds.add(kindOf(m, run), t.Mid/real-1, in)
			d := e.Time.Duration
			line += fmt.Sprintf(" | step %.3f, %.3f measured %+.0f%% (compute %.3f bubble %.3f p2p %.3f dp %.3f optimizer %.3f; matmul %.3f attention %.3f experts %.3f elementwise %.3f tp %.3f cp %.3f ep %.3f head %.3f again %.3f)", t.Mid, real, 100*(t.Mid/real-1), d.Compute, d.Bubble, d.P2P, d.Exposed, d.Optimizer,
				d.Parts.Matmul, d.Parts.Attention, d.Parts.Experts, d.Parts.Elementwise, d.Parts.TP, d.Parts.CP, d.Parts.EP, d.Parts.Head, d.Parts.Recompute)
		}
		j.Lines = append(j.Lines, line)
	}
	j.Memory, j.MemoryAll = memory.all()
	j.Time, j.TimeAll = time.all()
	j.ByKind, _ = kinds.all()
	return j
}

func kindOf(m *plan.Model, run plan.Run) string {
	kind := "dense"
	if m.Experts > 0 {
		kind = "experts"
	}
	if run.Compute == "bfloat16" {
		return kind + ", 16 bits"
	}
	return kind + ", fewer bits"
}

// unfit says why a row says too little to be judged.
func (r Row) unfit() string {
	switch {
	case strings.HasSuffix(r.Get("group"), "-lora"):
		return "adapters: activations are known as an upper bound only"
	case r.Get("recompute") == "unknown":
		return "its recomputation is not known"
	case r.Get("mbs") == "" && r.Get("group") != "sc21":
		return "its microbatch is not known"
	}
	return ""
}

// measurement names what was measured once: tables repeat a measurement of memory for several times.
func (r Row) measurement() string {
	var parts []string
	for _, name := range []string{"group", "model", "gpu", "n_gpus", "tp", "pp", "cp", "ep", "seq", "mbs", "recompute", "mem_gib"} {
		parts = append(parts, r.Get(name))
	}
	return strings.Join(parts, "|")
}

// seconds is the measured step: as it stands, or from tokens or model FLOPs a second.
func (r Row) seconds(m *plan.Model, e *plan.Estimate) float64 {
	gbs, seq, n := r.Number("gbs", 0), r.Number("seq", 0), r.Number("n_gpus", 1)
	tokens := gbs * seq / n
	if s := r.Number("step_s", 0); s > 0 {
		return s
	}
	if t := r.Number("tok_s_gpu", 0); t > 0 {
		return tokens / t
	}
	tflops := r.Number("tflops_gpu", 0) * 1e12
	if tflops <= 0 {
		return 0
	}
	if r.Get("group") == "sc21" { // the formula of arXiv 2104.04473, which counts recomputation
		h, l, v := m.Hidden, float64(len(m.Layers)), m.Vocabulary
		return 96 * gbs * seq * l * h * h * (1 + seq/(6*h) + v/(16*l*h)) / n / tflops
	}
	return e.Time.FLOPsPerToken * tokens / tflops
}

// verdict counts rows that ran and that would be refused, or warned of.
func (j *Judgement) verdict(row Row, m *plan.Model, run plan.Run) {
	if row.Get("recompute") == "recipe" || row.Get("group") == "korthikanti22" || row.Get("group") == "sc21" {
		return
	}
	card := *run.GPU
	card.Memory = row.Number("gpu_mem_gb", 0) * 1e9
	run.GPU = &card
	j.Ran++
	e := m.Estimate(run)
	line := fmt.Sprintf("%s %s on %s: %.0f GiB of %.0f", row.Get("id"), row.Get("model"), row.Get("n_gpus"), e.Memory.Allocated.Mid/(1<<30), card.Memory/(1<<30))
	switch {
	case e.Fits == plan.CannotFit:
		j.Refused = append(j.Refused, line)
	case e.Memory.Allocated.Mid > card.Memory:
		j.Warned = append(j.Warned, line)
	}
}

type groups map[string]*Group

func (g groups) add(name string, e float64, in bool) {
	if g[name] == nil {
		g[name] = &Group{Name: name}
	}
	g[name].Errors = append(g[name].Errors, e)
	if in {
		g[name].Covered++
	}
}

func (g groups) all() (list []Group, total Group) {
	total.Name = "all"
	for _, one := range g {
		list = append(list, *one)
		total.Errors = append(total.Errors, one.Errors...)
		total.Covered += one.Covered
	}
	slices.SortFunc(list, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
	return list, total
}

// Print writes what was found.
func (j *Judgement) Print(w io.Writer) {
	table := func(title string, list []Group, total Group) {
		fmt.Fprintf(w, "%-24s %5s %9s %9s %9s %s\n", title, "rows", "bias", "median", "p90", "inside of the interval")
		for _, g := range append(slices.Clone(list), total) {
			if len(g.Errors) > 0 {
				fmt.Fprintf(w, "  %-22s %5d %+8.1f%% %8.1f%% %8.1f%%  %d of %d\n", g.Name, len(g.Errors), 100*g.Bias(), 100*g.Median(), 100*g.P90(), g.Covered, len(g.Errors))
			}
		}
	}
	fmt.Fprintf(w, "%d rows\n", j.Rows)
	table("peak memory", j.Memory, j.MemoryAll)
	table("step time", j.Time, j.TimeAll)
	table("step time by kind", j.ByKind, Group{})
	fmt.Fprintf(w, "of %d runs that ran: %d refused, %d warned of\n", j.Ran, len(j.Refused), len(j.Warned))
	for _, line := range j.Refused {
		fmt.Fprintf(w, "  refused: %s\n", line)
	}
	reasons := map[string]int{}
	for _, line := range j.Unread {
		_, why, _ := strings.Cut(line, ": ")
		reasons[why]++
	}
	for _, why := range slices.Sorted(keysOf(reasons)) {
		fmt.Fprintf(w, "not judged, %d rows: %s\n", reasons[why], why)
	}
	for _, name := range j.UnknownModels {
		fmt.Fprintf(w, "no model is known by the name %q\n", name)
	}
}
