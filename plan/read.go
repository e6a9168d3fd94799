package plan

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// Read reads a model from its config.json: the parameters exactly, and the sizes that the equations need. What keeps them
// from being known is in Missing.
//
// The facts that a config does not say come from its class: biases, norms, tied embeddings, which layer is of which kind,
// and the value of a key that is absent. A class that is not in the table, or a key without a known value, leaves the
// count unknown. Where a tower stands beside the language model, the language model alone is read, and AtLeast names what
// is not counted.
func Read(value capabilities.Value) Model {
	if value.Kind() != capabilities.Object {
		return Model{Missing: []Missing{{What: "config", Why: "is not known"}}}
	}
	text, name := languagePart(value)
	if list := text.Get("architectures"); list.Len() > 0 && list.At(0).Is(gptClass) {
		return readGPT(text)
	}
	c, headless, missing := find(text)
	if name != "" {
		if c.name == "" {
			c, _, missing = find(typeOnly(text))
		}
		headless = false
	}
	if c.name == "" {
		return Model{Missing: []Missing{missing}}
	}
	m := read(text, c, headless)
	m.AtLeast = name
	return m
}

// languageParts are where a config of several models keeps that of its language model.
var languageParts = []string{"text_config", "llm_config", "language_config"}

// languagePart finds it, and names what else there is.
func languagePart(value capabilities.Value) (text capabilities.Value, beside string) {
	for _, name := range languageParts {
		if part := value.Get(name); part.Kind() == capabilities.Object {
			beside = name
			for i := range value.Len() {
				if other := value.Key(i); other != name && strings.HasSuffix(other, "_config") && value.At(i).Kind() == capabilities.Object {
					return part, other
				}
			}
			return part, beside
		}
	}
	return value, ""
}

// typeOnly is a config whose architectures say nothing of its own part.
func typeOnly(value capabilities.Value) capabilities.Value {
	return capabilities.ObjectValue([]string{"model_type"}, []capabilities.Value{value.Get("model_type")})
}

// find finds the class that a config stands for: its first architecture, else what its model type stands for.
func find(value capabilities.Value) (c class, headless bool, missing Missing) {
	if list := value.Get("architectures"); list.Kind() == capabilities.Array && list.Len() > 0 {
		name := list.At(0).Text()
		if list.At(0).Kind() != capabilities.String {
			return class{}, false, Missing{What: "config.architectures", Why: "does not name a class"}
		}
		if c, headless, ok := classNamed(name); ok {
			return c, headless, Missing{}
		}
		if has(unknownLines, name) {
			return class{}, false, Missing{What: name, Why: "its parameters are no function of its config that is known"}
		}
		return class{}, false, Missing{What: name, Why: "is no causal language model of " + classSource}
	}
	kind := value.Get("model_type")
	if kind.Kind() != capabilities.String {
		return class{}, false, Missing{What: "config.architectures", Why: "is missing, and so is config.model_type: which class it is for is not known"}
	}
	if c, ok := classOfType(kind.Text()); ok {
		return c, false, Missing{}
	}
	return class{}, false, Missing{What: "config.model_type", Why: "stands for no causal language model of " + classSource + " that is known"}
}

// read evaluates the lines of a class.
func read(value capabilities.Value, c class, headless bool) Model {
	f := newConfig(value, c)
	m := Model{Class: c.name, Source: classSource}
	n := f.depth()
	if n == 0 {
		m.Missing = f.missing
		return m
	}
	var layers []Kind       // one of each kind
	of := make([]uint16, n) // the kind of each layer
	var inside []Entry
	var where [][]bool
	pick(entryLines, c.entries, func(line string) {
		e, place, question, ok := f.entry(line)
		if !ok {
			return
		}
		switch place {
		case 'e':
			m.Embedding = append(m.Embedding, e)
		case 'f':
			m.Final = append(m.Final, e)
		case 'h':
			if !headless {
				m.Head = append(m.Head, e)
			}
		default:
			row, any := make([]bool, n), false
			for i := range row {
				yes, known := f.layer(question, i)
				if !known {
					return
				}
				row[i] = yes
				any = any || yes
			}
			if any {
				inside, where = append(inside, e), append(where, row)
			}
		}
	})
	m.Sizes = f.sizes()
	m.Kept = f.kept(c.traits)
	if len(f.missing) == 0 {
		local := f.windowed(n, m.Window)
		for i := range n {
			of[i] = kindOf(&layers, inside, where, i, local[i])
		}
		if len(layers) > maxKinds {
			f.miss("num_hidden_layers", "has more kinds of layers than are looked at")
		}
	}
	m.Missing = f.missing
	if len(m.Missing) > 0 {
		return m
	}
	m.Kinds = layers
	m.Layers = of
	m.Tied = !headless && len(m.Head) == 0
	m.seal()
	if _, ok := m.Parameters(); !ok {
		m.Missing = []Missing{{What: "config", Why: "has sizes that no model has"}}
	}
	return m
}

// windowed says which layers attend to a window only: those that layer_types names so, or all where it says nothing.
func (f *config) windowed(n int, window float64) []bool {
	local := make([]bool, n)
	missing := f.missing
	types := f.get("layer_types")
	f.missing = missing
	for i := range local {
		if types.kind == words && len(types.words) == n {
			local[i] = types.words[i] == "sliding_attention" || types.words[i] == "chunked_attention"
		} else {
			local[i] = window > 0
		}
	}
	return local
}

