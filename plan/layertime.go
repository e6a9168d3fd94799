package plan

// layerTime is what one layer of a kind takes for one microbatch.
type layerTime struct {
	forward, backward                                  float64 // with what the host's speed and recomputation add
	dense, attention, experts, elementwise, tp, cp, ep float64 // of the forward
	again                                              float64
}

// exposedExperts is the share of the experts' all-to-all that nothing hides.
const exposedExperts = .5

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
	if p.tp > 1 { // blocks, each an all-gather and a reduce-scatter; experts have their own
		blocks := k.blocks()
		if k.Experts && (p.etp > 1 || p.ep > 1) {
			blocks--
		}
		t.tp = blocks * 2 * p.collective(2*tokens*m.Hidden, p.tp, p.domain())
	}
	if p.cp > 1 && k.Attention { // two rings
		ring := 2 * p.collective(2*tokens*p.cp*m.keys()/p.tp, p.cp, max(1, quotient(p.domain(), p.tp)))
		t.cp = max(0.15*ring, ring-float64(0.6*t.attention)) + float64((p.cp-1)*2*launch)
	}
	t.again = m.again(k, p, &t)
	tp, ep := float64(t.tp*p.exposedTP()), t.ep
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
		return p.part * (t.dense + t.attention + t.experts + t.elementwise + float64(0.5*t.tp*p.exposedTP()) + t.ep)
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

// experts is equations (28) and (34): products of the routed experts, and what nothing hides of the all-to-all to them and
// back. Ranks that share an expert gather what was sent to each of them, and scatter what comes out: k times the tokens of a dense block, which no
// product hides (Megatron-Core, moe/token_dispatcher.py).
func (m *Model) experts(k *Kind, p *point) (seconds, exchange float64) {
	tokens := p.tokens() * m.TopK / p.tp
	seen := float64(tokens * p.etp) // by a rank: those of all ranks that share its experts
	// Tokens that an expert sees at a time. Where ranks share it they are etp times as many, at 1/etp of its width: the
	// product has as many tiles as before.
	rows := tokens / max(1, m.Experts/p.ep)
	flops := 2 * (k.expert / m.Experts) * tokens
	if k.ExpertBias && p.kernels == transformerEngine && p.strategy.pads() {
		flops *= biasedExperts
	}
	seconds = p.product(flops, 2*k.expert/(p.ep*p.etp), p.peak(), p.share()*(rows/(rows+220))) + 6*launch
	seconds += float64(seen * m.Hidden * 12 / (p.card.HBM * shareHBM)) // permutations
	gather := 0.0
	if p.etp > 1 {
		gather = float64(2 * p.collective(2*seen*m.Hidden, p.etp, p.domain()))
	}
	if p.ep <= 1 {
		return seconds, gather
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
	return seconds, gather + float64(exposedExperts*(exchange+4*20e-6))
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
