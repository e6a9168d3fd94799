package plan

// adapter is low-rank adaptation: frozen weights, and a pair of small matrices beside each target.
type adapter struct {
	bytes     float64 // of a frozen parameter
	trainable [maxKinds]float64
}

// nf4 is bytes of a parameter in 4-bit NormalFloat with double quantisation (arXiv 2305.14314).
const nf4 = .53

// trained is bytes of a trainable parameter: weight, gradient, master copy and two states.
const trained = 16

// states fills what an adapted model keeps: Σ over targets r·(in + out) are trained, the rest has no gradient and no
// state. Activations are those of the whole model, which is at most what is kept.
func (a *adapter) states(st *Stage, p *point, counts []float64, dense, exp float64) {
	pairs := 0.0
	for k := range counts {
		pairs += float64(counts[k] * a.trainable[k])
	}
	pairs /= p.tp
	d, de := 1.0, 1.0
	if p.strategy.sharded() {
		d, de = p.shard(), p.expertShard()
	}
	st.Weights = float64(a.bytes*(dense/d+exp/de)) + 4*pairs/d
	st.Gradients = 4 * pairs / d
	st.Optimizer = (trained - 8) * pairs / d
}

// adapt counts the trainable parameters of each kind of layer. Without targets every linear layer of attention and of
// feed-forwards is one; experts are not.
func (m *Model) adapt(a *Adapter) *adapter {
	out := &adapter{bytes: 2}
	if a.Base == "nf4" {
		out.bytes = nf4
	}
	for k := range m.Kinds {
		for _, e := range m.Kinds[k].Entries {
			if len(e.Dims) == 2 && e.How == Split && e.Part != Mixer && targeted(a.Targets, e.Name) {
				out.trainable[k] += float64(float64(a.Rank) * float64(e.Dims[0]+e.Dims[1]))
			}
		}
	}
	return out
}

// targeted reports whether a target names a parameter: "q_proj" and "self_attn.q_proj" name self_attn.q_proj.weight.
func targeted(targets []string, name string) bool {
	if len(targets) == 0 {
		return true
	}
	if n := len(name) - len(".weight"); n > 0 && name[n:] == ".weight" {
		name = name[:n]
	}
	for _, t := range targets {
		for len(t) > 1 && t[0] == '*' {
			t = t[1:]
		}
		if t == "" {
			continue
		}
		if t == "*" {
			return true
		}
		at := len(name) - len(t)
		if t == "all-linear" || at >= 0 && name[at:] == t && (at == 0 || name[at-1] == '.' || t[0] == '.') {
			return true
		}
	}
	return false
}