// kindOf finds the kind of a layer, or adds it.
func kindOf(kinds *[]Kind, inside []Entry, where [][]bool, i int, local bool) uint16 {
	var mine []Entry
	for e := range inside {
		if where[e][i] {
			mine = append(mine, inside[e])
		}
	}
	for k, other := range *kinds {
		if other.Windowed == local && alike(mine, other.Entries) {
			return uint16(k)
		}
	}
	*kinds = append(*kinds, Kind{Entries: mine, Windowed: local})
	return uint16(len(*kinds) - 1)
}

func alike(a, b []Entry) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Name != b[i].Name || a[i].Count != b[i].Count {
			return false
		}
	}
	return true
}

// entry reads one line of entryLines; ok is false where the config does not have it, or it is not known.
func (f *config) entry(line string) (e Entry, place byte, question string, ok bool) {
	code, line, _ := strings.Cut(line, " ")
	e.Name, line, _ = strings.Cut(line, " ")
	question, line, _ = strings.Cut(line, " ")
	conditions, dims, _ := strings.Cut(line, " ")
	if yes, known := f.holds(conditions); !yes || !known {
		return e, 0, "", false
	}
	for dims != "" {
		var one string
		one, dims, _ = strings.Cut(dims, ",")
		n, known := f.sum(one)
		if !known {
			if len(f.missing) == 0 {
				f.missing = append(f.missing, Missing{What: e.Name, Why: "has a size that no model has"})
			}
			return e, 0, "", false
		}
		e.Dims = append(e.Dims, n)
	}
	count, known := product(e.Dims)
	if !known || count == 0 {
		f.missing = append(f.missing, Missing{What: e.Name, Why: "has a size that no model has"})
		return e, 0, "", false
	}
	e.Count = count
	e.How = How(strings.IndexByte("rsvx", code[1]))
	e.Part = Part(strings.IndexByte("onakmxrsibh", code[2]))
	return e, code[0], question, true
}

// sizes reads the numbers that the equations need beside the parameters.
func (f *config) sizes() (s Sizes) {
	s.Hidden = f.size("hidden_size")
	s.Vocabulary = f.size("vocab_size")
	s.Heads = f.size("num_attention_heads")
	s.KVHeads = f.size("num_key_value_heads")
	if f.is("multi_query") {
		s.KVHeads = 1
	}
	if s.KVHeads == 0 {
		s.KVHeads = s.Heads
	}
	s.HeadDim = f.size("head_dim")
	if s.HeadDim == 0 && s.Heads > 0 {
		s.HeadDim = quotient(s.Hidden, s.Heads)
	}
	s.FFN = f.size("intermediate_size")
	s.Experts = f.size("num_experts")
	s.TopK = f.size("num_experts_per_tok")
	s.Positions = f.size("max_position_embeddings")
	s.MTPLayers = f.size("num_nextn_predict_layers")
	if v := f.get("use_sliding_window"); v.kind != truth || v.n != 0 {
		s.Window = f.size("sliding_window")
	}
	if kv := f.size("kv_lora_rank"); kv > 0 {
		s.Latent = Latent{
			Query: f.size("q_lora_rank"), KeyValue: kv,
			Nope: f.size("qk_nope_head_dim"), Rope: f.size("qk_rope_head_dim"), ValueWidth: f.size("v_head_dim"),
		}
		if s.Latent.ValueWidth == 0 && s.Heads > 0 {
			s.Latent.ValueWidth = quotient(s.Hidden, s.Heads)
		}
	}
	for _, name := range []string{"resid_pdrop", "hidden_dropout", "hidden_dropout_prob", "residual_dropout", "resid_dropout"} {
		s.Dropout = s.Dropout || f.is(name)
	}
	return s
}

// kept reads the traits of a class, "6,4,cat,r4", and the activation function of the config.
func (f *config) kept(traits string) Kept {
	k := eagerRMS
	if a, rest, ok := strings.Cut(traits, ","); ok {
		b, rest, _ := strings.Cut(rest, ",")
		k = Kept{Norm: float64(digits(a)), NormFixed: float64(digits(b)), Glued: listed(rest, "cat")}
		for _, r := range [...]string{"r2", "r4"} {
			if listed(rest, r) {
				k.Router = float64(r[1] - '0')
			}
		}
	}
	missing := f.missing
	for _, name := range [...]string{"hidden_act", "hidden_activation", "activation_function"} {
		if v := f.get(name); v.kind == words && len(v.words) == 1 {
			if more, ok := lineOf(activationLines, v.words[0]); ok {
				less, negative := strings.CutPrefix(more, "-")
				k.Activation = float64(digits(less))
				if negative {
					k.Activation = -k.Activation
				}
			}
			break
		}
	}
	f.missing = missing
	return k
}

// size is a key that no parameter may hang on: what it is not known to be is 0, and nothing is missed.
func (f *config) size(name string) float64 {
	missing := f.missing
	v := f.get(name)
	f.missing = missing
	if v.kind == number && v.n <= maxCount {
		return float64(v.n)
	}
	return 0
}

func (f *config) is(name string) bool {
	missing := f.missing
	v := f.get(name)
	f.missing = missing
	return v.kind == truth && v.n != 0 || v.kind == number && v.n != 0
}
