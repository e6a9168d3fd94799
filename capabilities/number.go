package capabilities

// Number is one number of a model's architecture, resolved from its config.
type Number struct {
	Name    string // the canonical name: "num_key_value_heads"
	Field   string // the name under which this config keeps it: "multi_query_group_num"
	Value   int64
	Known   bool
	Because []Evidence // where the value was read
	Missing []string   // the fields that would settle it
	// Ignored is the other names of the number that stand beside Field and say something else. They were not used.
	Ignored []Evidence
}

// numberRow is one number: what it is called, under which names configs keep it, and what it means. It is the only place
// where a number is listed.
type numberRow struct {
	name string
	// names are the names under which configs keep it, the usual one first. Where the class is known whose config it is, a
	// name of that class goes before them. A dot leads into a config inside the config.
	names []string
	// read resolves a number that takes more than the first name that is there.
	read func(*resolver, *numberRow) Number
	text string
	// nested says that a name leads into a config inside the config: the names of most rows need not be searched for a dot.
	nested bool
}

// in is what stands in a config under a name of the row.
func (row *numberRow) in(config Value, name string) Value {
	if row.nested {
		return config.Lookup(name)
	}
	return config.Get(name)
}

// headNames are the names of the query heads: a config that has one speaks of its attention.
var headNames = []string{"num_attention_heads", "n_head", "n_heads", "num_heads", "attention_heads", "decoder_attention_heads", "num_decoder_attention_heads"}

