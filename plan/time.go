package plan

// Shares of a bandwidth that training reaches, and what starting a kernel costs (section 10).
const (
	shareNVLink = .75
	shareNIC    = .80
	shareHBM    = .80
	launch      = 5e-6
)

// Parts are seconds of a step by what they are spent on, summed over the stages of a pipeline for one microbatch.
type Parts struct {
	Matmul, Attention, Experts, Elementwise, TP, CP, EP, Head, Recompute float64
}

// Duration is how long a step takes, in seconds (equation 40).
type Duration struct {
	Step      float64
	Compute   float64 // microbatches on the slowest stage, with the communication that is exposed there
	Bubble    float64
	P2P       float64 // between pipeline stages, exposed
	Exposed   float64 // of data parallelism
	DP        float64 // all of data parallelism
	Optimizer float64
	Parts     Parts
}

// duration is section 10: a roofline with measured shares, layer by layer, and what of the communication is exposed.
func (m *Model) duration(p *point) Duration {
	var counts [maxKinds]float64
	var times [maxKinds]layerTime
	kinds := len(m.Kinds)
	layers := m.layout(p, counts[:kinds])
	for k := range kinds {
		times[k] = m.layerTime(&m.Kinds[k], p)
	}
	d := Duration{}
	pp := int(p.pp)
	total, slow, slowForward, slowBackward := 0.0, 0.0, 0.0, 0.0
	var heavy, heavyExperts float64 // parameters of the fullest stage
	for i := range pp {
		layers.stage(i)
		forward, backward := 0.0, 0.0
		var dense, expert float64
		for k := range kinds {
			n, t := counts[k], &times[k]
			if n == 0 {
				continue
			}
			forward += float64(n * t.forward)
			backward += float64(n * t.backward)
			d.Parts.add(n, t, p)
			dense += float64(n * (m.Kinds[k].split + m.Kinds[k].whole))
			expert += float64(n * m.Kinds[k].expert)
		}
		dense, expert = dense/p.tp, expert/(p.ep*p.etp)
		if i == pp-1 {
			head, rest := m.head(p)
			forward += head + float64(rest/2)
			backward += float64(2*head) + float64(rest/2)
			d.Parts.Head += float64(3*head) + rest
			dense += m.Vocabulary * m.Hidden / p.tp
		}
		if i == 0 {
			dense += m.Vocabulary * m.Hidden / p.tp
		}
		if i == 0 || dense+expert > heavy+heavyExperts {
			heavy, heavyExperts = dense, expert
		}
		total += forward + backward
		slow = max(slow, forward+backward)
		slowForward, slowBackward = max(slowForward, forward), max(slowBackward, backward)
	}
	d.Compute = p.m * slow
	if pp > 1 {
		d.Bubble = (p.pp - 1) / p.vpp * (total / p.pp)
		switch p.schedule {
		case interleavedZeroBubble, zeroBubbleV, dualPipeV: // arXiv 2401.10241
			d.Bubble /= 3
		}
		d.P2P = 2 * p.m * p.vpp * (2 * p.tokens() * m.Hidden / p.sequenceShare()) / (p.card.NIC * shareNIC) * 0.3
	}
	far := 0.0 // what experts send to other nodes shares the wire
	if p.ep > p.domain() {
		far = d.Parts.EP / exposedExperts
	}
	d.DP, d.Exposed = p.dataParallel(heavy, heavyExperts, slow, slowForward, slowBackward, far)
	share, shareExperts := p.shard(), p.expertShard()
	if p.strategy == megatronDDP || p.strategy == ddp {
		share, shareExperts = 1, 1
	}
	d.Optimizer = (heavy/share + heavyExperts/shareExperts) * 34 / (p.card.HBM * shareHBM)
	d.Step = d.Compute + d.Bubble + d.P2P + d.Exposed + d.Optimizer
	return d
}

// exposedTP is the share of tensor-parallel communication that nothing hides.
func (p *point) exposedTP() float64 { return choose(p.overlap, .45, 1) }

// domain is the number of GPUs that NVLink joins.
func (p *point) domain() float64 {
	if p.card.Domain > 0 {
		return float64(p.card.Domain)
	}
	return p.node
}

func (s *Parts) add(n float64, t *layerTime, p *point) {
	s.Matmul += float64(n * 3 * t.dense)
	s.Attention += float64(n * 3.5 * t.attention)
	s.Experts += float64(n * 3 * t.experts)
	s.Elementwise += float64(n * 3 * t.elementwise)
	s.TP += float64(n * 2.5 * t.tp * p.exposedTP())
	s.CP += float64(n * 3 * t.cp)
	s.EP += float64(n * 2 * t.ep)
	s.Recompute += float64(n * t.again)
}

