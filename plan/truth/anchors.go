package truth

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
)

// Anchors are the errors of two published formulas, and of the planner on the same rows.
type Anchors struct{ Megatron, OnMegatron, DeepSpeed, OnDeepSpeed Errors }

// Anchor evaluates, re-derived from their public descriptions: Megatron-LM's theoretical_memory_usage (the most loaded
// shard: 6 + 12/dp bytes a parameter, s·b·h·(18 + 4·f/h) of activations a layer over tp), and DeepSpeed's ZeRO-3 estimator
// (model states alone: 18 bytes a parameter over all ranks, and the largest layer).
func Anchor(all *Models, rows []Row) *Anchors {
	a := &Anchors{}
	seen := map[string]bool{}
	for _, row := range rows {
		real := row.Number("mem_gib", 0) * (1 << 30)
		if real == 0 || row.unfit() != "" || seen[row.measurement()] {
			continue
		}
		seen[row.measurement()] = true
		m, err := all.Get(row.Get("model"), int64(row.Number("seq", 0)))
		if err != nil {
			continue
		}
		run, err := row.Run()
		if err != nil {
			continue
		}
		e := m.Estimate(run)
		if len(e.Unknown) > 0 {
			continue
		}
		own := measuredOf(&e, row).Mid/real - 1
		switch {
		case strings.HasPrefix(string(run.Strategy), "megatron"):
			a.Megatron = append(a.Megatron, megatronFormula(m, run)/real-1)
			a.OnMegatron = append(a.OnMegatron, own)
		default:
			a.DeepSpeed = append(a.DeepSpeed, deepSpeedFormula(m, run)/real-1)
			a.OnDeepSpeed = append(a.OnDeepSpeed, own)
		}
	}
	return a
}

func megatronFormula(m *plan.Model, run plan.Run) float64 {
	t, p := float64(one(run.Mesh.TP)), float64(one(run.Mesh.PP))
	n, ep, etp := float64(run.Mesh.WorldSize), float64(one(run.Mesh.EP)), float64(one(run.Mesh.ExpertTP))
	d, de := float64(run.Mesh.DP()), math.Max(1, math.Floor(n/(p*ep*etp)))
	var split, whole, expert float64
	for _, k := range m.Kinds {
		for _, entry := range k.Entries {
			count := float64(entry.Count) * float64(k.Layers) / p
			switch entry.How {
			case plan.Expert:
				expert += count
			case plan.Replicated:
				whole += count
			default:
				split += count
			}
		}
	}
	split += m.Vocabulary * m.Hidden
	if p == 1 {
		split += m.Vocabulary * m.Hidden
	}
	states := (split/t+whole)*(6+12/d) + expert/(ep*etp)*(6+12/de)
	layers, tokens, v := float64(len(m.Layers)), float64(run.SequenceLength*run.MicroBatchSize), float64(one(run.VirtualStages))
	per := 10 + 24/t
	if run.SequenceParallel == capabilities.Yes {
		per = 18 + 4*m.FFN/m.Hidden
	}
	activations := tokens * m.Hidden * per * layers
	switch {
	case v > 1:
		activations *= 1 + (p-1)/(p*v)
	case p > 1:
		activations *= math.Min(1, float64(run.GlobalBatchSize)/(d*float64(run.MicroBatchSize))/p)
	}
	if run.SequenceParallel == capabilities.Yes {
		if p == 1 {
			activations += tokens * m.Hidden * 4 * (1 + m.Vocabulary/m.Hidden)
		}
		return states + activations/t
	}
	if p == 1 {
		activations += (tokens*m.Vocabulary/t + tokens*m.Hidden) * 2
	}
	return states + activations*1.05
}

func deepSpeedFormula(m *plan.Model, run plan.Run) float64 {
	n, _ := m.Parameters()
	largest := int64(0)
	for _, k := range m.Kinds {
		all := int64(0)
		for _, entry := range k.Entries {
			all += entry.Count
		}
		largest = max(largest, all)
	}
	return 18*float64(n)/float64(run.Mesh.WorldSize) + 4*float64(largest)
}

// Print writes what was found.
func (a *Anchors) Print(w io.Writer) {
	fmt.Fprintf(w, "%-42s %5s %9s %9s %9s\n", "peak memory by other formulas", "rows", "bias", "median", "p90")
	for _, one := range []struct {
		name string
		Errors
	}{
		{"Megatron-LM theoretical_memory_usage", a.Megatron}, {"planner, same rows", a.OnMegatron},
		{"DeepSpeed ZeRO-3 estimator, states only", a.DeepSpeed}, {"planner, same rows", a.OnDeepSpeed},
	} {
		if len(one.Errors) > 0 {
			fmt.Fprintf(w, "  %-40s %5d %+8.1f%% %8.1f%% %8.1f%%\n", one.name, len(one.Errors), 100*one.Bias(), 100*one.Median(), 100*one.P90())
		}
	}
}
