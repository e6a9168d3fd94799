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
//	a positive number under one of the names                 | it
//	a list of one repeated number (a number for each layer)  | that number
//	0 or null under one of the names                         | 0: dense
//	none of the names in a whole config, and nothing in it   | 0: dense
//	that speaks of experts                                   |
//	anything else                                            | unknown
//
// The last row but one is what a config of a dense model looks like. A config that speaks of experts under a name that
// the rules do not know is no dense model for that, and a config inside a bare config.json omits what equals the default
// of its class.
func (r resolver) experts(live bool) Quantity {
	q := Quantity{Name: "num_experts", Field: "num_experts"}
	if len(r.levels) == 0 {
		q.Missing = r.open
		return q
	}
	for _, l := range r.levels {
		if !l.config.Get("enable_moe_block").isMissing() && !l.config.Get("enable_moe_block").IsTrue() {
			q.Known, q.Because = true, l.evidence("enable_moe_block")
			return q
		}
		for _, name := range expertNames {
			v := uniform(l.config.Lookup(name))
			n, isInt := v.Int()
			switch {
			case isInt && n > 0:
				return Quantity{Name: q.Name, Field: name, Value: n, Known: true, Because: l.evidence(name)}
			case isInt && n == 0, v.Kind() == Null:
				if !q.Known {
					q.Known, q.Because = true, l.evidence(name)
				}
			case v.Kind() != Absent:
				return Quantity{Name: q.Name, Field: name, Missing: []string{l.path + "." + name}}
			}
		}
	}
	if q.Known {
		return q
	}
	for _, l := range r.levels {
		if field := l.speaksOfExperts(); field != "" {
			return Quantity{Name: q.Name, Field: q.Name, Missing: r.lacking("num_experts")}
		}
	}
	if len(r.levels) > 1 && !live {
		return Quantity{Name: q.Name, Field: q.Name, Missing: r.lacking("num_experts")}
	}
	last := r.levels[len(r.levels)-1]
	q.Known, q.Because = true, []Evidence{{last.path + ".num_experts", NullValue()}}
	return q
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
