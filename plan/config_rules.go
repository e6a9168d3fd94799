package plan

import (
	"strconv"
	"strings"
)

// rule is a value that the class gives: nothing, a truth, a number that follows from others, a list.
func (f *config) rule(name, rule, why string) field {
	switch {
	case rule == "?":
		return f.miss(name, why+", and the class has no value for it that is known")
	case rule == "-":
		return field{kind: unset}
	case rule == "t":
		return field{kind: truth, n: 1}
	case rule == "f":
		return field{kind: truth}
	case rule == "[]":
		return field{kind: numbers}
	case strings.HasPrefix(rule, "len("):
		list := f.get(rule[4 : len(rule)-1])
		if list.kind != words {
			return f.miss(name, why)
		}
		return field{kind: number, n: int64(len(list.words))}
	case rule[0] == '\'':
		return field{kind: words, words: []string{rule[1:]}}
	case strings.HasPrefix(rule, "[#"):
		out := field{kind: numbers}
		for rest := rule[2 : len(rule)-1]; rest != ""; {
			var one string
			one, rest, _ = strings.Cut(rest, ",")
			out.list = append(out.list, digits(one))
		}
		return out
	case strings.HasPrefix(rule, "[="):
		return field{kind: words, words: strings.Split(rule[2:len(rule)-1], ",")}
	case rule[0] == '[':
		return f.byQuestion(rule[1 : len(rule)-1])
	}
	n, ok := f.sum(rule)
	if !ok {
		return field{}
	}
	return field{kind: number, n: n}
}

// byQuestion lists a word for each layer: "linear_attention:!i%4;full_attention".
func (f *config) byQuestion(rule string) field {
	out := field{kind: words, words: make([]string, f.depth())}
	for i := range out.words {
		for rest := rule; rest != ""; {
			var one string
			one, rest, _ = strings.Cut(rest, ";")
			word, question, asks := strings.Cut(one, ":")
			if asks {
				yes, ok := f.layer(question, i)
				if !ok {
					return field{}
				}
				if !yes {
					continue
				}
			}
			out.words[i] = word
			break
		}
	}
	return out
}

// depth is the number of layers, 0 where it is not known.
func (f *config) depth() int {
	n := f.get("num_hidden_layers")
	if n.kind != number || n.n < 1 || n.n > MaxLayers {
		if n.kind == number {
			f.miss("num_hidden_layers", "is not between 1 and "+strconv.Itoa(MaxLayers))
		} else if n.kind != unread {
			f.miss("num_hidden_layers", "is no number")
		}
		return 0
	}
	return int(n.n)
}

// sum is a sum of products of keys and numbers: "2*a*b+c", "a*b//c", "3*a/2".
func (f *config) sum(text string) (total int64, ok bool) {
	ok = true
	for text != "" {
		var term string
		term, text, _ = strings.Cut(text, "+")
		n, under := int64(1), int64(1)
		if at := strings.LastIndexByte(term, '/'); at > 0 && term[at-1] != '/' {
			under = digits(term[at+1:])
			term = term[:at]
		}
		for term != "" {
			var factor string
			factor, term, _ = strings.Cut(term, "*")
			a, b, divides := strings.Cut(factor, "//")
			x, known := f.number(a)
			if divides {
				y, also := f.number(b)
				if known = known && also && y > 0; known {
					x /= y
				}
			}
			if !known {
				ok = false
				continue
			}
			n, known = product([]int64{n, x})
			ok = ok && known
		}
		if under < 1 || n%under != 0 {
			ok = false
			continue
		}
		total += n / under
		ok = ok && total <= maxCount
	}
	return total, ok
}

func digits(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// number is a number of the table, or a key that holds one.
func (f *config) number(word string) (int64, bool) {
	if n := digits(word); n >= 0 {
		return n, true
	}
	v := f.get(word)
	switch v.kind {
	case number:
		return v.n, true
	case unread:
		return 0, false
	}
	f.miss(word, "is no number")
	return 0, false
}

// holds answers conditions: "a&!b&c?" is a true, b not, c not null.
func (f *config) holds(conditions string) (yes, ok bool) {
	if conditions == "-" {
		return true, true
	}
	yes, ok = true, true
	for conditions != "" {
		var one string
		one, conditions, _ = strings.Cut(conditions, "&")
		name, negated := strings.CutPrefix(one, "!")
		name, null := strings.CutSuffix(name, "?")
		v := f.get(name)
		if v.kind == unread {
			ok = false
			continue
		}
		is := v.kind != unset
		if is && !null {
			is = v.n != 0 || len(v.words) > 0 || len(v.list) > 0
		}
		if is == negated {
			return false, true
		}
	}
	return yes, ok
}

// layer answers a question about a layer.
//
//   - every layer         name=word  the list says word for it
//     i<key   before              name#      it is in the list
//     i>key   after               name@      the list has a number other than 0 for it
//     i%key   (i+1) divides       i%a=b      i mod a is b
//
// ! negates; & and | join two.
func (f *config) layer(question string, i int) (yes, ok bool) {
	if question == "-" {
		return true, true
	}
	if at := strings.IndexAny(question, "&|"); at >= 0 {
		a, okA := f.layer(question[:at], i)
		b, okB := f.layer(question[at+1:], i)
		if question[at] == '&' {
			return a && b, okA && okB
		}
		return a || b, okA && okB
	}
	if rest, negated := strings.CutPrefix(question, "!"); negated {
		yes, ok = f.layer(rest, i)
		return !yes, ok
	}
	if len(question) > 2 && question[0] == 'i' && strings.IndexByte("<>%", question[1]) >= 0 {
		name, offset, hasOffset := strings.Cut(question[2:], "=")
		n, ok := f.number(name)
		if !ok {
			return false, false
		}
		switch question[1] {
		case '<':
			return int64(i) < n, true
		case '>':
			return int64(i) > n, true
		}
		if n <= 0 {
			f.miss(name, "is not above 0")
			return false, false
		}
		if hasOffset {
			o, ok := f.number(offset)
			return int64(i)%n == o, ok
		}
		return (int64(i)+1)%n == 0, true
	}
	name, word, isWord := strings.Cut(question, "=")
	last := name[len(name)-1]
	if !isWord && (last == '#' || last == '@') {
		name = name[:len(name)-1]
	}
	v := f.get(name)
	if v.kind == unread {
		return false, false
	}
	switch {
	case isWord && v.kind == words:
		if i >= len(v.words) || len(v.words) != f.depth() {
			f.miss(name, "does not have one entry for each layer")
			return false, false
		}
		return v.words[i] == word, true
	case last == '@' && v.kind == numbers && i < len(v.list):
		return v.list[i] != 0, true
	case last == '#' && v.kind == numbers:
		for _, n := range v.list {
			if n == int64(i) {
				return true, true
			}
		}
		return false, true
	case last == '#' && v.kind == unset:
		return false, true
	}
	f.miss(name, "is no list of what each layer is")
	return false, false
}
