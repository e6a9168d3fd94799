package catalogue

import (
	"strings"
	"sync/atomic"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// table is a text of lines that are found by their numbers.
type table struct {
	text   string
	starts []uint32 // where every line begins whose number is a multiple of stride
}

func (t *table) at(i int) string {
	start := int(t.starts[i/stride])
	start += text.Skip(t.text[start:], '\n', i%stride)
	return t.text[start : start+text.Index(t.text[start:], '\n')]
}

var (
	words  = table{wordText, wordStarts}
	values = table{valueText, valueStarts}
)

// firstFact is the letter of the first fact in the lines of classes, and mroLetter that of the MRO, which is a part of one.
const (
	firstFact = 'A'
	mroLetter = firstFact
)

// factsByLetter are the facts of factNames.
var factsByLetter = func() (facts [len(factNames)]capabilities.Fact) {
	for i, name := range factNames {
		facts[i], _ = capabilities.FactNamed(name)
	}
	return facts
}()

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

// decoded keeps the values that were read: classes share most of theirs, and the same class is asked about again.
var decoded [valueCount]atomic.Pointer[capabilities.Value]

// valueAt is a value, read once.
func valueAt(i int) capabilities.Value {
	if v := decoded[i].Load(); v != nil {
		return *v
	}
	v := readValue(values.at(i))
	decoded[i].Store(&v)
	return v
}

func readValue(line string) capabilities.Value {
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
		elems := make([]capabilities.Value, 0, countOf(rest))
		for rest != "" {
			var elem string
			elem, rest = cut(rest)
			elems = append(elems, valueAt(number(elem)))
		}
		return capabilities.ArrayValue(elems...)
	case isObject:
		n := countOf(rest) / 2
		keys, vals := make([]string, 0, n), make([]capabilities.Value, 0, n)
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

// countOf is how many numbers a line has.
func countOf(numbers string) int {
	if numbers == "" {
		return 0
	}
	return 1 + strings.Count(numbers, " ")
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
