package plan

// Equation (21): what an allocator reserves beyond its peak. 11 published pairs of peak allocated and reserved (Megatron
// Bridge's verification cards, 4 to 352 ranks) have a median of 1.045 and lie within 1.024 and 1.21; the two above 1.15 are
// one model with dispatch buffers. On one H100 the median of 30 runs is 1.065 with expandable segments, and nine in ten are
// below 1.12 (1.083 and 1.18 without), beside the gradients in a pool of their own. Equation (22): bytes outside of it, of the
// context and of collectives; NVSHMEM and DeepEP take 5.7 to 7.1 GiB (ISEEKYAN/Megatron-LM#150).
const (
	reserveLow, reserveMid, reserveHigh, reserveExperts = .024, .045, .12, .20
	reserveTorch                                        = .06 // the middle, where PyTorch makes gradients anew
	contextLow, contextMid, contextHigh, contextExperts = 1 * gib, 1.5 * gib, 2.5 * gib, 7 * gib
)

// reserved is equation (21). apart is what the pool of another stream keeps beside the peak.
func (m *Model) reserved(p *point, allocated Interval, apart float64, routing string) Interval {
	mid, most := reserveMid, reserveHigh
	if !p.strategy.pads() {
		mid = reserveTorch
	}
	if m.Experts > 0 && routing != "balanced" {
		most = reserveExperts
	}
	return Interval{
		float64((float64(allocated.Low) + apart) * (1 + reserveLow)),
		float64((allocated.Mid + apart) * (1 + mid)),
		float64((float64(allocated.High) + apart) * (1 + most)),
	}
}

// device is what the card must hold: equation (22).
func (p *point) device(reserved Interval) Interval {
	most := float64(contextHigh)
	if p.ep > p.node {
		most = contextExperts
	}
	return Interval{reserved.Low + contextLow, reserved.Mid + contextMid, reserved.High + most}
}

// doubt is equation (23): how far what is allocated may lie from the middle, down and up, as a share.
func (m *Model) doubt(p *point, routing string) (down, up float64) {
	a := .08
	if p.kernels == transformerEngine {
		a = .04
	}
	for i := range m.Kinds {
		if m.Kinds[i].Mixer {
			a = max(a, .20)
		}
	}
	down, up = a, a
	if m.Experts > 0 { // balanced routing is the least that natural routing needs
		down, up = max(a, .10), max(a, .25)
		if routing == "balanced" {
			up = max(a, .10)
		} else if routing == "natural" {
			down = max(a, .25)
		}
	}
	if p.low() && p.kernels == transformerEngine {
		down, up = max(down, .15), max(up, .15)
	}
	return down, up
}
