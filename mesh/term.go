package mesh

import "github.com/meshwise/meshwise/capabilities"

// A term is a name that an equation may use: a size of the mesh, a number of the model or of the run, or a flag. It is one
// of four kinds, and reads by one of four functions.
type term struct {
	name string
	// size reads a size of the mesh or of the run from a case; 0 means that it is not settled.
	size func(*Case) int
	// flag reads a truth of the case that is no size, such as its strategy.
	flag func(*Case) bool
	// number and truth read a number and a truth of the model with its evidence, and say where the model keeps it for the
	// rules. A number has too many values to try them all where it is not known.
	number func(*Model) (*capabilities.Quantity, *int)
	truth  func(*Model) (*capabilities.Finding, *bool)
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

// ofModel reports whether the term reads the model.
func (t *term) ofModel() bool { return t.number != nil || t.truth != nil }

// of reads a term of the model.
func (t *term) of(m *Model) (s source) {
	if t.number != nil {
		s.quantity, _ = t.number(m)
	} else {
		s.finding, _ = t.truth(m)
	}
	return s
}

// keep stores a known term of the model where the rules read it.
func (t *term) keep(m *Model) {
	if t.number != nil {
		q, to := t.number(m)
		*to = int(q.Value)
	} else {
		f, to := t.truth(m)
		*to = f.Is == yes
	}
}

// terms lists every term, in a fixed order. Nothing writes to it.
var terms = []term{
	{name: "world_size", size: func(c *Case) int { return c.World }},
	{name: "pp_size", size: func(c *Case) int { return c.PP }},
	{name: "dp_size", size: func(c *Case) int { return c.DP }},
	{name: "dp_replicate_size", size: func(c *Case) int { return c.DPReplicate }},
	{name: "dp_shard_size", size: func(c *Case) int { return c.DPShard }},
	{name: "cp_size", size: func(c *Case) int { return c.CP }},
	{name: "tp_size", size: func(c *Case) int { return c.TP }},
	{name: "ep_size", size: func(c *Case) int { return c.EP }},
	{name: "num_stages", size: func(c *Case) int { return c.Stages }},
	{name: "gpus_per_node", size: func(c *Case) int { return c.Run.GPUsPerNode }},
	{name: "expert_tensor_parallel_size", size: func(c *Case) int { return c.ExpertTP }},
	{name: "min_stages_per_rank", size: func(c *Case) int { return c.minStages }},
	{name: "max_stages_per_rank", size: func(c *Case) int { return c.maxStages }},
	{name: "fsdp2", flag: func(c *Case) bool { return c.Strategy == FSDP2 }},
	{name: "megatron_fsdp", flag: func(c *Case) bool { return c.Strategy == MegatronFSDP }},
	{name: "ddp", flag: func(c *Case) bool { return c.Strategy == DDP }},
	{name: "num_attention_heads", number: func(m *Model) (*capabilities.Quantity, *int) { return &m.report.Heads, &m.Heads }},
	{name: "num_key_value_heads", number: func(m *Model) (*capabilities.Quantity, *int) { return &m.report.KVHeads, &m.KVHeads }},
	{name: "block_kv_heads", number: func(m *Model) (*capabilities.Quantity, *int) { return &m.report.BlockKVHeads, &m.BlockKVHeads }},
	{name: "num_hidden_layers", number: func(m *Model) (*capabilities.Quantity, *int) { return &m.report.Layers, &m.Layers }},
	{name: "num_experts", number: func(m *Model) (*capabilities.Quantity, *int) { return &m.report.Experts, &m.Experts }},
	{name: "num_experts_per_tok", number: func(m *Model) (*capabilities.Quantity, *int) { return &m.report.TopK, &m.TopK }},
	{name: "intermediate_size", number: func(m *Model) (*capabilities.Quantity, *int) { return &m.report.Intermediate, &m.Intermediate }},
	{name: "vocab_size", number: func(m *Model) (*capabilities.Quantity, *int) { return &m.report.Vocabulary, &m.Vocabulary }},
	{name: string(capabilities.SupportsTP), truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.Of(capabilities.SupportsTP), &m.SupportsTP
	}},
	{name: string(capabilities.SupportsPP), truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.Of(capabilities.SupportsPP), &m.SupportsPP
	}},
	{name: string(capabilities.SupportsCP), truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.Of(capabilities.SupportsCP), &m.SupportsCP
	}},
	{name: string(capabilities.SupportsEP), truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.Of(capabilities.SupportsEP), &m.SupportsEP
	}},
	{name: string(capabilities.KeepsWindows), truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.Of(capabilities.KeepsWindows), &m.KeepsWindows
	}},
	{name: "declares_tp", truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.DeclaredOf(capabilities.SupportsTP), &m.DeclaresTP
	}},
	{name: "declares_pp", truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.DeclaredOf(capabilities.SupportsPP), &m.DeclaresPP
	}},
	{name: "declares_cp", truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.DeclaredOf(capabilities.SupportsCP), &m.DeclaresCP
	}},
	{name: "declares_ep", truth: func(m *Model) (*capabilities.Finding, *bool) {
		return m.report.DeclaredOf(capabilities.SupportsEP), &m.DeclaresEP
	}},
	{name: "tie_word_embeddings", truth: func(m *Model) (*capabilities.Finding, *bool) { return &m.report.TiedEmbeddings, &m.Tied }},
	{name: "is_encoder_decoder", truth: func(m *Model) (*capabilities.Finding, *bool) { return &m.report.EncoderDecoder, &m.EncoderDecoder }},
	{name: "has_local_attention", truth: func(m *Model) (*capabilities.Finding, *bool) { return &m.report.LocalAttention, &m.LocalAttention }},
	{name: "tp_plan_cuts_layers", truth: func(m *Model) (*capabilities.Finding, *bool) { return &m.report.PlanCutsLayers, &m.PlanCutsLayers }},
}

// modelTerms and numberTerms are the terms that read the model, and those of them that are numbers.
var modelTerms, numberTerms = sortTerms()

func sortTerms() (model, numbers termSet) {
	for i := range terms {
		if terms[i].ofModel() {
			model |= 1 << i
		}
		if terms[i].number != nil {
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
	for i := range terms {
		if terms[i].name == name {
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