// low reports whether matrix products run in fewer than 16 bits.
func (p *point) low() bool { return p.precision != bf16 }

// peak is the peak of matrix products.
func (p *point) peak() float64 {
	switch p.precision {
	case bf16:
		return p.card.BF16
	case nvfp4:
		return p.card.FP8 * 1.7
	default:
		return p.card.FP8
	}
}

// product is equation (25): FLOPs at a share of the peak, or its weights at the speed of memory.
func (p *point) product(flops, bytes, peak, share float64) float64 {
	return max(flops/(peak*share), bytes/(p.card.HBM*shareHBM)) + launch
}

// share is the share of the peak that large products reach.
func (p *point) share() float64 {
	if p.low() {
		return p.card.Matmul8
	}
	return p.card.Matmul
}

// head is equation (30): the product of the head, and the rest of the loss, forward.
func (m *Model) head(p *point) (product, rest float64) {
	w := 2 * m.Hidden * m.Vocabulary / p.tp
	product = p.product(w*p.tokens(), w, p.card.BF16, p.card.Matmul)
	bytes := 12.0
	if p.loss == lossFused || p.loss == lossCompiled || p.loss == lossLinear {
		bytes = 6
	}
	return product, p.tokens() * m.Vocabulary / p.tp * bytes / (p.card.HBM * shareHBM)
}

// collective is equation (31): seconds of a ring all-gather or reduce-scatter of a whole buffer over a group, so many
// members of which are in a node.
func (p *point) collective(bytes, group, inNode float64) float64 {
	if group <= 1 || bytes <= 0 {
		return 0
	}
	bandwidth, latency := p.card.NVLink*shareNVLink, float64(3e-6*(group-1))
	if group > inNode {
		bandwidth = min(bandwidth, p.card.NIC*shareNIC*max(1, inNode))
		latency = float64(5e-6 * min(group-1, 64))
	}
	return bytes*(group-1)/group/bandwidth + latency
}

// dataParallel is equation (38): all of the communication of data parallelism, and what of it is exposed.
func (p *point) dataParallel(dense, expert, slow, slowForward, slowBackward, far float64) (all, exposed float64) {
	inNode, expertInNode := max(1, quotient(p.domain(), p.tp)), max(1, quotient(p.domain(), max(1, p.ep)))
	d, de := p.shard(), p.expertShard()
	over := func(bytes float64) float64 {
		return p.collective(bytes*dense, d, inNode) + p.collective(bytes*expert, de, expertInNode)
	}
	gather := over(2)
	if p.strategy.sharded() {
		scatter := over(choose(p.fp32, 4, 2))
		if p.pp > 1 {
			all = gather + scatter
			return all, max(0.1*all, all-float64(0.5*slow))
		}
		each := float64(2*gather) + scatter
		// Inside a node the copy engine hides nearly all; across nodes one NIC carries this and the experts' all-to-all.
		across := d > inNode || de > expertInNode
		hidden := float64(choose(across, 0.5, 0.85) * slow)
		return p.m * each, p.m * max(0.06*each, each+choose(across, far, 0)-hidden)
	}
	gb := p.gradient
	if gb == 0 {
		gb = 4
	}
	scatter := over(gb)
	back := gather
	if p.strategy == megatronDDP || p.strategy == ddp {
		back = scatter
	}
	all = scatter + back
	exposed = max(0.1*all, scatter-float64(0.6*slowBackward)/p.vpp) + max(0, gather-float64(0.6*slowForward)/p.vpp)
	return all, exposed
}

// flops is equation (41): model FLOPs of a token, forward and backward: 6 times the parameters that it meets in products
// (of the experts those it is sent to; the head, and not the embedding), and attention.
func (m *Model) flops(seq float64) float64 {
	met, attends := 0.0, 0.0
	for i := range m.Kinds {
		k := &m.Kinds[i]
		n := float64(k.Layers)
		met += float64(n * (k.split + k.whole))
		if m.Experts > 0 {
			met += float64(n * (k.expert / m.Experts * m.TopK))
		}
		if k.Attention {
			attends += n
		}
	}
	return float64(6*(met+float64(m.Vocabulary*m.Hidden))) + float64(6*attends*seq*(m.queries()+m.values()))
}
