package plan

// answer ranks the candidates.
//
// Runs are sorted by the middle of their step. Those whose interval holds the best one's are as good as can be told. What is
// wrong about one model on one card is mostly wrong about all its runs, so they are not thrown together: runs within a
// tenth of each other are a band, and in a band fewer axes come first, then less tensor parallelism, then fewer stages,
// then more room. Of 63 published choices 40 are among the first five so, 29 by time alone, 31 with one band.
func (s *search) answer(a *Answer) {
	a.Legal, a.Tried = len(s.all), s.tried
	var fit []*candidate
	for i := range s.all {
		c := &s.all[i]
		if c.fits {
			fit = append(fit, c)
		} else if s.cannot(c) {
			a.CannotFit++
		}
	}
	a.Fit = len(fit)
	if len(fit) == 0 {
		s.nearest(a)
		return
	}
	sorted(fit, func(x, y *candidate) bool { return x.step < y.step })
	best := fit[0].step
	for _, c := range fit {
		if down, _ := s.m.slack(&c.p); c.step*down <= best {
			a.Alike++
		}
	}
	inBands(fit[:a.Alike])
	inBands(fit[a.Alike:])
	limit := s.q.Limit
	if limit <= 0 {
		limit = 10
	}
	for _, c := range fit[:min(limit, len(fit))] {
		run := s.runOf(c, &c.p)
		a.Choices = append(a.Choices, Choice{Run: run, Estimate: s.m.Estimate(run), Needs: s.needs(c, &run), Why: s.why(c, fit)})
	}
}

// band is how far apart runs are whose order by time is not trusted.
const band = 1.10

// inBands orders runs that are sorted by time.
func inBands(list []*candidate) {
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].step <= band*list[from].step {
			to++
		}
		sorted(list[from:to], simpler)
		from = to
	}
}

// simpler orders runs that are as good as each other.
func simpler(x, y *candidate) bool {
	switch a, b := axes(&x.p), axes(&y.p); {
	case a != b:
		return a < b
	case x.p.tp != y.p.tp:
		return x.p.tp < y.p.tp
	case x.p.pp != y.p.pp:
		return x.p.pp < y.p.pp
	}
	return x.allocated < y.allocated
}

// sorted is a stable merge sort. The one of the standard library is some kilobytes of the module for each type.
func sorted(list []*candidate, less func(x, y *candidate) bool) {
	from, to := list, make([]*candidate, len(list))
	for width := 1; width < len(list); width *= 2 {
		for at := 0; at < len(list); at += 2 * width {
			i, middle := at, min(at+width, len(list))
			j, end := middle, min(at+2*width, len(list))
			for k := at; k < end; k++ {
				if i < middle && (j >= end || !less(from[j], from[i])) {
					to[k] = from[i]
					i++
				} else {
					to[k] = from[j]
					j++
				}
			}
		}
		from, to = to, from
	}
	copy(list, from)
}

// axes is the number of axes that a run spreads over, beside data parallelism.
func axes(p *point) (n int) {
	for _, size := range []float64{p.tp, p.pp, p.cp, p.ep, p.replicate} {
		if size > 1 {
			n++
		}
	}
	return n
}

// cannot reports whether no run of the mesh can fit under any value of what was left open.
func (s *search) cannot(c *candidate) bool {
	low := s.cornerOf(&s.r.low, &c.lean)
	if s.q.Run.Recompute.Mode != "" {
		low.recompute = c.lean.recompute
	}
	least := min(c.lowest, s.stages[s.m.least().memory(&low, s.stages)].Allocated)
	down, _ := s.m.doubt(&c.lean, s.q.Run.Routing)
	return least*(1-down) > floor*s.capacity
}

// cornerOf puts the sizes and batches of a run into a corner.
func (s *search) cornerOf(corner, p *point) point {
	out := *corner
	out.n, out.tp, out.pp, out.cp, out.ep, out.etp, out.replicate = p.n, p.tp, p.pp, p.cp, p.ep, p.etp, p.replicate
	out.vpp, out.m, out.mbs, out.gbs, out.seq, out.schedule, out.sp = p.vpp, p.m, p.mbs, p.gbs, p.seq, p.schedule, p.sp
	out.recompute = p.recompute
	return out
}

// runOf is a candidate as a run, with everything that the plan decides written down.
func (s *search) runOf(c *candidate, p *point) Run {
	run := s.q.Run
	run.Mesh = c.mesh
	if s.m.Experts > 0 {
		run.Mesh.ExpertTP = int64(p.etp)
	}
	if c.uneven && p.vpp == 1 {
		run.Mesh.StageLayers = evenly(int64(len(s.m.Layers)), int64(p.pp))
	}
	run.MicroBatchSize, run.VirtualStages = int64(p.mbs), int64(p.vpp)
	run.Recompute = s.m.recomputed(p.recompute).said()
	if s.q.Run.Recompute.Mode != "" {
		run.Recompute = s.q.Run.Recompute
	}
	run.Schedule = scheduleWords[0]
	if p.vpp > 1 {
		run.Schedule = scheduleWords[2]
	}
	run.SequenceParallel = truthOf(p.sp)
	// What a plan assumes it decides: only the dtype that parameters are stored in stays open, which the script knows.
	said := func(setting *string, list []string, at int) {
		if *setting == "" {
			*setting = list[at]
		}
	}
	said((*string)(&run.Strategy), strategyWords, int(p.strategy))
	said(&run.Kernels, kernelWords, int(p.kernels))
	said(&run.Loss, lossWords, int(p.loss))
	said(&run.Optimizer, optimizerWords, 0)
	if p.gradient > 0 {
		said(&run.Gradients, storage, int(choose(p.gradient == 2, 1, 0)))
	}
	return run
}

// recomputed leaves out modules that the model does not have.
func (m *Model) recomputed(r recompute) recompute {
	if m.Latent.KeyValue == 0 {
		r &^= recomputeLatentUp
	}
	if m.Experts == 0 {
		r &^= recomputeExperts | recomputeExpertAct
	}
	return r
}

// said is a recomputation in the words of the setting.
func (r recompute) said() Recompute {
	switch r {
	case noRecompute:
		return Recompute{Mode: "none"}
	case recomputeFull:
		return Recompute{Mode: "full"}
	case recomputeOps:
		return Recompute{Mode: "op"}
	}
	out := Recompute{Mode: "selective"}
	for i, word := range moduleWords {
		if r.has(1 << i) {
			out.Modules = append(out.Modules, word)
		}
	}
	return out
}

// needs names what has to be written beside the mesh's sizes.
func (s *search) needs(c *candidate, run *Run) []string {
	needs := append([]string(nil), c.needs...)
	if c.uneven && len(needs) == 0 {
		needs = append(needs, "layers_per_stage")
	}
	if s.m.Experts > 0 && s.r.mid.strategy.pads() && run.Mesh.ExpertTP != one(run.Mesh.TP) {
		needs = append(needs, "expert_tensor_parallel_size")
	}
	return needs
}
