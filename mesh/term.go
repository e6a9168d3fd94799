package mesh

import "github.com/meshwise/meshwise/capabilities"

// A term is a name that an equation may use: a size of the mesh, a number of the model or of the run, or a flag.
type term struct {
	name string
	// size reads a size of the mesh or of the run from a case; 0 means that it is not settled.
	size func(*Case) int
	// of reads a number or a flag of the model, with its evidence; keep stores it on the model.
	of   func(*Model) source
	keep func(*Model, source)
	// number marks a number of the model: it has too many values to try them all where it is not known.
	number bool
	// flag marks a truth of the case that is no size, such as its strategy.
	flag func(*Case) bool
}

// termSet is a set of terms, a bit for each in the order of terms.
type termSet uint64

// source is where a term of the model comes from: a quantity or a finding.
type source struct {
	quantity *capabilities.Quantity
	finding  *capabilities.Finding
}

func (s source) known() bool {
	if s.quantity != nil {
		return s.quantity.Known
	}
	return s.finding.Is != capabilities.Unknown
}

func (s source) because() []capabilities.Evidence {
	if s.quantity != nil {
		return s.quantity.Because
	}
	return s.finding.Because
}

func (s source) missing() []string {
	if s.quantity != nil {
		return s.quantity.Missing
	}
	return s.finding.Missing
}

// terms lists every term, in a fixed order.
func terms() []term { return allTerms }

// allTerms is built once; nothing writes to it afterwards.
var allTerms = []term{
	sizeTerm("world_size", func(c *Case) int { return c.World }),
	sizeTerm("pp_size", func(c *Case) int { return c.PP }),
	sizeTerm("dp_size", func(c *Case) int { return c.DP }),
	sizeTerm("dp_replicate_size", func(c *Case) int { return c.DPReplicate }),
	sizeTerm("dp_shard_size", func(c *Case) int { return c.DPShard }),
	sizeTerm("cp_size", func(c *Case) int { return c.CP }),
	sizeTerm("tp_size", func(c *Case) int { return c.TP }),
	sizeTerm("ep_size", func(c *Case) int { return c.EP }),
	sizeTerm("num_stages", func(c *Case) int { return c.Stages }),
	sizeTerm("gpus_per_node", func(c *Case) int { return c.Run.GPUsPerNode }),
	sizeTerm("expert_tensor_parallel_size", func(c *Case) int { return c.ExpertTP }),
	sizeTerm("min_stages_per_rank", func(c *Case) int { return c.minStages }),
	sizeTerm("max_stages_per_rank", func(c *Case) int { return c.maxStages }),

	flagTerm("fsdp2", func(c *Case) bool { return c.Strategy == FSDP2 }),
	flagTerm("megatron_fsdp", func(c *Case) bool { return c.Strategy == MegatronFSDP }),
	flagTerm("ddp", func(c *Case) bool { return c.Strategy == DDP }),

	numberTerm("num_attention_heads", func(m *Model) *capabilities.Quantity { return &m.report.Heads }, func(m *Model, n int) { m.Heads = n }),
	numberTerm("num_key_value_heads", func(m *Model) *capabilities.Quantity { return &m.report.KVHeads }, func(m *Model, n int) { m.KVHeads = n }),
	numberTerm("block_kv_heads", func(m *Model) *capabilities.Quantity { return &m.report.BlockKVHeads }, func(m *Model, n int) { m.BlockKVHeads = n }),
	numberTerm("num_hidden_layers", func(m *Model) *capabilities.Quantity { return &m.report.Layers }, func(m *Model, n int) { m.Layers = n }),
	numberTerm("num_experts", func(m *Model) *capabilities.Quantity { return &m.report.Experts }, func(m *Model, n int) { m.Experts = n }),
	numberTerm("num_experts_per_tok", func(m *Model) *capabilities.Quantity { return &m.report.TopK }, func(m *Model, n int) { m.TopK = n }),
	numberTerm("intermediate_size", func(m *Model) *capabilities.Quantity { return &m.report.Intermediate }, func(m *Model, n int) { m.Intermediate = n }),
	numberTerm("vocab_size", func(m *Model) *capabilities.Quantity { return &m.report.Vocabulary }, func(m *Model, n int) { m.Vocabulary = n }),

	answerTerm(capabilities.SupportsTP, func(m *Model, b bool) { m.SupportsTP = b }),
	answerTerm(capabilities.SupportsPP, func(m *Model, b bool) { m.SupportsPP = b }),
	answerTerm(capabilities.SupportsCP, func(m *Model, b bool) { m.SupportsCP = b }),
	answerTerm(capabilities.SupportsEP, func(m *Model, b bool) { m.SupportsEP = b }),
	answerTerm(capabilities.KeepsWindows, func(m *Model, b bool) { m.KeepsWindows = b }),
	declaredTerm(TP, capabilities.SupportsTP, func(m *Model, b bool) { m.DeclaresTP = b }),
	declaredTerm(PP, capabilities.SupportsPP, func(m *Model, b bool) { m.DeclaresPP = b }),
	declaredTerm(CP, capabilities.SupportsCP, func(m *Model, b bool) { m.DeclaresCP = b }),
	declaredTerm(EP, capabilities.SupportsEP, func(m *Model, b bool) { m.DeclaresEP = b }),
	findingTerm("tie_word_embeddings", func(m *Model) *capabilities.Finding { return &m.report.TiedEmbeddings }, func(m *Model, b bool) { m.Tied = b }),
	findingTerm("is_encoder_decoder", func(m *Model) *capabilities.Finding { return &m.report.EncoderDecoder }, func(m *Model, b bool) { m.EncoderDecoder = b }),
	findingTerm("has_local_attention", func(m *Model) *capabilities.Finding { return &m.report.LocalAttention }, func(m *Model, b bool) { m.LocalAttention = b }),
}

