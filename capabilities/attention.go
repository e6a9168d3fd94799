package capabilities

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// localAttention says whether some layer attends only to a window or a chunk of the sequence, so that it is wrong to run
// it as full causal attention. The first row that applies answers; a field that is there and cannot be read answers
// unknown, where a row would have to read it:
//
//	config                                                      | local
//	------------------------------------------------------------+--------------------------------------
//	layer_types: not empty                                      | yes if one is sliding or chunked, unknown if one
//	                                                            |   is a kind that nobody knows
//	attention_chunk_size is above 0                             | yes
//	sliding_window is absent, null or 0                         | no
//	use_sliding_window is false                                 | no
//	max_window_layers is at least num_hidden_layers             | no: only the layers behind it are sliding
//	sliding_window is a number                                  | yes, unless it spans all positions
func (r *resolver) localAttention() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	best := r.levels[0]
	switch layers := best.value("layer_types"); {
	case layers.Kind() == Array && layers.Len() > 0:
		return best.localLayers(layers)
	case layers.Kind() != Array && !layers.isMissing():
		return best.illegible("layer_types")
	}
	switch n, legible := best.count("attention_chunk_size"); {
	case !legible:
		return best.illegible("attention_chunk_size")
	case n > 0:
		return Finding{Is: Yes, Because: best.evidence("attention_chunk_size")}
	}
	window, legible := best.count("sliding_window")
	switch {
	case !legible:
		return best.illegible("sliding_window")
	case window == 0:
		v := best.value("sliding_window")
		if v.isMissing() {
			v = NullValue()
		}
		return Finding{Is: No, Because: []Evidence{{best.pathOf("sliding_window"), v}}}
	}
	switch gate := best.value("use_sliding_window"); {
	case gate.Kind() == Bool && !gate.IsTrue():
		return Finding{Is: No, Because: best.evidence("use_sliding_window")}
	case gate.Kind() != Bool && !gate.isMissing():
		return best.illegible("use_sliding_window")
	}
	full, okFull := best.value("max_window_layers").Int()
	layers, okLayers := best.value("num_hidden_layers").Int()
	if okFull && okLayers && full >= layers {
		return Finding{Is: No, Because: best.evidence("max_window_layers")}
	}
	positions, ok := best.value("max_position_embeddings").Int()
	return Finding{Is: truthOf(!ok || window < positions), Because: best.evidence("sliding_window")}
}

// localLayers looks at the kind of every layer.
func (l *level) localLayers(layers Value) Finding {
	known := true
	for i := range layers.Len() {
		switch kind := layers.At(i); kind.Text() {
		case "sliding_attention", "chunked_attention", "hybrid_sliding":
			return Finding{Is: Yes, Because: []Evidence{{l.pathOf("layer_types"), kind}}}
		case "full_attention", "attention", "linear_attention", "deepseek_sparse_attention", "compressed_sparse_attention",
			"heavily_compressed_attention", "indexed_attention":
		default:
			kind := kind.Text()
			known = known && mixerOf(kind) != mixesUnknown && !strings.HasSuffix(text.Lower(kind), "attention")
		}
	}
	if !known {
		return l.illegible("layer_types")
	}
	return Finding{Is: No, Because: l.evidence("layer_types")}
}

// bidirectional says whether attention looks at later tokens: an embedding model, a diffusion model. The first row that applies
// answers:
//
//	config                                             | bidirectional
//	---------------------------------------------------+--------------------
//	use_bidirectional_attention is true                | yes
//	is_causal is false                                 | yes
//	an architecture is called Bidirectional            | yes
//	one of the two is there and cannot be read         | unknown
//	anything else                                      | no
func (r *resolver) bidirectional() Finding {
	if len(r.levels) == 0 {
		return Finding{Missing: r.open}
	}
	for _, l := range r.levels {
		for _, field := range []string{"use_bidirectional_attention", "is_causal"} {
			v := l.value(field)
			switch {
			case v.Kind() == Bool && v.IsTrue() == (field != "is_causal"):
				return Finding{Is: Yes, Because: l.evidence(field)}
			case v.Kind() != Bool && !v.isMissing():
				return l.illegible(field)
			}
		}
	}
	if name := r.facts.architecture(); strings.Contains(name.Text(), "Bidirectional") {
		return Finding{Is: Yes, Because: []Evidence{{"config.architectures", name}}}
	}
	return Finding{Is: No}
}
