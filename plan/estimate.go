package plan

// Interval is a number that is known to lie between two others.
type Interval struct{ Low, Mid, High float64 }

// Fit says whether a run fits into the memory of its card.
type Fit uint8

// The four answers.
const (
	NotKnown  Fit = iota
	Fits          // the high end is within the card
	Tight         // neither is sure
	CannotFit     // the low end is beyond it, whatever was left open
)

// String is the word that answers use.
func (f Fit) String() string { return [...]string{"not known", "fits", "tight", "cannot fit"}[f] }

// Memory is what the fullest rank needs. Sizes are bytes.
type Memory struct {
	Known     bool     // false: Stages tell states alone, and so at least
	Allocated Interval // what the framework's allocator gives out at the peak
	Reserved  Interval // with what it holds beyond that
	Device    Interval // with the context of the card and of its collectives
	Stages    []Stage
	Fullest   int     // the stage of the peak
	Reserve   float64 // bytes that the allocator holds beyond its peak, in the middle
	Context   float64 // bytes outside of it, in the middle
	Capacity  float64 // of the card; 0: not known
}

// Time is how long a step takes.
type Time struct {
	Known           bool
	Step            Interval // seconds
	Tokens          Interval // tokens a second and GPU
	FLOPs           float64  // model FLOPs a second and GPU
	Utilization     float64  // of the peak: MFU
	FLOPsPerToken   float64
	Duration        Duration
	TokensPerStep   float64
	MicrobatchCount float64
}

// Estimate is what a run needs: memory and time, as intervals, and what they rest on.
type Estimate struct {
	Fits    Fit
	Memory  Memory
	Time    Time
	Assumed []Assumption // taken because nothing was said
	Unknown []Missing    // what leaves something unknown
	Notes   []Missing    // worth knowing
}

const (
	gib = 1 << 30
	// floor is how much more than its data sheet's number a card may give to a process: 80·10⁹ bytes is what is sold, and
	// an H100 80GB shows 79.1 GiB. What must not be refused may be that much larger.
	floor = 1.06
)

// Estimate says what a run of the model needs.
func (m *Model) Estimate(run Run) Estimate {
	var e Estimate
	if !m.Known() {
		e.Unknown = m.Missing
		return e
	}
	r := m.resolve(&run)
	e.Assumed, e.Unknown, e.Notes = r.assumed, r.unknown, r.notes
	if len(r.unknown) > 0 {
		return e
	}
	e.Memory = m.memoryOf(&r, run.Routing)
	if run.GPU != nil {
		e.Memory.Capacity = run.GPU.Memory
	} else {
		e.Unknown = append(e.Unknown, Missing{What: "gpu", Why: "no card was named: whether it fits, and how long a step takes, is not known", Settle: "gpu"})
	}
	e.Fits = e.Memory.fits()
	if m.AtLeast != "" {
		e.Unknown = append(e.Unknown, Missing{What: "config." + m.AtLeast, Why: "stands beside the language model and is not counted"})
		if e.Fits != CannotFit {
			e.Fits = NotKnown
		}
	}
	if !r.batch {
		m.missingBatch(&e, &run)
		return e
	}
	if !r.steps {
		e.Unknown = append(e.Unknown, Missing{What: "global_batch_size", Why: "is not given: time is not known", Settle: "global_batch_size"})
		return e
	}
	if run.GPU != nil {
		e.Time = m.timeOf(&r, &e)
	}
	return e
}

func (m *Model) missingBatch(e *Estimate, run *Run) {
	for _, s := range []struct {
		name  string
		value int64
	}{{"sequence_length", run.SequenceLength}, {"micro_batch_size", run.MicroBatchSize}} {
		if s.value == 0 {
			e.Unknown = append(e.Unknown, Missing{What: s.name, Why: "is not given: activations, the loss and time are not known", Settle: s.name})
		}
	}
	if !m.routes() {
		e.Unknown = append(e.Unknown, unrouted("activations and time are not known"))
	}
}