// modelTerms and numberTerms are the terms that read the model, and those of them that are numbers.
var modelTerms, numberTerms = sortTerms()

func sortTerms() (model, numbers termSet) {
	for i, t := range allTerms {
		if t.of != nil {
			model |= 1 << i
		}
		if t.number {
			numbers |= 1 << i
		}
	}
	return model, numbers
}

// dataTerms are the sizes that follow from data parallelism.
var dataTerms = setOf("world_size", "dp_size", "dp_shard_size")

func setOf(names ...string) (set termSet) {
	for _, name := range names {
		set |= 1 << termIndex(name)
	}
	return set
}

func sizeTerm(name string, size func(*Case) int) term { return term{name: name, size: size} }

func flagTerm(name string, flag func(*Case) bool) term { return term{name: name, flag: flag} }

func numberTerm(name string, of func(*Model) *capabilities.Quantity, keep func(*Model, int)) term {
	return term{
		name:   name,
		number: true,
		of:     func(m *Model) source { return source{quantity: of(m)} },
		keep:   func(m *Model, s source) { keep(m, int(s.quantity.Value)) },
	}
}

// answerTerm is a term under the name of a capability.
func answerTerm(c capabilities.Capability, keep func(*Model, bool)) term {
	return findingTerm(string(c), func(m *Model) *capabilities.Finding {
		f := m.report.Of(c)
		return &f
	}, keep)
}

// declaredTerm is what the class declares about an axis; unknown where it declares nothing.
func declaredTerm(a Axis, c capabilities.Capability, keep func(*Model, bool)) term {
	return findingTerm("declares_"+string(a), func(m *Model) *capabilities.Finding {
		f := m.report.DeclaredOf(c)
		return &f
	}, keep)
}

func findingTerm(name string, of func(*Model) *capabilities.Finding, keep func(*Model, bool)) term {
	return term{
		name: name,
		of:   func(m *Model) source { return source{finding: of(m)} },
		keep: func(m *Model, s source) { keep(m, s.finding.Is == capabilities.Yes) },
	}
}

// termsOf finds the terms that an equation names.
func termsOf(equation string) (set termSet, ok bool) {
	ok = true
	eachName(equation, func(name string, _ int) {
		i := termIndex(name)
		if i < 0 {
			ok = false
			return
		}
		set |= 1 << i
	})
	return set, ok
}

func termIndex(name string) int {
	for i, t := range terms() {
		if t.name == name {
			return i
		}
	}
	return -1
}

// eachName calls visit for every name in an equation, with the position just behind it.
func eachName(equation string, visit func(name string, end int)) {
	letter := func(b byte) bool { return b == '_' || b|0x20 >= 'a' && b|0x20 <= 'z' }
	for i := 0; i < len(equation); i++ {
		if !letter(equation[i]) {
			continue
		}
		start := i
		for i < len(equation) && (letter(equation[i]) || equation[i] >= '0' && equation[i] <= '9') {
			i++
		}
		visit(equation[start:i], i)
	}
}
