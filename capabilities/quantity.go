package capabilities

// Quantity is one number of a model's architecture, resolved from its config.
type Quantity struct {
	Name    string // the canonical name: "num_key_value_heads"
	Field   string // the name under which this config keeps it: "multi_query_group_num"
	Value   int64
	Known   bool
	Because []Evidence // where the value was read
	Missing []string   // the fields that would settle it
}

// Architecture holds the numbers and flags of a model that the arithmetic rules read. Frameworks that look under one
// field name only get some models wrong; each quantity here is looked for under all the names that are in use.
type Architecture struct {
	Heads        Quantity // num_attention_heads
	KVHeads      Quantity // num_key_value_heads; the heads themselves under multi-head and multi-head latent attention
	Layers       Quantity // num_hidden_layers, of the decoder
	Experts      Quantity // num_experts, routed; 0 for a dense model
	TopK         Quantity // num_experts_per_tok
	Intermediate Quantity // intermediate_size
	Vocabulary   Quantity // vocab_size

	TiedEmbeddings Finding
	EncoderDecoder Finding
	LatentKV       Finding // multi-head latent attention: there are no KV heads to divide
	LocalAttention Finding // some layer attends to a window or a chunk only
	PlanCutsLayers Finding // the tensor-parallel plan names more than the output head

	BlockKVHeads Quantity // block_kv_heads: the greatest common divisor of the KV heads of all blocks
	Blocks       []Block  // per-layer attention, where the config lists its blocks
}

// Block is one layer of a model whose layers differ: the number of KV heads of its attention.
type Block struct {
	Layer   int
	KVHeads int64
	Path    string
}

// The names under which configs keep each quantity; the first that is there counts.
var (
	headNames         = []string{"num_attention_heads", "n_head", "n_heads", "num_heads", "attention_heads", "decoder_attention_heads"}
	kvHeadNames       = []string{"n_head_kv", "num_kv_heads", "num_key_value_heads", "multi_query_group_num", "attn_config.kv_n_heads"}
	layerNames        = []string{"num_hidden_layers", "n_layer", "n_layers", "num_layers", "decoder_layers"}
	layerLists        = []string{"layers_block_type", "hybrid_override_pattern"}
	expertNames       = []string{"num_experts", "moe_num_experts", "n_routed_experts", "num_local_experts", "ffn_config.moe_num_experts"}
	topKNames         = []string{"num_experts_per_tok", "moe_k", "moe_topk", "num_experts_per_token", "experts_per_token", "ffn_config.moe_top_k"}
	intermediateNames = []string{"intermediate_size", "ffn_hidden_size", "ffn_dim", "decoder_ffn_dim", "d_ff", "n_inner", "ff_intermediate_size", "ffn_config.ffn_hidden_size"}
	vocabularyNames   = []string{"vocab_size", "padded_vocab_size"}
)

// Resolve reads the numbers of the architecture from the config.
func (f Facts) Resolve() Architecture {
	levels, open := f.levels()
	r := resolver{levels: levels, open: open}
	heads := r.read("num_attention_heads", headNames)
	a := Architecture{
		Heads:          heads,
		Layers:         r.layers(),
		Experts:        r.experts(f.Live()),
		TopK:           r.read("num_experts_per_tok", topKNames),
		Intermediate:   r.read("intermediate_size", intermediateNames),
		Vocabulary:     r.read("vocab_size", vocabularyNames),
		TiedEmbeddings: r.tied(),
		EncoderDecoder: r.encoderDecoder(),
		LatentKV:       r.latentKV(),
		LocalAttention: r.localAttention(),
		PlanCutsLayers: f.planCutsLayers(),
	}
	a.KVHeads = r.kvHeads(heads, a.LatentKV, f.Live())
	a.Blocks = r.blocks(heads)
	a.BlockKVHeads = commonHeads(a.Blocks)
	return a
}

// levels lists where the sizes of the language model may stand, best first: the text config inside the config, the live
// language model's config, the config itself. open says that a place which was not looked at may hold them.
func (f Facts) levels() (levels []level, open []string) {
	config := f[factConfig]
	if config.Kind() == Object {
		if text, path := textConfig(config); text.Kind() == Object {
			levels = append(levels, level{"config." + path, text})
		}
	} else {
		open = append(open, string(factConfig))
	}
	if live := f[factLanguageConfig]; live.Kind() == Object {
		levels = append(levels, level{string(factLanguageConfig), live})
	}
	if config.Kind() == Object {
		levels = append(levels, level{"config", config})
	}
	return levels, open
}

// textConfig finds the config of the language model inside a composite config.
func textConfig(config Value) (text Value, path string) {
	for _, path := range []string{"text_config", "llm_config", "language_config", "thinker_config.text_config"} {
		if text := config.Lookup(path); text.Kind() == Object {
			return text, path
		}
	}
	return Value{}, ""
}

// resolver reads quantities from the levels of one config.
type resolver struct {
	levels []level
	open   []string
}

// find returns the first field that is there, looking at every name on the best level before the next level.
func (r resolver) find(names []string) (v Value, at level, name string) {
	for _, l := range r.levels {
		for _, name := range names {
			if v := l.config.Lookup(name); !v.isMissing() {
				return v, l, name
			}
		}
	}
	return Value{}, level{}, ""
}

