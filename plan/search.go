package plan

import "github.com/meshwise/meshwise/capabilities"

// candidate is the fastest run of a mesh.
type candidate struct {
	mesh      Mesh
	p         point
	allocated float64
	step      float64
	uneven    bool // needs a layout
	needs     []string
	lowest    float64 // the least that any of the mesh's runs takes
	lean      point   // the run that takes it
	fits      bool    // p is set
}

// search enumerates runs.
type search struct {
	m        *Model
	q        *Question
	world    World
	r        resolved
	capacity float64
	stages   []Stage
	micro    []int64
	again    []recompute
	longest  bool // context parallelism with short parts too
	tried    int
	all      []candidate
}

// Fewest tokens of a sequence on a context-parallel rank: of 22 published runs with context parallelism none has fewer.
const shortest = 4096

// Plan ranks the runs of a world.
func (m *Model) Plan(q Question, world World) Answer {
	var a Answer
	if !m.Known() {
		a.Unknown = m.Missing
		return a
	}
	template := q.Run
	template.Mesh = Mesh{WorldSize: q.Run.Mesh.WorldSize}
	template.GlobalBatchSize, template.VirtualStages = 0, 0
	template.MicroBatchSize = one(q.Run.MicroBatchSize)
	s := &search{m: m, q: &q, world: world, r: m.resolve(&template)}
	a.Assumed = s.r.assumed
	a.Unknown = s.open()
	if len(a.Unknown) > 0 {
		return a
	}
	s.run()
	if !s.found() { // nothing fits: short parts of a sequence as well
		s.longest = true
		s.run()
	}
	s.answer(&a)
	return a
}

// open names what a plan needs and the question does not say.
func (s *search) open() []Missing {
	missing := append([]Missing(nil), s.r.unknown...)
	run := &s.q.Run
	need := func(name string, there bool) {
		if !there {
			missing = append(missing, Missing{What: name, Why: "is not given: a plan needs it", Settle: name})
		}
	}
	if !s.m.routes() {
		missing = append(missing, unrouted("a plan needs it"))
	}
	need("sequence_length", run.SequenceLength > 0)
	need("global_batch_size", run.GlobalBatchSize > 0)
	need("gpu", run.GPU != nil)
	if run.GPU != nil {
		if what := run.GPU.missing(&s.r.mid); what != "" {
			missing = append(missing, Missing{What: "gpu." + what, Why: "is not known of this card: runs cannot be ranked", Settle: "gpu"})
		}
		need("gpu.memory", run.GPU.Memory > 0)
	}
	return missing
}

func (s *search) found() bool {
	for i := range s.all {
		if s.all[i].fits {
			return true
		}
	}
	return false
}

// run looks at every mesh, and at the meshes that stages of unequal depth add.
func (s *search) run() {
	run := &s.q.Run
	s.capacity = run.GPU.Memory
	s.all, s.tried = s.all[:0], 0
	s.micro = []int64{1, 2, 4, 8}
	if run.MicroBatchSize > 0 {
		s.micro = []int64{run.MicroBatchSize}
	}
	s.again = []recompute{noRecompute, recomputeFull}
	switch {
	case run.Recompute.Mode != "":
		s.again = []recompute{s.r.mid.recompute}
	case s.m.Experts > 0 || s.m.Latent.KeyValue > 0: // cheap modules
		s.again = []recompute{noRecompute, recomputeLatentUp | recomputeExpertAct, recomputeFull}
	case s.r.mid.kernels == compiled || s.r.mid.kernels == native:
		s.again = []recompute{noRecompute, recomputeOps, recomputeFull}
	}
	var flat []Mesh
	s.world.Meshes(func(mesh Mesh) bool {
		s.look(mesh, false, nil)
		if one(mesh.PP) == 1 && one(mesh.DPReplicate) == 1 {
			flat = append(flat, mesh)
		}
		return true
	})
	for _, mesh := range flat {
		s.unequal(mesh)
	}
}

// unequal adds the pipelines of a mesh without one whose stages are not equally deep.
func (s *search) unequal(mesh Mesh) {
	n := int64(len(s.m.Layers))
	for pp := int64(2); pp <= 16 && pp <= n; pp *= 2 {
		dp := mesh.DP()
		if n%pp == 0 || dp%pp != 0 || dp/pp*one(mesh.CP)*one(mesh.TP)%one(mesh.EP) != 0 {
			continue
		}
		with := mesh
		with.PP = pp
		if s.listed(with) { // the framework shares layers unequally by itself
			continue
		}
		with.StageLayers = evenly(n, pp)
		run := s.q.Run
		run.Mesh = with
		if needs, ok := s.world.Legal(run); ok {
			with.StageLayers = nil // the equations share layers in this way by themselves
			s.look(with, true, needs)
		}
	}
}

// listed reports whether a mesh was looked at.
func (s *search) listed(mesh Mesh) bool {
	for i := range s.all {
		m := s.all[i].mesh
		if one(m.PP) == one(mesh.PP) && one(m.CP) == one(mesh.CP) && one(m.TP) == one(mesh.TP) && one(m.EP) == one(mesh.EP) &&
			one(m.DPReplicate) == one(mesh.DPReplicate) && one(m.ExpertTP) == one(mesh.ExpertTP) {
			return true
		}
	}
	return false
}

