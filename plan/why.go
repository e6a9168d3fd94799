package plan

import (
	"math"
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
)

// Comparison says what a neighbour of a run would change: one axis doubled or halved.
type Comparison struct {
	Axis     string // tp, pp, cp, ep
	From, To int64
	Step     float64 // seconds more of the neighbour's step
	Part     string  // of them, the part that differs most
	PartBy   float64
	Bytes    float64 // more that the neighbour allocates
	Kind     string  // the kind of memory that differs most
	KindBy   float64
}

// String is one line: "tp 8 → 4: +0.9 s (tp communication -0.4 s), +11.0 GiB (weights, gradients and optimizer)".
func (c Comparison) String() string {
	const little = .05 // GiB: less is no difference to choose by
	line := c.Axis + " " + strconv.FormatInt(c.From, 10) + " → " + strconv.FormatInt(c.To, 10) + ": " +
		signed(c.Step, "s") + " (" + c.Part + " " + signed(c.PartBy, "s") + "), "
	if math.Abs(c.Bytes/gib) < little && math.Abs(c.KindBy/gib) < little {
		return line + "the same memory"
	}
	return line + signed(c.Bytes/gib, "GiB") + " (" + c.Kind + " " + signed(c.KindBy/gib, "GiB") + ")"
}

// mostReasons is how many comparisons a run has.
const mostReasons = 3

// why compares a run with its neighbours, the nearest in time first.
func (s *search) why(c *candidate, fit []*candidate) []Comparison {
	var out []Comparison
	for _, axis := range [...]string{"tp", "pp", "cp", "ep"} {
		var best *candidate
		for _, other := range fit {
			if other != c && neighbours(c, other, axis) && (best == nil || other.step < best.step) {
				best = other
			}
		}
		if best != nil {
			out = append(out, s.compare(c, best, axis))
		}
	}
	// nearest first, by insertion: at most four
	for i := range out {
		for j := i; j > 0 && math.Abs(out[j].Step) < math.Abs(out[j-1].Step); j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out[:min(len(out), mostReasons)]
}

func axisOf(p *point, axis string) float64 {
	switch axis {
	case "tp":
		return p.tp
	case "pp":
		return p.pp
	case "cp":
		return p.cp
	}
	return p.ep
}

// neighbours reports whether two runs differ in one axis by a factor of two, and in data parallelism by what that leaves.
func neighbours(a, b *candidate, axis string) bool {
	if a.p.replicate != b.p.replicate {
		return false
	}
	for _, other := range [...]string{"tp", "pp", "cp", "ep"} {
		x, y := axisOf(&a.p, other), axisOf(&b.p, other)
		if other == axis {
			if x != 2*y && y != 2*x {
				return false
			}
		} else if x != y {
			return false
		}
	}
	return true
}

func (s *search) compare(a, b *candidate, axis string) Comparison {
	x, y := s.m.duration(&a.p), s.m.duration(&b.p)
	c := Comparison{Axis: axis, From: int64(axisOf(&a.p, axis)), To: int64(axisOf(&b.p, axis)), Step: y.Step - x.Step, Bytes: b.allocated - a.allocated}
	scale := func(d *Duration, p *point, part float64) float64 { return part * p.m / p.pp }
	for _, part := range [...]struct {
		name string
		x, y float64
	}{
		{"matrix products", scale(&x, &a.p, x.Parts.Matmul), scale(&y, &b.p, y.Parts.Matmul)},
		{"attention", scale(&x, &a.p, x.Parts.Attention), scale(&y, &b.p, y.Parts.Attention)},
		{"experts", scale(&x, &a.p, x.Parts.Experts), scale(&y, &b.p, y.Parts.Experts)},
		{"elementwise", scale(&x, &a.p, x.Parts.Elementwise), scale(&y, &b.p, y.Parts.Elementwise)},
		{"recomputation", scale(&x, &a.p, x.Parts.Recompute), scale(&y, &b.p, y.Parts.Recompute)},
		{"tensor-parallel communication", scale(&x, &a.p, x.Parts.TP), scale(&y, &b.p, y.Parts.TP)},
		{"context-parallel communication", scale(&x, &a.p, x.Parts.CP), scale(&y, &b.p, y.Parts.CP)},
		{"expert communication", scale(&x, &a.p, x.Parts.EP), scale(&y, &b.p, y.Parts.EP)},
		{"pipeline bubble", x.Bubble + x.P2P, y.Bubble + y.P2P},
		{"data-parallel communication", x.Exposed, y.Exposed},
		{"optimizer", x.Optimizer, y.Optimizer},
	} {
		if by := part.y - part.x; c.Part == "" || math.Abs(by) > math.Abs(c.PartBy) {
			c.Part, c.PartBy = part.name, by
		}
	}
	m, n := s.fullest(&a.p), s.fullest(&b.p)
	for _, kind := range [...]struct {
		name string
		by   float64
	}{
		{"model states", n.States() - m.States()},
		{"gathered parameters", n.Gathered - m.Gathered},
		{"activations", n.Activations + n.Recompute + n.Working - m.Activations - m.Recompute - m.Working},
		{"logits", n.Logits - m.Logits},
	} {
		if c.Kind == "" || math.Abs(kind.by) > math.Abs(c.KindBy) {
			c.Kind, c.KindBy = kind.name, kind.by
		}
	}
	return c
}

func (s *search) fullest(p *point) Stage { return s.stages[s.m.memory(p, s.stages)] }

// nearest finds the mesh that lacks least, and the smallest change under which it would fit.
func (s *search) nearest(a *Answer) {
	var best *candidate
	for i := range s.all {
		if c := &s.all[i]; best == nil || c.lowest < best.lowest {
			best = c
		}
	}
	if best == nil {
		return
	}
	run := s.runOf(best, &best.lean)
	a.Nearest = &Choice{Run: run, Estimate: s.m.Estimate(run), Needs: s.needs(best, &run)}
	a.Lacks = max(0, float64(best.lowest*(1+reserveMid))+contextMid-s.capacity)
	fits := func(p point) bool {
		return float64(s.fullest(&p).Allocated*(1+reserveMid))+contextMid <= s.capacity
	}
	try := func(setting, value string, change func(p *point)) {
		p := best.lean
		change(&p)
		if fits(p) {
			a.Change = append(a.Change, Change{setting, value})
		}
	}
	if !best.lean.recompute.has(recomputeFull) {
		try("recompute", "full", func(p *point) { p.recompute, p.part = recomputeFull, 1 })
	}
	if best.lean.mbs > 1 {
		try("micro_batch_size", "1", func(p *point) { p.m *= p.mbs; p.mbs = 1 })
	}
	if best.lean.fp32 {
		try("precision.params", "bfloat16", func(p *point) { p.fp32 = false })
	}
	if best.lean.gradient == 4 && best.lean.strategy.pads() {
		try("precision.gradients", "bfloat16", func(p *point) { p.gradient = 2 })
	}
	if best.lean.optimizer > optimizerBytes[2] {
		try("optimizer", "adamw8bit", func(p *point) { p.optimizer = optimizerBytes[2] })
	}
	for times := 2.0; times*best.lean.n <= MaxWorld; times *= 2 {
		p := best.lean
		p.n *= times
		if fits(p) {
			a.Change = append(a.Change, Change{"world_size", strconv.FormatInt(int64(p.n), 10)})
			break
		}
	}
}

func truthOf(yes bool) capabilities.Truth {
	if yes {
		return capabilities.Yes
	}
	return capabilities.No
}
