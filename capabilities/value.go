package capabilities

import "strconv"

// Kind says what a [Value] is.
type Kind uint8

// The kinds of a value. Absent is the zero value: the fact was not looked at. Opaque and Raised are observations that are
// not plain data: the attribute is there, but is no plain data (Opaque, with its type), or reading it raised (Raised,
// with the exception's type).
const (
	Absent Kind = iota
	Null
	Bool
	Int
	Float
	String
	Array
	Object
	Opaque
	Raised
)

// Value is plain data as a host observed it: a JSON value, or one of the two observations that are not plain data. The
// zero Value is absent. A Value is never changed after it was made, so copies may share their elements.
type Value struct {
	kind Kind
	num  int64    // Bool (0 or 1), Int
	text string   // String; Float: the literal; Opaque, Raised: the type's name
	keys []string // Object, in the order of the source
	vals []Value  // Array, Object
}

// MaxInteger is the largest magnitude of an integer that every host can represent: 2^53 - 1, the limit of a JavaScript
// number.
const MaxInteger = 1<<53 - 1

// NullValue is an observation of something that is not there.
func NullValue() Value { return Value{kind: Null} }

// BoolValue is a boolean.
func BoolValue(b bool) Value {
	if b {
		return Value{kind: Bool, num: 1}
	}
	return Value{kind: Bool}
}

// IntValue is an integer.
func IntValue(n int64) Value { return Value{kind: Int, num: n} }

// FloatValue is a number that is no integer, kept as the literal that was read: no rule computes with it.
func FloatValue(literal string) Value { return Value{kind: Float, text: literal} }

// StringValue is a string.
func StringValue(s string) Value { return Value{kind: String, text: s} }

// ArrayValue is a list. It keeps elems.
func ArrayValue(elems ...Value) Value { return Value{kind: Array, vals: elems} }

// ObjectValue is a mapping with the order of its keys. It keeps both slices, which must be of one length.
func ObjectValue(keys []string, vals []Value) Value {
	if len(keys) != len(vals) {
		panic("capabilities: an object needs one value for each key")
	}
	return Value{kind: Object, keys: keys, vals: vals}
}

// OpaqueValue is an attribute that is there but is no plain data, such as a module. It keeps only the name of its type.
func OpaqueValue(typeName string) Value { return Value{kind: Opaque, text: typeName} }

// RaisedValue is an attribute whose reading raised, such as a property on a half-built model. It keeps only the name of
// the exception's type.
func RaisedValue(typeName string) Value { return Value{kind: Raised, text: typeName} }

// Kind says what v is.
func (v Value) Kind() Kind { return v.kind }

// IsTrue reports whether v is the boolean true itself: a truthy object is not.
func (v Value) IsTrue() bool { return v.kind == Bool && v.num == 1 }

// Int returns the integer that v is.
func (v Value) Int() (n int64, ok bool) { return v.num, v.kind == Int }

// Text returns the string of a String, the literal of a Float and the type's name of an Opaque or a Raised.
func (v Value) Text() string { return v.text }

// Is reports whether v is the string s.
func (v Value) Is(s string) bool { return v.kind == String && v.text == s }

// Len returns the number of elements of a list or a mapping, else 0.
func (v Value) Len() int { return len(v.vals) }

// At returns element i of a list, or the value of member i of a mapping.
func (v Value) At(i int) Value { return v.vals[i] }

// Key returns the name of member i of a mapping.
func (v Value) Key(i int) string { return v.keys[i] }

// Get returns a member of a mapping, or an absent value.
func (v Value) Get(key string) Value {
	for i, k := range v.keys {
		if k == key {
			return v.vals[i]
		}
	}
	return Value{}
}

// Lookup follows a dotted path of members, such as "attn_config.kv_n_heads".
func (v Value) Lookup(path string) Value {
	for start := 0; ; {
		end := start
		for end < len(path) && path[end] != '.' {
			end++
		}
		v = v.Get(path[start:end])
		if end == len(path) || v.kind == Absent {
			return v
		}
		start = end + 1
	}
}

// isMissing reports whether v was looked at and is not there, or was not looked at.
func (v Value) isMissing() bool { return v.kind == Absent || v.kind == Null }

// Literal shows a scalar as JSON would and a container by the number of its entries, for one line of text. Strings are
// not escaped.
func (v Value) Literal() string {
	switch v.kind {
	case Absent:
		return "not observed"
	case Null:
		return "null"
	case Bool:
		if v.num == 1 {
			return "true"
		}
		return "false"
	case Int:
		return strconv.FormatInt(v.num, 10)
	case String:
		return `"` + v.text + `"`
	case Array, Object:
		return plural(len(v.vals), "entry", "entries")
	case Opaque:
		return "a " + v.text
	case Raised:
		return "raised " + v.text
	default:
		return v.text
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
