package plan

// memory fills what each stage keeps, and returns the fullest. stages has room for every stage.
func (m *Model) memory(p *point, stages []Stage) (worst int) {
	var counts [maxKinds]float64
	var kept, whole [maxKinds]float64
	t, kinds := p.tokens(), len(m.Kinds)
	layers := m.layout(p, counts[:kinds])
	again := p.recompute.has(recomputeFull) || p.recompute.has(recomputeOps)
	for k := range m.Kinds {
		kept[k] = m.kept(&m.Kinds[k], p)
		if again {
			whole[k] = m.keeps(&m.Kinds[k], p, noRecompute)
		}
	}
	s := p.states()
	v := m.padded(p)
	d, de := p.shard(), p.expertShard()
	working := m.working(p) * t
	pp := int(p.pp)
	for i := range pp {
		st := &stages[i]
		*st = Stage{}
		layers.stage(i)
		split, all, expert := m.onStage(p, counts[:kinds], i, v)
		dense := split/p.tp + all
		exp := expert / (p.ep * p.etp)
		st.Parameters = dense + exp
		if p.adapter != nil {
			p.adapter.states(st, p, counts[:kinds], dense, exp)
		} else {
			st.Weights = float64(dense*(s.weightsWhole+s.weightsSpread/d)) + float64(exp*(s.weightsWhole+s.weightsSpread/de))
			st.Gradients = float64(dense*(s.gradientsWhole+s.gradientsSpread/d)) + float64(exp*(s.gradientsWhole+s.gradientsSpread/de))
			st.Optimizer = float64(dense*(s.optimizerWhole+s.optimizerSpread/d)) + float64(exp*(s.optimizerWhole+s.optimizerSpread/de))
		}
		live := p.live(float64(i))
		token := 0.0
		for k := range kinds {
			token += float64(counts[k] * kept[k])
		}
		st.Activations = float64(token * t * live)
		if i == 0 {
			st.Activations += float64(t * (8 + choose(p.dropout, m.Hidden/p.sequenceShare(), 0)) * live)
		}
		if again && layers.first >= 0 {
			heavy := 0.0
			for k := range kinds {
				if counts[k] > 0 {
					heavy = max(heavy, whole[k])
				}
			}
			st.Recompute = max(0, heavy-kept[m.Layers[layers.first]]) * t
		}
		st.Working = working
		if i == pp-1 {
			st.Logits = float64(t*v/choose(p.loss == lossLinear, 1, p.tp)*p.loss.bytesPerLogit()) + float64(t*m.Hidden*4)
		}
		st.Gathered = m.gathered(p, counts[:kinds], i, v, dense, exp)
		st.Placeholders = m.placeholders(p, counts[:kinds])
		st.peak(p)
		if st.Allocated > stages[worst].Allocated {
			worst = i
		}
	}
	return worst
}

// peak is equation (20). Gradients are there from one step's first microbatch to the next: a buffer of the framework, or
// what other microbatches have left. Under FSDP2 with a single microbatch they begin as None, and a layer's gradient comes
// as its activations go, so that the forward ends without them and the backward with them:
//
//	weights + optimizer + gathered + max(activations + logits, recompute + working + max(activations, gradients))
//
// Held on one H100 (testdata/one-gpu.csv): with a second microbatch Llama-3.2-1B takes 4.61 GiB more, its gradients in fp32.
// FSDP2 makes them in a stream of its own, whose pool is not given to others: what is reserved holds both.
func (s *Stage) peak(p *point) {
	forward, backward := s.Activations+s.Logits, s.Activations+s.Recompute+s.Working
	held := s.States() + s.Gathered + s.Placeholders + max(forward, backward)
	s.Allocated, s.Apart, s.AtLoss = held, 0, forward >= backward
	if (p.strategy == fsdp2 || p.strategy == fsdpZero2) && !p.adds && p.pp == 1 && p.adapter == nil {
		ends := s.Recompute + s.Working + max(s.Activations, s.Gradients)
		s.Allocated = s.Weights + s.Optimizer + s.Gathered + s.Placeholders + max(forward, ends)
		s.Apart, s.AtLoss = held-s.Allocated, forward >= ends
		s.NoActivations = !s.AtLoss && s.Gradients > s.Activations
		s.NoGradients = !s.NoActivations
	}
}

// maxKinds bounds the kinds of layers of a model. Reading a config with more leaves its count unknown.
const maxKinds = 16

// padded is the size of the vocabulary as the strategy lays it out: Megatron pads it to a multiple of 128·tp.
func (m *Model) padded(p *point) float64 {
	if !p.strategy.pads() {
		return m.Vocabulary
	}
	block := 128 * p.tp
	n := quotient(m.Vocabulary, block)
	if float64(n*block) < m.Vocabulary {
		n++
	}
	return n * block
}

// onStage is equation (10): parameters of a stage that are cut over tensor-parallel ranks, that are whole on each, and of
// experts. The embedding is on the first stage; the head and the last norm are on the last, and a tied head is a copy of
// the embedding there.
func (m *Model) onStage(p *point, counts []float64, stage int, v float64) (split, all, expert float64) {
	for k := range counts {
		kind := &m.Kinds[k]
		split += float64(counts[k] * kind.split)
		all += float64(counts[k] * kind.whole)
		expert += float64(counts[k] * kind.expert)
	}
	if stage == 0 {
		for _, e := range m.Embedding {
			if e.How == Vocabulary {
				split += float64(v * m.Hidden)
			} else {
				all += float64(e.Count)
			}
		}
	}
	if stage == int(p.pp)-1 {
		for _, e := range m.Final {
			all += float64(e.Count)
		}
		if m.hasHead(p) {
			split += float64(v * m.Hidden)
		}
		if p.mtp {
			split += float64(m.MTPLayers * 2 * m.Hidden * m.Hidden)
			all += float64(m.MTPLayers * 3 * m.Hidden)
		}
	}
	return split, all, expert
}

// hasHead reports whether the last stage holds a matrix of the head that is not the embedding on the same stage.
func (m *Model) hasHead(p *point) bool { return len(m.Head) > 0 || m.Tied && p.pp > 1 }

// gathered is what a strategy that shards parameters gathers for their use.
//
//	(17) pp = 1: L1·(2·2 + 2 + R): this layer and the prefetched one in bf16, its gradients, and the input of the
//	     reduce-scatter (R = 4 where it is reduced in fp32, else 2); or the head's V·h/tp·(2 + 2 + R) + 2·L1 where that
//	     is more: FSDP2 wraps the head apart, and gathers it first in the backward
//	(18) pp > 1: dense·(2 + A) + experts·(2 + A): parameters stay gathered across microbatches and gradients accumulate
//	     whole. A is 4 where FSDP2 accumulates in the dtype of the reduction (torch 2.5 on), 2 where the gradient of a
//	     leaf keeps its own (torch 2.15)
func (m *Model) gathered(p *point, counts []float64, stage int, v, dense, exp float64) float64 {
	if !p.strategy.sharded() || p.shard() <= 1 && p.strategy != fsdp2 { // fully_shard copies on one rank, too
		return 0
	}
	de := p.expertShard()
	if p.pp > 1 && p.whole {
		a := choose(p.wide, 4, 2)
		return float64(dense*(2+a)) + choose(de > 1, exp*(2+a), 0)
	}
	one, most := 0.0, -1.0
	for k := range counts {
		if counts[k] == 0 {
			continue
		}
		kind := &m.Kinds[k]
		a, e := kind.split/p.tp+kind.whole, kind.expert/(p.ep*p.etp)
		if a+e > most {
			most = a + e
			one = a + choose(de > 1, e, 0)
		}
	}
	r := 2 + choose(p.fp32 || p.gradient == 4, 4, 2)
	g := one * (4 + r)
	if m.hasHead(p) || m.Tied {
		if stage == int(p.pp)-1 {
			g = max(g, float64(v*m.Hidden/p.tp*(2+r))+2*one)
		}
	}
	if stage == 0 && p.pp > 1 {
		g = max(g, float64(v*m.Hidden/p.tp*2)+2*one)
	}
	return g
}

// placeholders is equation (19): Transformer Engine keeps a stand-in gradient in bf16 of each distinct shape of weights
// whose gradient is accumulated in place. Found from the residuals of SimuMax's runs: without it Llama-3.1-405B is 4 to 8 %
// low, with it 1 to 3.4 %.
func (m *Model) placeholders(p *point, counts []float64) float64 {
	if p.kernels != transformerEngine || !p.stand || p.strategy != megatron && p.strategy != megatronZero2 && p.strategy != megatronFSDP {
		return 0
	}
	most := 0.0
	for k := range counts {
		if counts[k] > 0 {
			kind := &m.Kinds[k]
			most = max(most, kind.split/p.tp+kind.expert/max(1, m.Experts)/p.etp)
		}
	}
	return 2 * most
}
