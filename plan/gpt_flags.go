package plan

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// needs is a number that the ledger cannot do without.
func (g *gpt) needs(name string) int64 {
	n := g.number(name)
	if n == 0 {
		g.miss(name, "is missing")
	}
	return n
}

// number is a flag that is a number: what Megatron-LM has for one that is absent, 0 where that is nothing.
func (g *gpt) number(name string) int64 {
	v := g.value.Get(name)
	if n, ok := v.Int(); ok && n >= 0 {
		return n
	}
	if v.Kind() != capabilities.Absent && v.Kind() != capabilities.Null {
		g.miss(name, "is no number")
	}
	switch name {
	case "num_experts_per_tok":
		return 2
	case "qk_nope_head_dim", "v_head_dim":
		return 128
	case "qk_rope_head_dim":
		return 64
	}
	return 0
}

func (g *gpt) miss(name, why string) {
	for _, m := range g.missing {
		if m.What == "config."+name {
			return
		}
	}
	g.missing = append(g.missing, Missing{What: "config." + name, Why: why})
}

func isFalse(v capabilities.Value) bool { return v.Kind() == capabilities.Bool && !v.IsTrue() }

func (g *gpt) groups() int64 {
	if n := g.number("num_key_value_heads"); n > 0 {
		return n
	}
	return g.number("num_attention_heads")
}

func (g *gpt) headDim() int64 {
	if d := g.number("head_dim"); d > 0 {
		return d
	}
	if n := g.number("num_attention_heads"); n > 0 {
		return g.number("hidden_size") / n
	}
	return 0
}

func (g *gpt) expertWidth() int64 {
	if f := g.number("moe_intermediate_size"); f > 0 {
		return f
	}
	return g.number("intermediate_size")
}

// sizes are the numbers that the equations read beside the ledger. The hidden dropout of Megatron-LM is 0.1 unless a flag
// says otherwise.
func (g *gpt) sizes() Sizes {
	f := func(name string) float64 { return float64(g.number(name)) }
	s := Sizes{
		Hidden: f("hidden_size"), Vocabulary: float64(g.vocab), Heads: f("num_attention_heads"), KVHeads: float64(g.groups()), HeadDim: float64(g.headDim()),
		FFN: f("intermediate_size"), Experts: f("num_local_experts"), Positions: f("max_position_embeddings"), MTPLayers: f("num_nextn_predict_layers"),
	}
	if s.Experts > 0 {
		s.TopK, s.ExpertFFN = f("num_experts_per_tok"), float64(g.expertWidth())
	}
	if f("kv_lora_rank") > 0 {
		s.Latent = Latent{Query: f("q_lora_rank"), KeyValue: f("kv_lora_rank"), Nope: f("qk_nope_head_dim"), Rope: f("qk_rope_head_dim"), ValueWidth: f("v_head_dim")}
	}
	s.Dropout = true
	if v := g.value.Get("hidden_dropout"); v.Kind() != capabilities.Absent {
		s.Dropout = positive(v.Literal())
		if v.Kind() == capabilities.String {
			s.Dropout = positive(v.Text())
		}
	}
	return s
}

// routed says which layers have experts, by moe_layer_freq: of every so many layers the first, or a list of 0 and 1.
func (g *gpt) routed(layers int64) []bool {
	list := make([]bool, max(0, min(layers, MaxLayers)))
	if g.number("num_local_experts") == 0 {
		return list
	}
	v := g.value.Get("moe_layer_freq")
	every, ok := v.Int()
	if v.Kind() == capabilities.Absent {
		every, ok = 1, true
	} else if !ok {
		every, ok = wholeText(v.Text())
	}
	if ok && every > 0 {
		for i := range list {
			list[i] = int64(i)%every == 0
		}
		return list
	}
	at, known := 0, true
	pattern(v.Text(), func(digit byte, times int64) {
		known = known && digit <= '1' && times <= int64(len(list)-at)
		for ; known && times > 0; times-- {
			list[at] = digit == '1'
			at++
		}
	}, &known)
	if !known || at != len(list) {
		g.miss("moe_layer_freq", "says not of each layer whether it has experts")
	}
	return list
}

func wholeText(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// pattern reads the expressions that stand in scripts: "[0,1,1]", "[0]*3+[1]*58", "([1]+[0]*2)" and the like, and visits each
// digit with how often it stands there. What is written otherwise is not known.
func pattern(text string, visit func(digit byte, times int64), known *bool) {
	text = strings.ReplaceAll(strings.TrimSpace(text), " ", "")
	if inner, ok := strings.CutPrefix(text, "("); ok && strings.HasSuffix(inner, ")") {
		text = inner[:len(inner)-1]
	}
	for text != "" && *known {
		var list, times string
		var isList bool
		text, isList = strings.CutPrefix(text, "[")
		list, text, *known = strings.Cut(text, "]")
		n := int64(1)
		if rest, ok := strings.CutPrefix(text, "*"); ok {
			times, text, _ = strings.Cut(rest, "+")
			n, ok = wholeText(times)
			*known = *known && ok && n >= 0 && n <= MaxLayers
		} else if text != "" {
			text, ok = strings.CutPrefix(text, "+")
			*known = *known && ok
		}
		*known = *known && isList && (n == 1 || len(list) == 1)
		for rest := list; rest != "" && *known; {
			var one string
			one, rest, _ = strings.Cut(rest, ",")
			if *known = len(one) == 1 && (one[0] == '0' || one[0] == '1'); *known {
				visit(one[0], n)
			}
		}
	}
}
