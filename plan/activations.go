package plan

// kept is the table of section 5: bytes a token that one layer keeps from its forward for its backward.
//
//	piece     | te, compiled, native                             | eager adds
//	----------+--------------------------------------------------+------------------------------------------------------
//	each norm | 2h/r (input) + 2h/r (output: the linear's input) | 4h/r + 4 (fp32 copy, normalised copy, reciprocal root)
//	attention | 2(Hq + 2·Hkv)/tp + 2·Hv/tp + 4·nh/tp             | fused projections keep their whole output
//	q/k norm  | 2(Hq + Hkv)/tp                                   | 6(Hq + Hkv) + 4(nh + kv), /tp, instead
//	MLA       | 2(2qr + 2kvr + dr) + [2(2Hq + nh(dn+dv))/tp] + 2·nh·dv/tp + 4·nh/tp
//	dense MLP | (2g + 2)·f/tp                                    | 2f/tp (separate silu output)
//	experts   | k[2h·etp + 2g·fe + 2fe]/tp + (2g+2)fs/tp + 8E/r  | k(2fe + 2h·etp)/tp + 2fs/tp
//	mixer     | 2(proj + conv + 2·inner)/tp                      |
//	dropout   | 2h/r                                             |
//
// r is tp under sequence parallelism, else 1. What enters an expert is whole on each rank of its tensor-parallel group, which
// gathers the tokens of all of them (Megatron-Core, moe/token_dispatcher.py); its products are cut. With GELU, dropout and multi-head attention this is the 34·s·b·h of
// Korthikanti et al. 2022 (arXiv 2205.05198), table 2, less the attention core that flash attention never stores. The
// eager column is held to what autograd saves: bindings/python/tests/test_activations.py.
func (m *Model) kept(k *Kind, p *point) float64 {
	b := m.keeps(k, p, p.recompute)
	if p.recompute.has(recomputeFull) && p.part < 1 { // of some layers
		b = float64(p.part*b) + float64((1-p.part)*m.keeps(k, p, noRecompute))
	}
	return b
}

// keeps is kept under a recomputation other than the run's.
func (m *Model) keeps(k *Kind, p *point, rc recompute) float64 {
	h, t, r := m.Hidden, p.tp, p.sequenceShare()
	if rc.has(recomputeFull) {
		return 2 * h / r
	}
	if rc.has(recomputeOps) {
		return m.keptByOps(k, p)
	}
	isEager := p.kernels == eager
	b := 0.0
	norm := 2 * h / r
	if isEager {
		norm = float64(m.Kept.Norm*h/r) + m.Kept.NormFixed
	}
	b += float64(k.norms() * norm)
	if !rc.has(recomputeNorms) { // what enters a block's first products; norms behind a block give to the residual
		b += float64(min(k.norms(), k.blocks()) * 2 * h / r)
	}
	if k.Attention {
		b += m.keptByAttention(k, p, rc)
	}
	if k.Mixer {
		b += 2 * (k.Projected + k.Convolved + 2*k.Inner) / t
	}
	if k.Dense && !rc.has(recomputeMLP) {
		b += float64((float64(2*k.Gates) + 2 + choose(isEager, m.activation(k), 0)) * k.Width / t)
	}
	if k.Experts {
		b += m.keptByExperts(k, p, rc)
	}
	if p.dropout {
		b += 2 * h / r
	}
	return b
}

// norms is the number of norms of a layer: one before each block where the class has none with weights.
func (k *Kind) norms() float64 {
	if k.Norms > 0 {
		return k.Norms
	}
	return k.blocks()
}

// blocks is what a layer adds to its residual: attention or a mixer, and a feed-forward.
func (k *Kind) blocks() float64 {
	return choose(k.Attention || k.Mixer, 1, 0) + choose(k.Dense || k.Experts, 1, 0)
}

// learned reports whether positions are learned, and queries and keys not rotated.
func (m *Model) learned() bool {
	for _, e := range m.Embedding {
		if e.How != Vocabulary {
			return true
		}
	}
	return false
}

// activation is bytes an element of the feed-forward that eager kernels keep of the activation function: its result where
// that is multiplied by the other half, and what the function keeps beyond its input.
func (m *Model) activation(k *Kind) float64 { return choose(k.Gates == 2, 2, 0) + m.Kept.Activation }

