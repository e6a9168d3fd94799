package plan

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// config reads a config.json by the keys of its class: under each name that the class takes, with the class's own value
// where a key is absent or null.
type config struct {
	value   capabilities.Value
	keys    []key
	missing []Missing
}

// key is one line of keyLines.
type key struct {
	name, names, absent, null string
	found                     field
	done, busy                bool
}

// field is what a key holds: nothing (null), a number, a truth, a list of words or a list of numbers.
type field struct {
	kind  fieldKind
	n     int64
	words []string
	list  []int64
}

type fieldKind uint8

const (
	unread fieldKind = iota // not known: the reason is in config.missing
	unset
	number
	truth
	words
	numbers
)

func newConfig(value capabilities.Value, c class) *config {
	f := &config{value: value}
	pick(keyLines, c.keys, func(line string) {
		var k key
		k.name, line, _ = strings.Cut(line, " ")
		k.names, line, _ = strings.Cut(line, " ")
		k.absent, k.null, _ = strings.Cut(line, " ")
		if k.names == "-" {
			k.names = k.name
		}
		f.keys = append(f.keys, k)
	})
	return f
}

// miss says that a key keeps the answer from being known.
func (f *config) miss(name, why string) field {
	for _, m := range f.missing {
		if m.What == "config."+name {
			return field{}
		}
	}
	f.missing = append(f.missing, Missing{What: "config." + name, Why: why})
	return field{}
}

// get is the value of a key.
func (f *config) get(name string) field {
	for i := range f.keys {
		if k := &f.keys[i]; k.name == name {
			if k.busy {
				return f.miss(name, "follows from itself")
			}
			if !k.done {
				k.busy = true
				k.found = f.read(k)
				k.done, k.busy = true, false
			}
			return k.found
		}
	}
	return field{kind: unset}
}

func (f *config) read(k *key) field {
	for rest := k.names; rest != ""; {
		var name string
		name, rest, _ = strings.Cut(rest, ",")
		name, spelled, isSpelled := strings.Cut(name, "(")
		v := f.value.Get(name)
		if isSpelled {
			if v.Kind() == capabilities.String {
				return f.spelled(name, v.Text(), strings.TrimSuffix(spelled, ")"))
			}
			continue
		}
		if strings.HasPrefix(k.absent, "len(") && v.Kind() != capabilities.Absent {
			continue // the class ignores it
		}
		switch v.Kind() {
		case capabilities.Absent:
			continue
		case capabilities.Null:
			return f.rule(name, k.null, "is null")
		}
		return f.plain(name, v)
	}
	name, _, _ := strings.Cut(k.names, ",")
	name, _, _ = strings.Cut(name, "(")
	return f.rule(name, k.absent, "is missing")
}

// plain takes a value of the config as it is.
func (f *config) plain(name string, v capabilities.Value) field {
	switch v.Kind() {
	case capabilities.Int:
		if n, _ := v.Int(); n >= 0 {
			return field{kind: number, n: n}
		}
		return f.miss(name, "is below 0")
	case capabilities.Bool:
		if v.IsTrue() {
			return field{kind: truth, n: 1}
		}
		return field{kind: truth}
	case capabilities.Float: // a probability, such as that of a dropout
		if positive(v.Text()) {
			return field{kind: truth, n: 1}
		}
		return field{kind: truth}
	case capabilities.Array:
		return f.array(name, v)
	case capabilities.String:
		return field{kind: words, words: []string{v.Text()}}
	}
	return f.miss(name, "is of a kind that it never is: "+v.Literal())
}

// positive reports whether the literal of a number is above 0.
func positive(literal string) bool {
	for i := range len(literal) {
		switch c := literal[i]; {
		case c == '-' || c == 'e' || c == 'E':
			return false
		case c >= '1' && c <= '9':
			return true
		}
	}
	return false
}

func (f *config) array(name string, v capabilities.Value) field {
	if v.Len() > MaxLayers {
		return f.miss(name, "is longer than any model is deep")
	}
	if v.Len() == 0 {
		return field{kind: numbers}
	}
	var out field
	for i := range v.Len() {
		one := v.At(i)
		n, isInt := one.Int()
		switch {
		case isInt && out.kind != words:
			out.kind = numbers
			out.list = append(out.list, n)
		case one.Kind() == capabilities.String && out.kind != numbers:
			out.kind = words
			word := one.Text()
			if today, ok := lineOf(legacyLines, word); ok {
				word = today
			}
			out.words = append(out.words, word)
		default:
			return f.miss(name, "is a list of mixed values")
		}
	}
	return out
}

// spelled reads a pattern with a letter for each layer.
func (f *config) spelled(name, pattern, letters string) field {
	if len(pattern) > MaxLayers {
		return f.miss(name, "is longer than any model is deep")
	}
	out := field{kind: words}
	for i := range len(pattern) {
		word := ""
		for rest := letters; rest != "" && word == ""; {
			var one string
			one, rest, _ = strings.Cut(rest, ";")
			if one != "" && one[0] == pattern[i] {
				word = one[1:]
			}
		}
		if word == "" {
			return f.miss(name, "has a letter that stands for no layer")
		}
		out.words = append(out.words, word)
	}
	return out
}