// memoryOf evaluates the middle and both corners.
func (m *Model) memoryOf(r *resolved, routing string) (out Memory) {
	out.Known = r.batch
	stages := make([]Stage, int(r.mid.pp))
	ends := make([]Interval, len(stages)) // of what each stage allocates
	low := m.least().peak(&r.low, stages, r.batch)
	for i := range stages {
		ends[i].Low = stages[i].Allocated
	}
	high := m.most().peak(&r.high, stages, r.batch)
	for i := range stages {
		ends[i].High = stages[i].Allocated
	}
	mid := m.peak(&r.mid, stages, r.batch)
	out.Fullest = m.worst(stages, r.batch)
	out.Stages = stages
	down, up := m.doubt(&r.mid, routing)
	if !r.batch { // states are exact but for what was left open
		down, up = 0, 0
	}
	around := func(low, mid, high float64) Interval {
		return Interval{float64(min(low, mid) * (1 - down)), mid, float64(max(high, mid) * (1 + up))}
	}
	out.Allocated = around(low, mid, high)
	out.Reserved = m.reserved(&r.mid, out.Allocated, stages[out.Fullest].Apart, routing)
	out.Device = r.mid.device(out.Reserved)
	for i := range stages {
		s := &stages[i]
		s.Device = r.mid.device(m.reserved(&r.mid, around(ends[i].Low, s.Allocated, ends[i].High), s.Apart, routing))
	}
	out.Reserve, out.Context = out.Reserved.Mid-mid, contextMid
	return out
}

// peak is the fullest stage, or its states alone where activations are not known.
func (m *Model) peak(p *point, stages []Stage, whole bool) float64 {
	at := m.memory(p, stages)
	if whole {
		return stages[at].Allocated
	}
	for i := range stages {
		s := &stages[i]
		s.Activations, s.Recompute, s.Working, s.Logits = 0, 0, 0, 0
		s.Allocated, s.Apart = s.States(), 0
		s.AtLoss, s.NoGradients, s.NoActivations = false, false, false
		s.Gathered, s.Placeholders = 0, 0
	}
	return stages[m.worst(stages, whole)].Allocated
}

func (m *Model) worst(stages []Stage, _ bool) (at int) {
	for i := range stages {
		if stages[i].Allocated > stages[at].Allocated {
			at = i
		}
	}
	return at
}

// fits is equation (24).
func (o *Memory) fits() Fit {
	switch {
	case o.Capacity <= 0:
		return NotKnown
	case o.Allocated.Low > floor*o.Capacity:
		return CannotFit
	case !o.Known:
		return NotKnown
	case o.Device.High <= o.Capacity:
		return Fits
	}
	return Tight
}

// timeOf evaluates how long a step takes. The interval is equation (42): what the published runs show.
func (m *Model) timeOf(r *resolved, e *Estimate) (t Time) {
	card := r.mid.card
	if missing := card.missing(&r.mid); missing != "" {
		e.Unknown = append(e.Unknown, Missing{What: "gpu." + missing, Why: "is not known of this card: time is not known", Settle: "gpu"})
		return t
	}
	d := m.duration(&r.mid)
	low, high := d.Step, d.Step
	if r.open {
		small := r.low
		small.n, small.m = r.mid.n, r.mid.m // a step of the world that was taken
		for _, end := range []struct {
			m *Model
			p *point
		}{{m.least(), &small}, {m.most(), &r.high}} {
			if end.p.m < 1 {
				continue
			}
			step := end.m.duration(end.p).Step
			low, high = min(low, step), max(high, step)
		}
	}
	down, up := m.slack(&r.mid)
	t.Known = true
	t.Duration = d
	t.Step = Interval{low * down, d.Step, high * up}
	t.TokensPerStep, t.MicrobatchCount = r.mid.gbs*r.mid.seq, r.mid.m
	each := t.TokensPerStep / r.mid.n
	t.Tokens = Interval{each / t.Step.High, each / t.Step.Mid, each / t.Step.Low}
	t.FLOPsPerToken = m.flops(r.mid.seq)
	t.FLOPs = t.FLOPsPerToken * each / d.Step
	t.Utilization = t.FLOPs / r.mid.peak()
	return t
}

// slack is equation (42): the interval of a step's time as shares of the middle.
func (m *Model) slack(p *point) (down, up float64) {
	down, up = .80, 1.25
	switch {
	case m.Experts > 0 && p.low():
		down, up = .75, 1.70
	case m.Experts > 0:
		down, up = .70, 1.60
	}
	if p.card.Guess {
		down, up = min(down, .5), max(up, 2)
	}
	if p.tp > p.domain() { // over nodes
		down, up = min(down, .5), max(up, 1.5)
	}
	return down, up
}

// missing names a number of a card that time needs and that is not there.
func (c *Card) missing(p *point) string {
	switch {
	case p.peak() <= 0:
		return precisionWords[p.precision] + " peak"
	case p.share() <= 0:
		return "sustained share of large matrix products"
	case c.BF16 <= 0:
		return "bfloat16 peak"
	case c.Matmul <= 0:
		return "sustained share of large matrix products"
	case c.Flash <= 0:
		return "share that attention reaches"
	case c.HBM <= 0:
		return "memory bandwidth"
	case c.NVLink <= 0 && p.n > 1:
		return "bandwidth inside a node"
	case c.NIC <= 0 && p.n > 1:
		return "bandwidth between nodes"
	}
	return ""
}
