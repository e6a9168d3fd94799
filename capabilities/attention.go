package capabilities

// localAttention says whether some layer attends only to a window or a chunk of the sequence, so that it is wrong to run
// it as full causal attention. The first row that applies answers:
//
//	config                                                      | local
//	------------------------------------------------------------+--------------------------------------
//	layer_types: not empty                                      | yes if one is sliding or chunked
//	attention_chunk_size is a number                            | yes
//	use_sliding_window is false                                 | no
//	max_window_layers is at least num_hidden_layers             | no: only the layers behind it are sliding
//	sliding_window is a number                                  | yes, unless it spans all positions
//	none of these                                               | no
func (r resolver) localAttention() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	best := r.levels[0]
	if layers := best.config.Get("layer_types"); layers.Kind() == Array && layers.Len() > 0 {
		for i := range layers.Len() {
			switch kind := layers.At(i); kind.Text() {
			case "sliding_attention", "chunked_attention", "hybrid_sliding":
				return Finding{Is: Yes, Because: []Evidence{{best.path + ".layer_types", kind}}}
			}
		}
		return Finding{Is: No, Because: best.evidence("layer_types")}
	}
	if n, ok := best.config.Get("attention_chunk_size").Int(); ok && n > 0 {
		return Finding{Is: Yes, Because: best.evidence("attention_chunk_size")}
	}
	if gate := best.config.Get("use_sliding_window"); gate.Kind() == Bool && !gate.IsTrue() {
		return Finding{Is: No, Because: best.evidence("use_sliding_window")}
	}
	full, okFull := best.config.Get("max_window_layers").Int()
	layers, okLayers := best.config.Get("num_hidden_layers").Int()
	if okFull && okLayers && full >= layers {
		return Finding{Is: No, Because: best.evidence("max_window_layers")}
	}
	window, ok := best.config.Get("sliding_window").Int()
	if !ok || window <= 0 {
		v := best.config.Get("sliding_window")
		if v.isMissing() {
			v = NullValue()
		}
		return Finding{Is: No, Because: []Evidence{{best.path + ".sliding_window", v}}}
	}
	positions, ok := best.config.Get("max_position_embeddings").Int()
	return Finding{Is: truthOf(!ok || window < positions), Because: best.evidence("sliding_window")}
}
