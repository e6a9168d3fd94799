package capabilities

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// experts resolves the number of routed experts:
//
//	config                                                   | experts
//	---------------------------------------------------------+---------
//	a pattern of layers, none of them E (experts)            | 0: dense
//	a positive number under one of the names                 | it
//	a list of one repeated number (a number for each layer)  | that number
//	0 or null under one of the names                         | 0: dense
//	none of the names in a whole config, nothing in it that  | 0: dense
//	speaks of experts, and a class that is no MoE            |
//	anything else                                            | unknown
//
// The last row but one is what a config of a dense model looks like. A config that speaks of experts under a name that
// the rules do not know is no dense model for that, and a config inside a bare config.json omits what equals the default
// of its class: it is whole where it states the sizes of its layers.
func (r *resolver) experts(row *numberRow) Number {
	q := Number{Name: row.name, Field: row.name}
	if len(r.levels) == 0 {
		q.Missing = r.open
		return q
	}
	for _, l := range r.levels {
		switch on, legible := l.truth("enable_moe_block"); {
		case !legible:
			q.Missing = []string{l.pathOf("enable_moe_block")}
			return q
		case !on && !l.value("enable_moe_block").isMissing():
			q.Known, q.Because = true, l.evidence("enable_moe_block")
			return q
		}
		if pattern := l.stated("hybrid_override_pattern"); pattern.Text() != "" && !strings.Contains(pattern.Text(), "E") {
			q.Known, q.Because = true, l.evidence("hybrid_override_pattern")
			return q
		}
		for _, name := range l.inOrder(row.names) {
			v := uniform(l.value(name))
			n, isInt := v.Int()
			switch {
			case isInt && n > 0:
				return r.known(row, l, name, n)
			case isInt && n == 0, v.Kind() == Null:
				if !q.Known {
					q.Known, q.Because = true, l.evidence(name)
				}
			case v.Kind() != Absent:
				q.Field, q.Known, q.Because, q.Missing = name, false, nil, []string{l.pathOf(name)}
				return q
			}
		}
	}
	if q.Known {
		return q
	}
	for _, l := range r.levels {
		if field := l.speaksOfExperts(); field != "" {
			q.Missing = r.lacking(row.name)
			return q
		}
	}
	if r.facts.isMoE().Is == Yes && !r.live || len(r.levels) > 1 && !r.live && r.levels[0].defaults.Kind() != Object && !r.levels[0].statesSizes() {
		q.Missing = r.lacking(row.name)
		return q
	}
	last := r.levels[len(r.levels)-1]
	q.Known, q.Because = true, []Evidence{{last.path + ".num_experts", NullValue()}}
	return q
}

// statesSizes reports whether a config inside a config states how wide and how many its layers are, and so leaves nothing of
// theirs to the defaults of a class.
func (l level) statesSizes() bool {
	for _, field := range []string{"hidden_size", "intermediate_size", "num_hidden_layers"} {
		if _, ok := l.config.Lookup(field).Int(); !ok {
			return false
		}
	}
	return true
}

// inOrder puts those names first that the class of the config has.
func (l level) inOrder(names []string) []string {
	ordered := make([]string, 0, len(names))
	for _, own := range []bool{true, false} {
		for _, name := range names {
			if l.owns(name) == own {
				ordered = append(ordered, name)
			}
		}
	}
	return ordered
}

// uniform turns a list that repeats one number into that number.
func uniform(v Value) Value {
	if v.Kind() != Array || v.Len() == 0 {
		return v
	}
	first, ok := v.At(0).Int()
	for i := range v.Len() {
		if n, isInt := v.At(i).Int(); !ok || !isInt || n != first {
			return v
		}
	}
	return v.At(0)
}

// speaksOfExperts returns a field whose name speaks of experts and whose value is not empty.
func (l level) speaksOfExperts() string {
	for i := range l.config.Len() {
		key := text.Lower(l.config.Key(i))
		v := l.config.At(i)
		if key == "model_type" && strings.Contains(text.Lower(v.Text()), "moe") {
			return key
		}
		if !strings.Contains(key, "expert") && !strings.Contains(key, "moe") && key != "architectures" {
			continue
		}
		if key == "architectures" {
			for j := range v.Len() {
				if strings.Contains(text.Lower(v.At(j).Text()), "moe") {
					return key
				}
			}
			continue
		}
		n, isInt := v.Int()
		if v.isMissing() || v.Kind() == Bool && !v.IsTrue() || isInt && n == 0 {
			continue
		}
		return key
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }
