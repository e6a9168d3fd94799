package plan

// Stage is what one pipeline stage keeps on the fullest of its ranks. Sizes are bytes.
type Stage struct {
	Parameters float64 // parameters on a rank, before they are sharded over data parallelism

	Weights      float64 // parameters as they are kept between steps
	Gradients    float64
	Optimizer    float64
	Gathered     float64 // parameters gathered for use, and what comes with their gradients
	Activations  float64
	Recompute    float64 // one layer that is computed again
	Working      float64 // gradients of activations
	Logits       float64
	Placeholders float64 // stand-in gradients of Transformer Engine

	Allocated float64  // equation (20): the peak of what is allocated
	Apart     float64  // gradients that are not there at the peak, and whose stream's pool keeps their memory
	Device    Interval // what its card must hold, as of the fullest in Memory

	AtLoss        bool // the peak is where the loss is computed, and not in the backward pass of a layer
	NoGradients   bool // it is before there are gradients
	NoActivations bool // it is where the last gradients come, after the activations have gone
}

// States is what model states take.
func (s *Stage) States() float64 { return s.Weights + s.Gradients + s.Optimizer }

// layout says which layers lie on a stage: contiguous chunks, the first of which take the remainder; with virtual stages,
// chunk c is on stage c mod pp. A layout that the user gives wins.
type layout struct {
	m            *Model
	pp, vpp      int
	each, longer int
	given        []float64
	counts       []float64 // of each kind, of the stage that was asked for
	first        int       // the first layer of that stage, or -1
	extra        float64   // layers that predict further tokens, on the last stage
	parts        []int     // starts of the given stages
}

func (m *Model) layout(p *point, counts []float64) layout {
	l := layout{m: m, pp: int(p.pp), vpp: int(p.vpp), counts: counts}
	if p.mtp {
		l.extra = m.MTPLayers
	}
	if p.sizes != nil {
		l.given, l.vpp = p.sizes, 1
		at := 0
		for _, n := range p.sizes {
			l.parts = append(l.parts, at)
			at += int(n)
		}
		return l
	}
	chunks := l.pp * l.vpp
	l.each, l.longer = len(m.Layers)/chunks, len(m.Layers)%chunks
	return l
}

// stage counts the layers of a stage by kind.
func (l *layout) stage(i int) {
	for k := range l.counts {
		l.counts[k] = 0
	}
	l.first = -1
	if i == l.pp-1 && l.extra > 0 { // each is one more layer of the last kind
		l.counts[l.m.Layers[len(l.m.Layers)-1]] += l.extra
	}
	if l.given != nil {
		l.add(l.parts[i], int(l.given[i]))
		return
	}
	for v := range l.vpp {
		c := v*l.pp + i
		start, n := c*l.each+min(c, l.longer), l.each
		if c < l.longer {
			n++
		}
		l.add(start, n)
	}
}

func (l *layout) add(start, n int) {
	total := len(l.m.Layers)
	start = min(start, total)
	end := min(start+n, total)
	if end <= start {
		return
	}
	if l.first < 0 {
		l.first = start
	}
	for k := range l.counts {
		l.counts[k] += float64(l.m.before[k][end] - l.m.before[k][start])
	}
}