// evenly shares layers over stages, the first of which take the remainder.
func evenly(layers, stages int64) []int64 {
	out := make([]int64, stages)
	for i := range out {
		out[i] = layers / stages
		if int64(i) < layers%stages {
			out[i]++
		}
	}
	return out
}

// look finds the fastest run of a mesh that fits.
func (s *search) look(mesh Mesh, uneven bool, needs []string) {
	run := &s.q.Run
	dp := mesh.DP()
	if dp == 0 || run.GlobalBatchSize%dp != 0 || !mesh.within(int64(len(s.m.Layers))) {
		return
	}
	if one(mesh.CP) > 1 && run.SequenceLength/one(mesh.CP) < shortest && !s.longest {
		return
	}
	c := candidate{mesh: mesh, uneven: uneven, needs: needs, lowest: -1}
	p := s.r.mid
	p.n, p.tp, p.pp, p.cp = float64(mesh.WorldSize), float64(one(mesh.TP)), float64(one(mesh.PP)), float64(one(mesh.CP))
	p.ep, p.replicate = float64(one(mesh.EP)), float64(one(mesh.DPReplicate))
	p.sp = p.tp > 1 && run.SequenceParallel != capabilities.No
	p.gbs = float64(run.GlobalBatchSize)
	if p.strategy == fsdp2 && p.pp > 1 {
		p.wide = p.fp32 && run.WideAccumulation != capabilities.No
	}
	if int(p.pp) > len(s.stages) {
		s.stages = make([]Stage, int(p.pp))
	}
	var depths [3]int64
	for _, etp := range s.expertTP(mesh) {
		p.etp = float64(etp)
		for _, mbs := range s.micro {
			if mbs > run.GlobalBatchSize/dp || run.GlobalBatchSize/dp%mbs != 0 {
				continue
			}
			p.mbs = float64(mbs)
			p.m = float64(run.GlobalBatchSize / dp / mbs)
			if p.pp > 1 && p.m < p.pp {
				continue
			}
			for _, v := range s.virtual(depths[:0], &p, uneven) {
				p.vpp, p.schedule = float64(v), oneForwardOneBackward
				if v > 1 {
					p.schedule = interleaved
				}
				for _, rc := range s.again {
					p.recompute = rc
					s.try(&c, &p)
				}
			}
		}
	}
	if c.lowest >= 0 {
		s.all = append(s.all, c)
	}
}

// within reports whether sizes are such that the equations are evaluated at them.
func (m Mesh) within(layers int64) bool {
	for _, size := range [...]int64{m.WorldSize, m.TP, m.PP, m.CP, m.EP, m.ExpertTP, m.DPReplicate} {
		if size < 0 || size > MaxWorld {
			return false
		}
	}
	return m.PP <= layers
}

// try evaluates one run.
func (s *search) try(c *candidate, p *point) {
	s.tried++
	allocated := s.stages[s.m.memory(p, s.stages)].Allocated
	if c.lowest < 0 || allocated < c.lowest {
		c.lowest, c.lean = allocated, *p
	}
	if float64(allocated*(1+reserveMid))+contextMid > s.capacity {
		return
	}
	step := s.m.duration(p).Step
	if !c.fits || step < c.step {
		c.p, c.step, c.allocated, c.fits = *p, step, allocated, true
	}
}

// expertTP are the tensor-parallel sizes of experts that are tried: 1, and that of the rest where it is legal.
func (s *search) expertTP(mesh Mesh) []int64 {
	tp := one(mesh.TP)
	if s.m.Experts == 0 || tp == 1 || !s.r.mid.strategy.pads() {
		return []int64{one(mesh.ExpertTP)}
	}
	if mesh.ExpertTP > 0 {
		return []int64{mesh.ExpertTP}
	}
	var legal []int64
	for _, etp := range []int64{1, tp} {
		run := s.q.Run
		run.Mesh = mesh
		run.Mesh.ExpertTP = etp
		if _, ok := s.world.Legal(run); ok {
			legal = append(legal, etp)
		}
	}
	return legal
}

// virtual are the virtual stages that are tried: none, and as many as divide the layers. Megatron interleaves whole groups
// of pp microbatches.
func (s *search) virtual(out []int64, p *point, uneven bool) []int64 {
	if v := s.q.Run.VirtualStages; v > 0 {
		return append(out, v)
	}
	out = append(out, 1)
	if p.pp == 1 || !s.r.mid.strategy.pads() || quotient(p.m, p.pp)*p.pp != p.m {
		return out
	}
	n, pp := int64(len(s.m.Layers)), int64(p.pp)
	for v := n / pp; v > 1; v-- {
		short := (n+pp*v-1)/(pp*v)*pp*v - n
		if short == 0 || uneven && short <= 2*v {
			return append(out, v)
		}
	}
	return out
}
