package plan

// Sizes are the numbers of a model that the equations read beside its ledger.
type Sizes struct {
	Hidden     float64 // h
	Vocabulary float64 // V
	Heads      float64 // query heads
	KVHeads    float64 // key and value heads
	HeadDim    float64 // d
	FFN        float64 // feed-forward size of the config
	Latent     Latent
	Experts    float64 // E, routed
	TopK       float64 // experts that a token meets
	ExpertFFN  float64 // f of one expert
	Window     float64 // tokens that sliding attention sees; 0: all
	Positions  float64 // tokens of the longest sequence that the model was made for; 0: not known
	MTPLayers  float64 // layers that predict further tokens, which a framework may train
	Dropout    bool    // hidden dropout
	Kept       Kept
}

// Kept is what eager kernels of the class keep beside what the equations say of every class.
type Kept struct {
	Norm, NormFixed float64 // a norm keeps Norm·h + NormFixed bytes a token beside its output
	Activation      float64 // bytes an element that the activation function keeps beyond its input
	Router          float64 // bytes an element of its own copy of the input that a router keeps
	Glued           bool    // rotary embeddings glue queries: attention's output is copied
}

// eagerRMS is a norm written in Python, as most classes have it: a copy of the input in fp32, the normed one, and the
// reciprocal root.
var eagerRMS = Kept{Norm: 6, NormFixed: 4}

// Latent are the sizes of multi-head latent attention; all 0 where there is none.
type Latent struct {
	Query, KeyValue        float64 // ranks of the latents; Query is 0 where queries are projected directly
	Nope, Rope, ValueWidth float64 // widths of a head
}

// Missing is one thing that keeps an answer from being known.
type Missing struct {
	What   string // "config.vocab_size", "sequence_length"
	Why    string // one line
	Settle string // the setting or flag that settles it; empty where nothing would
}

// Model is what the equations know of a model.
type Model struct {
	Class   string    // the class whose ledger it is: "LlamaForCausalLM"
	Source  string    // where the class was looked at: "transformers 5.23.0"
	Missing []Missing // why the count is not known; empty where it is
	Counted Counted   // what a host counted of a live model; zero where it did not
	AtLeast string    // what stands beside the language model and is not counted: "vision_config"; empty where nothing does

	Sizes
	Embedding []Entry
	Kinds     []Kind
	Layers    []uint16 // the kind of each layer
	Final     []Entry
	Head      []Entry
	Tied      bool // the head is the embedding

	// Least and Most are the model with the smallest and the largest vocabulary, where its own is not known; else nil. The
	// model itself is then the middle, and its parameters are not known.
	Least, Most *Model

	before [][]int32 // before[k][i]: layers of kind k among the first i
}

// Known reports whether the parameters are counted.
func (m *Model) Known() bool { return len(m.Missing) == 0 && len(m.Kinds) > 0 }

// routes reports whether it is known to how many experts a token goes, where there are experts. The parameters do not hang
// on it (DeepSeek-V2's class has null where its config says nothing), and all that a token does in a layer does.
func (m *Model) routes() bool { return m.Experts == 0 || m.TopK > 0 }

func unrouted(so string) Missing {
	return Missing{What: "config.num_experts_per_tok", Why: "is not known: " + so}
}

func (m *Model) least() *Model {
	if m.Least != nil {
		return m.Least
	}
	return m
}

func (m *Model) most() *Model {
	if m.Most != nil {
		return m.Most
	}
	return m
}

// MaxLayers bounds the depth that is looked at.
const MaxLayers = 1 << 12

// seal derives what follows from the entries.
func (m *Model) seal() {
	if m.Kept == (Kept{}) {
		m.Kept = eagerRMS
	}
	m.before = make([][]int32, len(m.Kinds))
	for k := range m.Kinds {
		m.Kinds[k].seal(m.Hidden, m.Experts)
		m.Kinds[k].Layers = 0
		if m.Kinds[k].Experts && m.Experts > 0 && m.ExpertFFN == 0 {
			m.ExpertFFN = m.expertWidth(&m.Kinds[k])
		}
		m.before[k] = make([]int32, len(m.Layers)+1)
	}
	for i, of := range m.Layers {
		m.Kinds[of].Layers++
		for k := range m.Kinds {
			m.before[k][i+1] = m.before[k][i]
		}
		m.before[of][i+1]++
	}
}

func (m *Model) expertWidth(k *Kind) float64 {
	var p pile
	within := m.Hidden
	for _, e := range k.Entries {
		if e.Part == Experts {
			p.add(e)
			if len(e.Dims) == 3 && float64(e.Dims[1]) != m.Hidden && float64(e.Dims[2]) != m.Hidden {
				within = 0 // experts over a latent: no width of theirs is the hidden size
			}
		}
	}
	if within == 0 {
		return p.narrow(k.Entries)
	}
	return p.smallest / (m.Experts * within)
}

// narrow is the feed-forward size of experts that work on a latent: the smaller of the widths that their matrices share.
func (p *pile) narrow(entries []Entry) float64 {
	for _, e := range entries {
		if e.Part == Experts && len(e.Dims) == 3 && float64(e.Count) == p.smallest {
			return float64(min(e.Dims[1], e.Dims[2]))
		}
	}
	return 0
}

// Parameters is the exact number of parameters of the language model; ok is false where it is not known.
func (m *Model) Parameters() (n int64, ok bool) {
	if !m.Known() || m.Least != nil {
		return 0, false
	}
	for _, part := range [][]Entry{m.Embedding, m.Final, m.Head} {
		n += sum(part)
	}
	for k := range m.Kinds {
		n += int64(m.Kinds[k].Layers) * sum(m.Kinds[k].Entries)
	}
	return n, n <= maxCount
}

// ActiveParameters is the number of parameters that one token meets: of the routed experts only those it is sent to.
func (m *Model) ActiveParameters() (n int64, ok bool) {
	all, ok := m.Parameters()
	if !ok || m.Experts == 0 {
		return all, ok
	}
	experts := int64(m.Experts)
	if experts <= 0 || !m.routes() {
		return 0, false
	}
	for k := range m.Kinds {
		for _, e := range m.Kinds[k].Entries {
			if e.How == Expert {
				all -= int64(m.Kinds[k].Layers) * (e.Count / experts) * max(0, experts-int64(m.TopK))
			}
		}
	}
	return all, true
}

func sum(entries []Entry) (n int64) {
	for _, e := range entries {
		n += e.Count
	}
	return n
}

// queries, keys and values are the widths of all heads: what attention keeps and computes with.
func (m *Model) queries() float64 {
	if m.Latent.KeyValue > 0 {
		return m.Heads * (m.Latent.Nope + m.Latent.Rope)
	}
	return m.Heads * m.HeadDim
}

func (m *Model) keys() float64 {
	if m.Latent.KeyValue > 0 {
		return 0
	}
	return m.KVHeads * m.HeadDim
}

func (m *Model) values() float64 {
	if m.Latent.KeyValue > 0 {
		return m.Heads * m.Latent.ValueWidth
	}
	return m.Heads * m.HeadDim
}
