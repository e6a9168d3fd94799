package plan

import "github.com/meshwise/meshwise/capabilities"

// gptClass is the class that Megatron-LM's pretrain_gpt.py builds. Its flags decide what a class decides elsewhere, so that
// it is no line of the table of classes: its parameters are those of megatron/core/models/gpt (gpt_model.py, gpt_layer_specs.py),
// and truth/grids builds it to hold them. With h hidden, n heads of d, g groups, f feed-forward, u 2 where gated and 1 else:
//
//	layer           | parameters
//	----------------+------------------------------------------------------------------------------------------
//	each norm       | h, and h of bias under LayerNorm
//	attention       | (n + 2g)d·h + h·nd; biases (n + 2g)d under add_bias_linear or add_qkv_bias, h under the first
//	latent queries  | rq·h + n(dn + dr)·rq, or n(dn + dr)·h without a rank
//	latent keys     | (rk + dr)·h + n(dn + dv)·rk + h·n·dv
//	qk_layernorm    | d and d, or rq and rk of latents; twice under LayerNorm
//	feed-forward    | u·f·h + h·f; biases u·f + h under add_bias_linear
//	experts         | E times the feed-forward of one, E·h of router, the feed-forward of the shared ones
const gptClass = "GPTModel"

const gptSource = "Megatron-Core 0.16.1"

// gpt is the flags of one model, while its ledger is made.
type gpt struct {
	value   capabilities.Value
	missing []Missing
	vocab   int64
	rms     bool // RMSNorm, which has no bias
	bias    bool // of linear layers
}

// The vocabulary of a script is that of its tokenizer, whose files no flag tells. It is taken as a power of two between those
// of Llama 3 and Qwen 3, and as anything from the bytes to Gemma 3's, the largest of any class that is known.
const (
	leastVocabulary = 256
	someVocabulary  = 1 << 17
	mostVocabulary  = 262_208
)

// readGPT makes the ledger of Megatron-Core's GPTModel from its flags.
func readGPT(value capabilities.Value) Model {
	if v := value.Get("vocab_size"); v.Kind() != capabilities.Absent && v.Kind() != capabilities.Null {
		n, _ := v.Int() // what is no count is missed as every number is
		return gptOf(value, n)
	}
	m, least, most := gptOf(value, someVocabulary), gptOf(value, leastVocabulary), gptOf(value, mostVocabulary)
	if m.Known() {
		m.Least, m.Most = &least, &most
	}
	return m
}

// gptOf makes it with a vocabulary.
func gptOf(value capabilities.Value, vocab int64) Model {
	g := gpt{value: value, vocab: vocab, rms: value.Get("normalization").Is("RMSNorm"), bias: !isFalse(value.Get("add_bias_linear"))}
	m := Model{Class: gptClass, Source: gptSource}
	layers := g.needs("num_hidden_layers")
	for _, name := range [...]string{"hidden_size", "num_attention_heads", "intermediate_size"} {
		g.needs(name)
	}
	if vocab <= 0 {
		g.needs("vocab_size")
	}
	if layers > MaxLayers {
		g.miss("num_hidden_layers", "is deeper than any model")
	}
	routed := g.routed(layers)
	if m.Missing = g.missing; len(m.Missing) > 0 {
		return m
	}
	m.Sizes = g.sizes()
	h, v := g.number("hidden_size"), g.vocab
	m.Embedding = []Entry{g.entry("word_embeddings.weight", Vocabulary, Embedding, v, h)}
	if p := value.Get("position_embedding_type").Text(); p == "" || p == "learned_absolute" {
		m.Embedding = append(m.Embedding, g.entry("position_embeddings.weight", Replicated, Embedding, g.number("max_position_embeddings"), h))
	}
	m.Final = g.norm("final_layernorm", Norm, h)
	if m.Tied = !isFalse(value.Get("tie_word_embeddings")); !m.Tied {
		m.Head = []Entry{g.entry("output_layer.weight", Vocabulary, OutputLayer, v, h)}
	}
	m.Layers = make([]uint16, layers)
	var of [2]int // 1 + the kind of a layer without experts, and of one with
	for i, experts := range routed {
		which := 0
		if experts {
			which = 1
		}
		if of[which] == 0 {
			m.Kinds = append(m.Kinds, Kind{Entries: g.layer(experts)})
			of[which] = len(m.Kinds)
		}
		m.Layers[i] = uint16(of[which] - 1)
	}
	m.seal()
	if m.Missing = g.missing; len(m.Missing) > 0 {
		return m
	}
	if _, ok := m.Parameters(); !ok {
		m.Missing = []Missing{{What: "config", Why: "has sizes that no model has"}}
	}
	return m
}

