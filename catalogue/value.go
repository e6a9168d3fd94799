package catalogue

import (
	"strings"
	"sync"

	"github.com/meshwise/meshwise/capabilities"
)

// table is a text of lines that are found by their numbers. Where they begin is found out once, when the first is asked
// for.
type table struct {
	text   string
	once   sync.Once
	starts []uint32
}

func (t *table) at(i int) string {
	t.once.Do(func() {
		t.starts = make([]uint32, 0, strings.Count(t.text, "\n"))
		for at := 0; at < len(t.text); {
			t.starts = append(t.starts, uint32(at))
			at += strings.IndexByte(t.text[at:], '\n') + 1
		}
	})
	start := int(t.starts[i])
	return t.text[start : start+strings.IndexByte(t.text[start:], '\n')]
}

var (
	words  = table{text: wordText}
	values = table{text: valueText}
)

// firstFact is the letter of the first fact in the lines of classes.
const firstFact = 'A'

// The first letter of a line says what kind of value it is. Words and values are named by their numbers.
const (
	isNull   = 'n'
	isTrue   = 't'
	isFalse  = 'f'
	isInt    = 'i' // the number itself
	isFloat  = 'd' // the literal itself
	isString = 's' // a word
	isOpaque = 'o' // a word
	isRaised = 'r' // a word
	isArray  = 'a' // values
	isObject = 'm' // pairs of a word and a value
)

// valueAt reads a value.
func valueAt(i int) capabilities.Value {
	line := values.at(i)
	rest := line[1:]
	switch line[0] {
	case isTrue, isFalse:
		return capabilities.BoolValue(line[0] == isTrue)
	case isInt:
		return capabilities.IntValue(integer(rest))
	case isFloat:
		return capabilities.FloatValue(rest)
	case isString:
		return capabilities.StringValue(words.at(number(rest)))
	case isOpaque:
		return capabilities.OpaqueValue(words.at(number(rest)))
	case isRaised:
		return capabilities.RaisedValue(words.at(number(rest)))
	case isArray:
		var elems []capabilities.Value
		for rest != "" {
			var elem string
			elem, rest = cut(rest)
			elems = append(elems, valueAt(number(elem)))
		}
		return capabilities.ArrayValue(elems...)
	case isObject:
		var keys []string
		var vals []capabilities.Value
		for rest != "" {
			var key, val string
			key, rest = cut(rest)
			val, rest = cut(rest)
			keys = append(keys, words.at(number(key)))
			vals = append(vals, valueAt(number(val)))
		}
		return capabilities.ObjectValue(keys, vals)
	default:
		return capabilities.NullValue()
	}
}

// number reads a number of base 36.
func number(digits string) (n int) {
	for i := range len(digits) {
		d := int(digits[i] - '0')
		if digits[i] >= 'a' {
			d = int(digits[i]-'a') + 10
		}
		n = n*36 + d
	}
	return n
}

func integer(digits string) (n int64) {
	negative := strings.HasPrefix(digits, "-")
	for _, d := range strings.TrimPrefix(digits, "-") {
		n = n*10 + int64(d-'0')
	}
	if negative {
		return -n
	}
	return n
}
