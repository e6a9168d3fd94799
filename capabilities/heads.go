package capabilities

// heads is the number of query heads: 0 for a model without attention, whose config may give the name to the heads of its
// state-space layers.
func (r *resolver) heads(row *numberRow) Number {
	if none := r.hasAttention(); none.Is == No {
		return Number{Name: row.name, Field: row.name, Known: true, Because: none.Because}
	}
	return r.read(row)
}

// kvHeads resolves the number of key/value heads:
//
//	config                                              | KV heads
//	----------------------------------------------------+---------------------------------
//	no attention                                        | 0
//	multi-head latent attention                         | the heads: nothing to divide
//	multi_query, without new_decoder_architecture       | 1
//	one of the names, on the level of the heads         | its value
//	null under a name, or absent from a whole config    | the heads (multi-head attention)
//	absent from a config inside a config                | unknown
//
// A config inside a bare config.json omits what equals the default of its class, so there an absent field says nothing,
// unless the defaults of the class are known.
func (r *resolver) kvHeads(row *numberRow) Number {
	asHeads := r.number("num_attention_heads")
	asHeads.Name, asHeads.Ignored = row.name, nil
	if r.latentKV().Is == Yes || r.hasAttention().Is == No {
		return asHeads
	}
	unreadable := func(l level, field string) Number {
		return Number{Name: row.name, Field: row.name, Missing: []string{l.pathOf(field)}}
	}
	for i, l := range r.levels {
		multi, legible := l.truth("multi_query")
		grouped, ok := l.truth("new_decoder_architecture")
		switch {
		case !legible:
			return unreadable(l, "multi_query")
		case multi && !ok:
			return unreadable(l, "new_decoder_architecture")
		case multi && !grouped:
			return Number{Name: row.name, Field: row.name, Value: 1, Known: true, Because: l.evidence("multi_query")}
		}
		one := resolver{levels: r.levels[i : i+1]}
		v, _, name := one.find(row)
		switch n, isInt := v.Int(); {
		case isInt && n > 0:
			return r.known(row, l, name, n)
		case name != "":
			q := unreadable(l, name)
			q.Field = name
			return q
		}
		if l.hasAny(headNames) {
			whole := r.live || i == len(r.levels)-1 || l.defaults.Kind() == Object || l.hasNull(row.names)
			if whole {
				return asHeads
			}
			break
		}
	}
	return Number{Name: row.name, Field: row.name, Missing: r.lacking("num_key_value_heads")}
}

func (l *level) hasAny(names []string) bool {
	for _, name := range names {
		if !l.value(name).isMissing() {
			return true
		}
	}
	return false
}

func (l *level) hasNull(names []string) bool {
	for _, name := range names {
		if l.config.Lookup(name).Kind() == Null {
			return true
		}
	}
	return false
}

// Block is one layer of a model whose layers differ: the number of KV heads of its attention.
type Block struct {
	Layer   int
	KVHeads int64
	Path    string
}

// blockKVHeads reads the attention of each layer from a config that lists its blocks (DeciLM, Nemotron NAS). A block
// whose attention is dropped or replaced by a linear layer has no heads to divide.
func (r *resolver) blockKVHeads(row *numberRow) Number {
	q := Number{Name: row.name, Field: row.name}
	if len(r.levels) == 0 {
		q.Missing = r.open
		return q
	}
	list, at, name := r.first("block_configs")
	heads := r.number("num_attention_heads")
	switch {
	case name == "":
		q.Known = true
		return q
	case list.Kind() != Array:
		q.Missing = []string{at.pathOf(name)}
		return q
	case !heads.Known:
		q.Missing = heads.Missing
		return q
	}
	for i := range list.Len() {
		path := at.path + ".block_configs[" + itoa(i) + "]"
		attention := list.At(i).Get("attention")
		if attention.isMissing() || attention.Get("no_op").IsTrue() || attention.Get("replace_with_linear").IsTrue() {
			continue
		}
		group := attention.Get("n_heads_in_group")
		n, isInt := group.Int()
		switch {
		case isInt && n > 0:
			r.blocks = append(r.blocks, Block{Layer: i, KVHeads: heads.Value / n, Path: path + ".attention.n_heads_in_group"})
		case attention.Kind() != Object || !group.isMissing():
			q.Missing = []string{path + ".attention"}
			return q
		}
	}
	q.Known = true
	for _, b := range r.blocks {
		q.Value = gcd(q.Value, b.KVHeads)
	}
	return q
}

// globalKVHeads is the key/value heads of full-attention layers that have their own number, as Gemma 4 has where
// attention_k_eq_v is set: not all layers are such, and not none.
func (r *resolver) globalKVHeads(row *numberRow) Number {
	q := Number{Name: row.name, Field: row.name, Known: true}
	if len(r.levels) == 0 {
		q.Known, q.Missing = false, r.open
		return q
	}
	at := r.levels[0]
	const field = "num_global_key_value_heads"
	n, isInt := at.value(field).Int()
	if !at.value("attention_k_eq_v").IsTrue() || !isInt || n <= 0 {
		return q
	}
	layers := at.value("layer_types")
	if layers.Kind() != Array {
		q.Known, q.Missing = false, r.lacking("layer_types")
		return q
	}
	for i := range layers.Len() {
		if layers.At(i).Is("full_attention") {
			return r.known(row, at, field, n)
		}
	}
	return q
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