func (g *gpt) entry(name string, how How, part Part, dims ...int64) Entry {
	e := Entry{Name: name, How: how, Part: part, Dims: dims}
	count, ok := product(dims)
	if !ok || count == 0 {
		g.missing = append(g.missing, Missing{What: name, Why: "has a size that no model has"})
	}
	e.Count = count
	return e
}

// norm is a norm over some width.
func (g *gpt) norm(name string, part Part, width int64) []Entry {
	list := []Entry{g.entry(name+".weight", Replicated, part, width)}
	if !g.rms {
		list = append(list, g.entry(name+".bias", Replicated, part, width))
	}
	return list
}

// linear is a matrix with its bias: that of what is cut by rows is whole on each rank.
func (g *gpt) linear(name string, part Part, out, in int64, bias bool, how How) []Entry {
	list := []Entry{g.entry(name+".weight", Split, part, out, in)}
	if bias {
		list = append(list, g.entry(name+".bias", how, part, out))
	}
	return list
}

// layer is the parameters of one layer.
func (g *gpt) layer(experts bool) []Entry {
	h, f := g.number("hidden_size"), g.number("intermediate_size")
	up := f
	if g.gated() {
		up = 2 * f
	}
	list := append(g.norm("input_layernorm", Norm, h), g.attention(h)...)
	list = append(list, g.norm("pre_mlp_layernorm", Norm, h)...)
	if experts {
		return append(list, g.experts(h)...)
	}
	list = append(list, g.linear("mlp.linear_fc1", MLP, up, h, g.bias, Split)...)
	return append(list, g.linear("mlp.linear_fc2", MLP, h, f, g.bias, Replicated)...)
}

func (g *gpt) gated() bool { return g.value.Get("gated_linear_unit").IsTrue() }

func (g *gpt) attention(h int64) (list []Entry) {
	n, d, norms := g.number("num_attention_heads"), g.headDim(), g.value.Get("qk_layernorm").IsTrue()
	if rank := g.number("kv_lora_rank"); rank > 0 {
		nope, rope, width := g.number("qk_nope_head_dim"), g.number("qk_rope_head_dim"), g.number("v_head_dim")
		if q := g.number("q_lora_rank"); q > 0 {
			list = append(list, g.entry("linear_q_down_proj.weight", Replicated, Attention, q, h))
			list = append(list, g.entry("linear_q_up_proj.weight", Split, Attention, n*(nope+rope), q))
			if norms {
				list = append(list, g.norm("q_layernorm", QKNorm, q)...)
			}
		} else {
			list = append(list, g.entry("linear_q_proj.weight", Split, Attention, n*(nope+rope), h))
		}
		list = append(list, g.entry("linear_kv_down_proj.weight", Replicated, Attention, rank+rope, h))
		list = append(list, g.entry("linear_kv_up_proj.weight", Split, Attention, n*(nope+width), rank))
		if norms {
			list = append(list, g.norm("kv_layernorm", QKNorm, rank)...)
		}
		return append(list, g.linear("linear_proj", Attention, h, n*width, g.bias, Replicated)...)
	}
	list = g.linear("linear_qkv", Attention, (n+2*g.groups())*d, h, g.bias || g.value.Get("add_qkv_bias").IsTrue(), Split)
	if norms {
		list = append(list, g.norm("q_layernorm", QKNorm, d)...)
		list = append(list, g.norm("k_layernorm", QKNorm, d)...)
	}
	return append(list, g.linear("linear_proj", Attention, h, n*d, g.bias, Replicated)...)
}

func (g *gpt) experts(h int64) (list []Entry) {
	e, f, up := g.number("num_local_experts"), g.expertWidth(), int64(1)
	if g.gated() {
		up = 2
	}
	list = []Entry{
		g.entry("mlp.router.weight", Replicated, Router, e, h),
		g.entry("mlp.experts.linear_fc1.weight", Expert, Experts, e, up*f, h),
		g.entry("mlp.experts.linear_fc2.weight", Expert, Experts, e, h, f),
	}
	if g.bias {
		list = append(list, g.entry("mlp.experts.linear_fc1.bias", Expert, Experts, e, up*f), g.entry("mlp.experts.linear_fc2.bias", Expert, Experts, e, h))
	}
	if s := g.number("shared_expert_intermediate_size"); s > 0 {
		list = append(list, g.linear("mlp.shared_experts.linear_fc1", SharedMLP, up*s, h, g.bias, Split)...)
		list = append(list, g.linear("mlp.shared_experts.linear_fc2", SharedMLP, h, s, g.bias, Replicated)...)
		if g.value.Get("moe_shared_expert_gate").IsTrue() {
			list = append(list, g.entry("mlp.shared_experts.gate_weight", Replicated, SharedMLP, 1, h))
		}
	}
	return list
}