// read resolves one quantity. A field that is there and is no positive integer leaves it unknown.
func (r resolver) read(canonical string, names []string) Quantity {
	q := Quantity{Name: canonical, Field: canonical}
	v, at, name := r.find(names)
	n, isInt := v.Int()
	switch {
	case isInt && n > 0:
		q.Value, q.Known, q.Field = n, true, name
		q.Because = at.evidence(name)
	case v.Kind() != Absent:
		q.Missing = []string{at.path + "." + name}
	default:
		q.Missing = r.lacking(names[0])
	}
	return q
}

// lacking names the field that would settle a question: on the best level, or the config that was not looked at.
func (r resolver) lacking(field string) []string {
	if len(r.levels) == 0 {
		return r.open
	}
	return []string{r.levels[0].path + "." + field}
}

func (r resolver) layers() Quantity {
	q := r.read("num_hidden_layers", layerNames)
	if q.Known {
		return q
	}
	v, at, name := r.find(layerLists)
	switch v.Kind() {
	case Array:
		q.Value, q.Known = int64(v.Len()), true
	case String:
		q.Value, q.Known = int64(len(v.Text())), true
	default:
		return q
	}
	q.Because, q.Missing = at.evidence(name), nil
	return q
}

// kvHeads resolves the number of key/value heads:
//
//	config                                              | KV heads
//	----------------------------------------------------+---------------------------------
//	multi-head latent attention                         | the heads: nothing to divide
//	multi_query, without new_decoder_architecture       | 1
//	one of the names, on the level of the heads         | its value
//	null under a name, or absent from a whole config    | the heads (multi-head attention)
//	absent from a config inside a config                | unknown
//
// A config inside a bare config.json omits what equals the default of its class, so there an absent field says nothing.
func (r resolver) kvHeads(heads Quantity, latent Finding, live bool) Quantity {
	asHeads := heads
	asHeads.Name = "num_key_value_heads"
	if latent.Is == Yes {
		return asHeads
	}
	for i, l := range r.levels {
		if l.config.Get("multi_query").IsTrue() && !l.config.Get("new_decoder_architecture").IsTrue() {
			return Quantity{Name: asHeads.Name, Field: asHeads.Name, Value: 1, Known: true, Because: l.evidence("multi_query")}
		}
		for _, name := range kvHeadNames {
			v := l.config.Lookup(name)
			if n, ok := v.Int(); ok && n > 0 {
				return Quantity{Name: asHeads.Name, Field: name, Value: n, Known: true, Because: l.evidence(name)}
			}
			if v.Kind() == Null {
				return asHeads
			}
			if v.Kind() != Absent {
				return Quantity{Name: asHeads.Name, Field: name, Missing: []string{l.path + "." + name}}
			}
		}
		if l.hasAny(headNames) {
			whole := live || i == len(r.levels)-1
			if whole {
				return asHeads
			}
			break
		}
	}
	return Quantity{Name: asHeads.Name, Field: asHeads.Name, Missing: r.lacking("num_key_value_heads")}
}

func (l level) hasAny(names []string) bool {
	for _, name := range names {
		if !l.config.Lookup(name).isMissing() {
			return true
		}
	}
	return false
}

// latentKV says whether attention keeps one latent for keys and values (multi-head latent attention).
func (r resolver) latentKV() Finding {
	for _, l := range r.levels {
		if n, ok := l.config.Get("kv_lora_rank").Int(); ok && n > 0 {
			return Finding{Is: Yes, Because: l.evidence("kv_lora_rank")}
		}
	}
	return Finding{Is: No}
}

// tied says whether the language model ties its input and output embeddings. Only its own config counts: the flag of the
// composite model around it speaks of another pair. An absent field leaves it unknown, since the default differs between
// versions of transformers and between models.
func (r resolver) tied() Finding {
	if len(r.levels) > 0 {
		best := r.levels[0]
		if v := best.config.Get("tie_word_embeddings"); v.Kind() == Bool {
			return Finding{Is: truthOf(v.IsTrue()), Because: best.evidence("tie_word_embeddings")}
		}
	}
	return Finding{Missing: r.lacking("tie_word_embeddings")}
}

// encoderDecoder says whether the model is an encoder with a decoder. A config that does not say so is not: the default
// is false for every class, and a saved config lists what differs from it.
func (r resolver) encoderDecoder() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	outer := r.levels[len(r.levels)-1]
	v := outer.config.Get("is_encoder_decoder")
	if v.isMissing() {
		v = NullValue()
	}
	return Finding{Is: truthOf(v.IsTrue()), Because: []Evidence{{outer.path + ".is_encoder_decoder", v}}}
}

// blocks reads the attention of each layer from a config that lists its blocks (DeciLM, Nemotron NAS). A block whose
// attention is dropped or replaced by a linear layer has no heads to divide.
func (r resolver) blocks(heads Quantity) []Block {
	if !heads.Known {
		return nil
	}
	v, at, _ := r.find([]string{"block_configs"})
	var blocks []Block
	for i := range v.Len() {
		if v.Kind() != Array {
			break
		}
		attention := v.At(i).Get("attention")
		group, ok := attention.Get("n_heads_in_group").Int()
		if ok && group > 0 && !attention.Get("no_op").IsTrue() && !attention.Get("replace_with_linear").IsTrue() {
			path := at.path + ".block_configs[" + itoa(i) + "].attention.n_heads_in_group"
			blocks = append(blocks, Block{Layer: i, KVHeads: heads.Value / group, Path: path})
		}
	}
	return blocks
}

func commonHeads(blocks []Block) Quantity {
	q := Quantity{Name: "block_kv_heads", Field: "block_kv_heads", Known: len(blocks) > 0}
	for _, b := range blocks {
		q.Value = gcd(q.Value, b.KVHeads)
	}
	return q
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