func (m *Model) keptByAttention(k *Kind, p *point, rc recompute) float64 {
	t, q, kv, v := p.tp, m.queries(), m.keys(), m.values()
	if l := m.Latent; l.KeyValue > 0 {
		b := 2 * (2*l.Query + 2*l.KeyValue + l.Rope)
		if p.kernels == eager { // norms of the latents, and the output of attention as rows
			b += float64((m.Kept.Norm-2)*(l.Query+l.KeyValue)) + 2*m.Kept.NormFixed - 2*l.Rope + 2*v/t
		}
		if !rc.has(recomputeLatentUp) {
			b += 2 * (2*q + float64(m.Heads*(l.Nope+l.ValueWidth))) / t
		}
		return b + 2*v/t + 4*m.Heads/t
	}
	b := 0.0
	if k.QKNorm {
		if p.kernels == eager {
			b += (float64(m.Kept.Norm*(q+kv)) + float64(m.Kept.NormFixed*(m.Heads+m.KVHeads))) / t
		} else {
			b += 2 * (q + kv) / t
		}
	}
	if p.kernels == eager {
		if k.FusedQKV && !m.learned() { // the whole product is kept, not its last third alone
			b += 2 * (q + kv) / t
		}
		if m.Kept.Glued {
			b += 2 * v / t
		}
	}
	return b + 2*(q+2*kv)/t + 2*v/t + 4*m.Heads/t
}

func (m *Model) keptByExperts(k *Kind, p *point, rc recompute) float64 {
	isEager, g, f := p.kernels == eager, k.Gates, m.ExpertFFN
	// of one token at one expert: permuted input, products on the way up, their activation
	a := float64(2*m.Hidden*p.etp) + choose(rc.has(recomputeExpertAct), 0, 2*f) + float64(2*g*f)
	if isEager {
		a += float64(m.activation(k)*f) + float64(2*m.Hidden*p.etp)
	}
	shared := float64(2*g) + 2 + choose(isEager, m.activation(k), 0)
	if rc.has(recomputeExperts) { // the whole block is: the router and the shared experts with it
		return 0
	}
	b := m.TopK*a/p.tp + k.Shared*shared/p.tp + 8*m.Experts/p.sequenceShare()
	if isEager {
		b += m.Kept.Router * m.Hidden / p.sequenceShare()
	}
	return b
}

// keptByOps is torchtitan's per-op recomputation: the layer's input, the attention's output, and every second product
// (wq, wv, w1 and w2 of Llama).
func (m *Model) keptByOps(k *Kind, p *point) float64 {
	h, t, r := m.Hidden, p.tp, p.sequenceShare()
	products := (m.queries()+m.keys()+m.width(k))/t + h/r
	return 2*(h/r+m.values()/t+products) + 4*m.Heads/t
}

// width is the feed-forward size of a layer; of one without, that of the config.
func (m *Model) width(k *Kind) float64 {
	if k.Width > 0 {
		return k.Width
	}
	return m.FFN
}

// working is equation (15): gradients of the widest tensors of a layer, while its backward runs.
func (m *Model) working(p *point) float64 {
	w := 0.0
	for i := range m.Kinds {
		switch k := &m.Kinds[i]; {
		case k.Experts:
			w = max(w, m.TopK*(float64(2*k.Gates*m.ExpertFFN)+2*m.ExpertFFN+float64(2*m.Hidden*p.etp))/p.tp)
		case k.Dense && m.Experts == 0:
			w = max(w, (float64(2*k.Gates*k.Width)+2*k.Width)/p.tp)
		}
	}
	return max(w, 2*3*m.Hidden)
}

// live is equation (14): how many microbatches of a whole stage are kept at once.
//
// Sources: Megatron-Core's warm-up count of the interleaved schedule, plus one; torch's schedules for ZBV and DualPipeV.
func (p *point) live(stage float64) float64 {
	switch {
	case p.pp == 1:
		return 1
	case p.schedule == gpipe:
		return p.m
	case p.schedule == zeroBubbleV || p.schedule == dualPipeV:
		return min(p.m, p.pp)
	case p.vpp > 1:
		return min(p.m*p.vpp, 2*(p.pp-stage-1)+float64((p.vpp-1)*p.pp)+1) / p.vpp
	default:
		return min(p.m, p.pp-stage)
	}
}

// bytesPerLogit is equation (16): bytes a logit of a rank that are alive at the peak of the loss.
func (l loss) bytesPerLogit() float64 {
	switch l {
	case lossEager:
		// An fp32 copy, its log-softmax and its gradient: 12.0 on an H100 in nine runs of three classes of transformers, whose
		// caller takes the loss and drops the logits in bf16, as Trainer does. Where something holds on to them it is 14.
		return 12
	case lossParallel:
		return 18 // the same over DTensor
	case lossCompiled, lossMegatron:
		return 6 // one fp32 buffer that is used in place, and bf16
	case lossFused:
		return 4
	default:
		return 0 // linear: never all at once
	}
}
