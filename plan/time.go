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

// layerTime is what one layer of a kind takes for one microbatch.
type layerTime struct {
	forward, backward                                  float64 // with what the host's speed and recomputation add
	dense, attention, experts, elementwise, tp, cp, ep float64 // of the forward
	again                                              float64
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

// exposedExperts is the share of the experts' all-to-all that nothing hides.
const exposedExperts = .5

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
	s.EP += float64(n * 2 * t.ep * exposedExperts)
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

// layerTime is equations (26) to (29) and (32) to (36) of one layer.
func (m *Model) layerTime(k *Kind, p *point) (t layerTime) {
	tokens, r := p.tokens(), p.sequenceShare()
	fill := tokens / (tokens + 256) * 1.06 // few rows leave a large product unfilled; 1 at about 4,300 rows
	flops := 2*float64(k.workSplit*tokens)/p.tp + 2*float64(k.workWhole*tokens)/r
	t.dense = p.product(flops, 2*(k.workSplit+k.workWhole)/p.tp, p.peak(), p.share()*fill) + 4*launch
	if k.Attention {
		t.attention = m.attention(k, p)
	}
	if k.Experts {
		t.experts, t.ep = m.experts(k, p)
	}
	width := 0.0
	if !k.Experts {
		width = m.width(k)
	}
	bytes := p.elementwise() * tokens * (20*m.Hidden/r + (float64(4*(m.queries()+m.keys()))+float64(6*width))/p.tp)
	t.elementwise = bytes / (p.card.HBM * shareHBM)
	if k.Mixer {
		t.elementwise *= 3
	}
	if p.tp > 1 { // two blocks, each an all-gather and a reduce-scatter
		t.tp = k.blocks() * 2 * p.collective(2*tokens*m.Hidden, p.tp, p.domain())
		if k.Experts && p.etp == 1 && p.ep > 1 {
			t.tp *= 0.5
		}
	}
	if p.cp > 1 && k.Attention { // two rings
		ring := 2 * p.collective(2*tokens*p.cp*m.keys()/p.tp, p.cp, max(1, quotient(p.domain(), p.tp)))
		t.cp = max(0.15*ring, ring-float64(0.6*t.attention)) + float64((p.cp-1)*2*launch)
	}
	t.again = m.again(k, p, &t)
	tp, ep := float64(t.tp*p.exposedTP()), float64(t.ep*exposedExperts)
	t.forward = t.dense + t.attention + t.experts + t.elementwise + tp + t.cp + ep
	t.backward = float64(2*t.dense) + float64(2.5*t.attention) + float64(2*t.experts) + float64(2*t.elementwise) + float64(1.5*tp) + float64(2*t.cp) + ep
	slower := max(1, p.host(k)/(t.forward+t.backward+t.again))
	t.forward, t.backward = t.forward*slower, (t.backward+t.again)*slower
	return t
}

// host is equation (35): the seconds below which the host does not get a layer's kernels started, forward and backward. For
// experts in low precision it was set on Megatron Bridge's 30 rows: with 7 ms, as in 16 bits and a half, they come out 21 %
// short in the median, with 10 ms 11 %.
//
// Layers of transformers that run as they are, or by torch.compile, and what the hooks of FSDP2 add to each, were measured on
// one H100 at 512 tokens (Llama, Qwen3, Qwen3-MoE; ms a layer): 3.8, 5.0, 8.0 eager and 2.4, 2.0, 2.8 compiled; FSDP2 adds
// 3.0, 3.4, 4.2. A forward is a third of it, and is there twice where the layer is computed again.
func (p *point) host(k *Kind) float64 {
	if p.kernels != eager && (p.kernels != compiled || p.strategy != fsdp2) {
		if k.Experts {
			return choose(p.low(), 10e-3, 4e-3)
		}
		return choose(p.low(), 1.2e-3, 0.6e-3)
	}
	floor := choose(p.kernels == eager, choose(k.Experts, 8e-3, 4.4e-3), choose(k.Experts, 2.8e-3, 2.2e-3))
	if p.strategy == fsdp2 {
		floor += choose(k.Experts, 4.2e-3, 3.2e-3)
	}
	return floor * choose(p.recompute.has(recomputeFull), 4./3, 1)
}

// again is equation (36): what recomputation adds to the backward.
func (m *Model) again(k *Kind, p *point, t *layerTime) float64 {
	switch rc := p.recompute; {
	case rc.has(recomputeFull):
		return p.part * (t.dense + t.attention + t.experts + t.elementwise + float64(0.5*t.tp*p.exposedTP()) + float64(t.ep*exposedExperts))
	case rc.has(recomputeOps):
		return float64(0.5*t.dense) + t.elementwise
	case rc.has(recomputeExpertAct) || rc.has(recomputeLatentUp):
		return float64(0.12*t.dense) + float64(0.3*t.elementwise)
	case rc == recomputeAttention:
		return t.attention
	}
	return 0
}

// attention is equation (27): FLOPs of the core, half of them where it is causal, at the share that flash attention
// reaches. A ring over context ranks splits the causal triangle unevenly (Llama 3, table 4; torchtitan, tables 2 and 6).
func (m *Model) attention(k *Kind, p *point) float64 {
	span, causal := p.seq, 0.5
	if k.Windowed && m.Window > 0 && m.Window < span {
		span, causal = m.Window, 1
	}
	flops := 2 * p.tokens() * span * (m.queries() + m.values()) / p.tp * causal
	return flops / (p.card.BF16 * p.card.Flash * p.attention) * choose(p.cp > 1, 1.35, 1)
}

// biasedExperts is how much longer the products of experts with biases take under Megatron with Transformer Engine. It was
// set on the 14 rows of gpt-oss there, which came out 31 to 55 % short: what is missing grows with the tokens and not with
// the sequence, on each card by as much as its products, and NeMo Automodel's rows of the same models lack nothing.
const biasedExperts = 2.2

// experts is equations (28) and (34): products of the routed experts, and the all-to-all to them and back.
func (m *Model) experts(k *Kind, p *point) (seconds, exchange float64) {
	tokens := p.tokens() * m.TopK / p.tp
	rows := tokens / max(1, m.Experts/p.ep) // tokens that an expert sees at a time
	flops := 2 * (k.expert / m.Experts) * tokens
	if k.ExpertBias && p.kernels == transformerEngine && p.strategy.pads() {
		flops *= biasedExperts
	}
	seconds = p.product(flops, 2*k.expert/(p.ep*p.etp), p.peak(), p.share()*(rows/(rows+220))) + 6*launch
	seconds += float64(tokens * m.Hidden * 12 / (p.card.HBM * shareHBM)) // permutations
	if p.ep <= 1 {
		return seconds, 0
	}
	bytes, node := 2*float64(tokens*m.Hidden), p.domain()
	if p.ep <= node {
		exchange = 2 * bytes * (p.ep - 1) / p.ep / (p.card.NVLink * 0.55)
	} else { // a token goes once to a node
		inside := min(p.ep, max(1, quotient(node, choose(p.etp > 1, p.tp, 1))))
		nodes := p.ep / inside
		once := min(m.TopK, nodes) / m.TopK
		exchange = 2 * bytes * once * (nodes - 1) / nodes / (p.card.NIC * shareNIC)
		exchange += 2 * bytes / p.ep * (inside - 1) / (p.card.NVLink * 0.55)
	}
	return seconds, exchange + 4*20e-6
}

// elementwise is how often what is between products is read and written, of Transformer Engine's kernels.
func (p *point) elementwise() float64 {
	switch p.kernels {
	case transformerEngine:
		return 1
	case compiled:
		return 1.1
	default:
		return 2.2
	}
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
	bandwidth, latency := p.card.NVLink*shareNVLink, 3e-6*(group-1)
	if group > inNode {
		bandwidth = min(bandwidth, p.card.NIC*shareNIC*max(1, inNode))
		latency = 5e-6 * min(group-1, 64)
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
