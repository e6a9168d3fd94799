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
		if without, evidence := l.layersWithoutExperts(); without {
			q.Known, q.Because = true, evidence
			return q
		}
		for _, name := range l.inOrder(row.names) { // what the config says goes before what its class has
			if answer, settled := r.expertsUnder(row, l, name, l.stated(name), &q); settled {
				return answer
			}
		}
		for _, name := range row.names {
			if l.stated(name).Kind() != Absent {
				continue
			}
			if answer, settled := r.expertsUnder(row, l, name, l.defaults.Lookup(name), &q); settled {
				return answer
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

// layersWithoutExperts says whether the config lists its layers, each of which is one block, and none of them is experts: then
// a number of experts, that of its class by default too, is of no layer.
func (l *level) layersWithoutExperts() (bool, []Evidence) {
	if v := l.stated("hybrid_override_pattern"); v.Kind() == String && v.Text() != "" {
		if n, _ := l.stated("num_local_experts").Int(); n > 0 { // of the flags of Megatron, whose older patterns have no sign for experts
			return false, nil
		}
		return !strings.ContainsRune(v.Text(), 'E'), l.evidence("hybrid_override_pattern")
	}
	blocks := l.stated("layers_block_type")
	dense := false
	for i := range blocks.Len() {
		switch blocks.At(i).Text() {
		case "moe":
			return false, nil
		case "mlp":
			dense = true
		}
	}
	return dense, l.evidence("layers_block_type")
}

// expertsUnder reads the value under one name: a number settles it, 0 and null are kept in q.
func (r *resolver) expertsUnder(row *numberRow, l level, name string, v Value, q *Number) (answer Number, settled bool) {
	v = uniform(v)
	switch n, isInt := v.Int(); {
	case isInt && n > 0:
		return r.known(row, l, name, n), true
	case isInt && n == 0, v.Kind() == Null:
		if !q.Known {
			q.Known, q.Because = true, l.evidence(name)
		}
	case v.Kind() != Absent:
		return Number{Name: row.name, Field: name, Missing: []string{l.pathOf(name)}}, true
	}
	return Number{}, false
}

// statesSizes reports whether a config inside a config states how wide and how many its layers are, and so leaves nothing of
// theirs to the defaults of a class.
func (l *level) statesSizes() bool {
	for _, field := range []string{"hidden_size", "intermediate_size", "num_hidden_layers"} {
		if _, ok := l.config.Lookup(field).Int(); !ok {
			return false
		}
	}
	return true
}

// inOrder puts those names first that the class of the config has.
func (l *level) inOrder(names []string) []string {
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
func (l *level) speaksOfExperts() string {
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