// numbers lists every number of a model. Rules, answers and documents read it.
var numbers = []numberRow{
	{name: "num_attention_heads", text: "query heads of a layer; 0 for a model without attention", read: (*resolver).heads,
		names: headNames},
	{name: "num_key_value_heads", text: "key/value heads of a layer; the query heads under multi-head and latent attention", read: (*resolver).kvHeads,
		names: []string{"num_key_value_heads", "n_head_kv", "num_kv_heads", "multi_query_group_num", "attn_config.kv_n_heads"}, nested: true},
	{name: "block_kv_heads", text: "the greatest common divisor of the key/value heads of all blocks, where a config lists its blocks; else 0", read: (*resolver).blockKVHeads},
	{name: "global_key_value_heads", text: "key/value heads of full-attention layers, where they have their own number; else 0", read: (*resolver).globalKVHeads},
	{name: "head_dim", text: "width of a head", read: (*resolver).headDim,
		names: []string{"head_dim", "hidden_size_per_head", "attention_head_dim", "kv_channels"}},
	{name: "hidden_size", text: "width of the residual stream",
		names: []string{"hidden_size", "n_embd", "d_model", "dim", "model_dim"}},
	{name: "num_hidden_layers", text: "layers of the decoder", read: (*resolver).layers,
		names: []string{"num_hidden_layers", "n_layer", "n_layers", "num_layers", "decoder_layers", "num_decoder_layers"}},
	{name: "num_experts", text: "routed experts of a layer; 0 for a dense model", read: (*resolver).experts,
		names: []string{"num_experts", "moe_num_experts", "n_routed_experts", "num_local_experts", "ffn_config.moe_num_experts"}, nested: true},
	{name: "num_experts_per_tok", text: "experts that a token is routed to",
		names: []string{"num_experts_per_tok", "moe_k", "moe_topk", "num_experts_per_token", "experts_per_token", "top_k_experts", "ffn_config.moe_top_k"}, nested: true},
	{name: "expert_groups", text: "groups that the experts are in, of which a token is routed to some; 0 where there are none", read: (*resolver).orNone,
		names: []string{"n_group", "num_expert_group", "moe_router_num_groups"}},
	{name: "expert_groups_per_tok", text: "groups of experts that a token is routed to; 0 where there are none", read: (*resolver).orNone,
		names: []string{"topk_group", "moe_router_group_topk"}},
	{name: "intermediate_size", text: "hidden units of the MLP", read: (*resolver).mlpUnits,
		names: []string{"intermediate_size", "ffn_hidden_size", "ffn_dim", "decoder_ffn_dim", "d_ff", "n_inner", "ff_intermediate_size", "ffn_config.ffn_hidden_size"}, nested: true},
	{name: "moe_intermediate_size", text: "hidden units of one expert", read: (*resolver).expertUnits,
		names: []string{"moe_intermediate_size", "expert_intermediate_size", "expert_hidden_dim", "moe_ffn_hidden_size"}},
	{name: "shared_expert_units", text: "hidden units of the shared experts of a layer together; 0 where there are none", read: (*resolver).sharedExpertUnits,
		names: []string{"shared_expert_intermediate_size", "moe_shared_expert_intermediate_size", "shared_intermediate_size"}},
	{name: "first_dense_layers", text: "dense layers before the first mixture of experts; 0 where there are none", read: (*resolver).orZero,
		names: []string{"first_k_dense_replace", "num_dense_layers", "moe_layer_start_index"}},
	{name: "vocab_size", text: "rows of the embedding",
		names: []string{"vocab_size", "padded_vocab_size"}},
	{name: "max_position_embeddings", text: "tokens of the longest sequence that the positions are made for",
		names: []string{"max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len", "seq_length"}},
	{name: "vision_heads", text: "heads of the vision tower; 0 where there is none", read: (*resolver).orNone,
		names: []string{"vision_config.num_attention_heads", "vision_config.num_heads", "vision_config.vt_num_attention_heads"}, nested: true},
	{name: "other_heads", text: "the greatest common divisor of the heads of the parts beside the language model and its vision tower; 0 where there are none", read: (*resolver).otherHeads},
	{name: "quantization_group", text: "weights along a row that share a scale, where the checkpoint is quantised in groups; else 0", read: (*resolver).quantizationGroup,
		names: []string{"quantization_config.group_size"}, nested: true},
	{name: "fp8_block_rows", text: "rows of a weight matrix that share an 8-bit scale; 0 where there are no blocks", read: (*resolver).fp8Block,
		names: []string{"quantization_config.weight_block_size"}, nested: true},
	{name: "fp8_block_columns", text: "columns of a weight matrix that share an 8-bit scale; 0 where there are no blocks", read: (*resolver).fp8Block,
		names: []string{"quantization_config.weight_block_size"}, nested: true},
	{name: "linear_num_key_heads", text: "key heads of a gated delta net; 0 where there is none", read: (*resolver).orNone,
		names: []string{"linear_num_key_heads"}},
	{name: "linear_num_value_heads", text: "value heads of a gated delta net; 0 where there is none", read: (*resolver).orNone,
		names: []string{"linear_num_value_heads"}},
	{name: "mamba_heads", text: "heads of a Mamba-2 layer; 0 where there is none", read: (*resolver).mamba2,
		names: []string{"mamba_num_heads", "mamba_n_heads", "n_mamba_heads", "num_heads"}},
	{name: "mamba_groups", text: "groups of a Mamba-2 layer; 0 where there is none", read: (*resolver).mamba2,
		names: []string{"n_groups", "mamba_n_groups", "mamba_ngroups"}},
}

// NumberText is one number with what it means.
type NumberText struct{ Name, Text string }

// Numbers lists every number of a model, in the order of a report.
func Numbers() []NumberText {
	list := make([]NumberText, len(numbers))
	for i := range numbers {
		list[i] = NumberText{numbers[i].name, numbers[i].text}
	}
	return list
}

// read resolves one number from the first name that is there. A field that is there and is no positive integer leaves it
// unknown.
func (r *resolver) read(row *numberRow) Number {
	q := Number{Name: row.name, Field: row.name}
	v, at, name := r.find(row)
	n, isInt := v.Int()
	switch {
	case isInt && n > 0:
		return r.known(row, at, name, n)
	case v.Kind() != Absent:
		q.Missing = []string{at.pathOf(name)}
	default:
		q.Missing = r.lacking(row.names[0])
	}
	return q
}

// known is a number that was read from a field, with the other names beside it that say something else.
func (r *resolver) known(row *numberRow, at level, name string, n int64) Number {
	q := Number{Name: row.name, Field: name, Value: n, Known: true, Because: at.evidence(name)}
	for _, other := range row.names {
		if m, ok := row.in(at.config, other).Int(); ok && m != n && other != name {
			q.Ignored = append(q.Ignored, at.evidence(other)...)
		}
	}
	return q
}

// orNone reads a number that a config without its kind of layer does not have.
func (r *resolver) orNone(row *numberRow) Number {
	if _, _, name := r.find(row); name == "" && len(r.levels) > 0 {
		return Number{Name: row.name, Field: row.names[0], Known: true}
	}
	return r.read(row)
}

// mlpUnits is stated, or four times the width in configs of the GPT-2 family, which have a name for it and leave it open.
func (r *resolver) mlpUnits(row *numberRow) Number {
	v, at, name := r.first("n_embd")
	if n, isInt := v.Int(); isInt && n > 0 && at.value("n_inner").isMissing() {
		if _, _, other := r.find(row); other == "" {
			return Number{Name: row.name, Field: name, Value: 4 * n, Known: true, Because: at.evidence(name)}
		}
	}
	return r.read(row)
}

// orZero is orNone for a number that configs also state as 0.
func (r *resolver) orZero(row *numberRow) Number {
	v, at, name := r.find(row)
	if n, isInt := v.Int(); isInt && n == 0 {
		return Number{Name: row.name, Field: name, Known: true, Because: at.evidence(name)}
	}
	return r.orNone(row)
}

// sharedExpertUnits is stated, or follows from how many shared experts there are, each as wide as a routed one.
func (r *resolver) sharedExpertUnits(row *numberRow) Number {
	if q := r.orZero(row); !q.Known || q.Value > 0 || q.Because != nil {
		return q
	}
	count := r.orZero(&numberRow{name: row.name, names: []string{"n_shared_experts", "num_shared_experts", "moe_num_shared_experts"}})
	if !count.Known || count.Value == 0 {
		return count
	}
	units := r.number("moe_intermediate_size")
	units.Name, units.Value = row.name, units.Value*count.Value
	units.Because = append(units.Because, count.Because...)
	return units
}

// headDim is the width of a head: hidden_size / num_attention_heads unless the config says it.
func (r *resolver) headDim(row *numberRow) Number {
	q := r.read(row)
	if q.Known || !r.lacks(row) {
		return q
	}
	hidden, heads := r.number("hidden_size"), r.number("num_attention_heads")
	if hidden.Known && heads.Known && heads.Value > 0 && hidden.Value%heads.Value == 0 {
		q.Value, q.Known, q.Missing = hidden.Value/heads.Value, true, nil
		q.Because = append(append([]Evidence(nil), hidden.Because...), heads.Because...)
	}
	return q
}

// layers counts the layers, by their number or by the list of their kinds.
func (r *resolver) layers(row *numberRow) Number {
	q := r.read(row)
	if q.Known {
		return q
	}
	v, at, name := r.first("layers_block_type", "hybrid_override_pattern")
	switch v.Kind() {
	case Array:
		q.Value = int64(v.Len())
	case String:
		q.Value = int64(len(v.Text()))
	default:
		return q
	}
	q.Known, q.Because, q.Missing = true, at.evidence(name), nil
	return q
}

// expertUnits is the hidden units of one expert: those of the MLP where the config has no name of their own, and 0
// without experts.
func (r *resolver) expertUnits(row *numberRow) Number {
	experts := r.number("num_experts")
	switch {
	case experts.Known && experts.Value == 0:
		return Number{Name: row.name, Field: row.name, Known: true, Because: experts.Because}
	case r.lacks(row) && !experts.Known:
		return Number{Name: row.name, Field: row.names[0], Missing: experts.Missing}
	case r.lacks(row):
		q := r.number("intermediate_size")
		q.Name = row.name
		return q
	}
	return r.read(row)
}

// mamba2 reads a number of Mamba-2, whose names other layers share: it counts only where the config has such layers.
func (r *resolver) mamba2(row *numberRow) Number {
	if len(r.levels) > 0 {
		if _, at, name := r.first("ssm_state_size", "mamba_d_state", "state_size"); name == "" || at.value("model_type").Is("falcon_mamba") || at.value("model_type").Is("mamba") {
			return Number{Name: row.name, Field: row.names[0], Known: true}
		}
	}
	return r.read(row)
}

// lacks reports whether no place that was looked at has a name of the number.
func (r *resolver) lacks(row *numberRow) bool {
	_, _, name := r.find(row)
	return name == "" && len(r.levels) > 0
}
