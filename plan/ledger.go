package plan

import "math/bits"

// How says how a parameter lies on the ranks of a pipeline stage.
type How uint8

// The four ways.
const (
	Replicated How = iota // whole on each tensor-parallel rank
	Split                 // cut over the tensor-parallel ranks, by columns or by rows
	Vocabulary            // cut over the tensor-parallel ranks, and padded by frameworks that pad
	Expert                // cut over the ranks of the experts
)

// String is the word that answers use.
func (h How) String() string { return [...]string{"replicated", "split", "vocabulary", "expert"}[h] }

// Part says what a parameter belongs to.
type Part uint8

// The parts of a layer, and of what is outside of them.
const (
	Other       Part = iota
	Norm             // a norm over the hidden size
	Attention        // projections of attention
	QKNorm           // norms of queries and keys
	MLP              // the feed-forward of a layer without experts
	Experts          // the routed experts
	Router           // what sends tokens to experts
	SharedMLP        // the experts that every token meets
	Mixer            // state-space models, delta nets and convolutions: what stands in for attention
	Embedding        // tokens and positions
	OutputLayer      // the head
)

// Entry is one parameter of a ledger.
type Entry struct {
	Name  string
	Dims  []int64
	Count int64 // the product of Dims
	How   How
	Part  Part
}

// matrix reports whether the parameter is the weight of a matrix product.
func (e Entry) matrix() bool { return len(e.Dims) > 1 }

// Kind is a layer: its parameters, and what is kept and computed in it. Layers of one kind are alike.
type Kind struct {
	Entries []Entry
	Layers  int // how many layers of the model are of this kind

	Windowed   bool    // it attends to a window only
	Attention  bool    // it attends
	Mixer      bool    // it has a mixer that is no attention
	Dense      bool    // it has a feed-forward without experts
	Experts    bool    // it has routed experts
	ExpertBias bool    // its experts have biases
	QKNorm     bool    // its queries and keys are normed
	Norms      float64 // norms over the hidden size
	Width      float64 // feed-forward size
	Gates      float64 // products on the way up: 2 where gated
	FusedUp    bool    // both of them are one product
	FusedQKV   bool    // queries, keys and values are one product
	Shared     float64 // feed-forward size of the shared experts
	Projected  float64 // widths of a mixer: into it,
	Convolved  float64 // through its convolution,
	Inner      float64 // and out of it

	// Sums over Entries, in parameters: cut over tensor-parallel ranks, whole on each, of the experts; and what the
	// matrix products of a token meet of the first two.
	split, whole, expert float64
	workSplit, workWhole float64
	largest              float64 // of split matrices, without norms and biases: stand-in gradients
}

// maxCount bounds a count of parameters: up to it a float64 is exact, and so is the answer in every host.
const maxCount = 1<<53 - 1

// product multiplies sizes; ok is false for sizes that no model has.
func product(dims []int64) (n int64, ok bool) {
	n = 1
	for _, d := range dims {
		if d < 0 {
			return 0, false
		}
		hi, lo := bits.Mul64(uint64(n), uint64(d))
		if hi != 0 || lo > maxCount {
			return 0, false
		}
		n = int64(lo)
	}
	return n, true
}

// seal derives what a kind is from its entries. hidden is the hidden size, experts the number of routed experts.
func (k *Kind) seal(hidden, experts float64) {
	k.Norms, k.Width, k.Gates, k.Shared = 0, 0, 0, 0
	k.Projected, k.Convolved, k.Inner = 0, 0, 0
	k.split, k.whole, k.expert, k.workSplit, k.workWhole, k.largest = 0, 0, 0, 0, 0, 0
	var up, shared, routed pile
	products := 0
	for _, e := range k.Entries {
		n := float64(e.Count)
		work := n > 4*hidden // a norm or a bias is no matrix product
		switch e.How {
		case Expert:
			k.expert += n
		case Replicated:
			k.whole += n
			if work {
				k.workWhole += n
			}
		default:
			k.split += n
			if work {
				k.workSplit += n
			}
		}
		switch e.Part {
		case Norm:
			if weight(e.Name) {
				k.Norms++
			}
		case QKNorm:
			k.QKNorm = true
		case Attention:
			k.Attention = true
			if e.matrix() {
				products++
			}
		case Mixer:
			k.Mixer = true
			k.mixer(e, hidden)
		case MLP:
			k.Dense = true
			up.add(e)
		case Experts:
			k.Experts = true
			k.ExpertBias = k.ExpertBias || !weight(e.Name)
			routed.add(e)
		case SharedMLP:
			if e.matrix() && n > hidden { // its gate is a vector
				shared.add(e)
			}
		}
	}
	k.FusedQKV = k.Attention && products == 2
	if k.Dense && hidden > 0 {
		k.Width = up.smallest / hidden
		k.Gates, k.FusedUp = up.gates()
	}
	if k.Experts && experts > 0 {
		k.Gates, k.FusedUp = routed.gates()
	}
	if hidden > 0 {
		k.Shared = shared.smallest / hidden
	}
}

// weight reports whether a name is that of a weight and not of a bias.
func weight(name string) bool { return len(name) < 4 || name[len(name)-4:] != "bias" }

// mixer adds the widths of one matrix of a mixer.
func (k *Kind) mixer(e Entry, hidden float64) {
	switch {
	case len(e.Dims) == 3: // a convolution over channels
		k.Convolved += float64(e.Dims[0])
	case len(e.Dims) == 2 && float64(e.Dims[1]) == hidden:
		k.Projected += float64(e.Dims[0])
	case len(e.Dims) == 2 && float64(e.Dims[0]) == hidden:
		k.Inner += float64(e.Dims[1])
	}
}

// pile is the matrices of one feed-forward. The way down is the smallest, or as small as any: h·f.
type pile struct {
	sum, smallest float64
	n             int
}

func (p *pile) add(e Entry) {
	if !e.matrix() || !weight(e.Name) {
		return
	}
	n := float64(e.Count)
	if p.n == 0 || n < p.smallest {
		p.smallest = n
	}
	p.sum += n
	p.n++
}

// gates is the number of products on the way up, and whether they are one matrix.
func (p *pile) gates() (n float64, fused bool) {
	if p.smallest == 0 {
		return 1, false
	}
	if p.sum > float64(2.5*p.smallest) {
		return 2, p.n == 2
	}
	return 1, false
}
