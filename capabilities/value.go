package capabilities

import (
	"strconv"

	"github.com/meshwise/meshwise/internal/names"
	"github.com/meshwise/meshwise/internal/text"
)

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
// zero Value is absent. A Value is never changed after it was made, so copies share what they hold.
type Value struct {
	of *data // nil: absent
}

// data is what a value holds.
type data struct {
	kind Kind
	num  int64    // Bool (0 or 1), Int
	text string   // String; Float: the literal; Opaque, Raised: the type's name
	in   *entries // Array, Object
}

// entries is what a container holds: most values are none, and need no room for it.
type entries struct {
	keys  []string // Object, in the order of the source
	vals  []Value
	table names.Table // of the keys, where they are so many that it is worth one, and not so many that it could be misused
}

const (
	leastIndexed = 8
	mostIndexed  = 256
)

// MaxInteger is the largest magnitude of an integer that every host can represent: 2^53 - 1, the limit of a JavaScript
// number.
const MaxInteger = 1<<53 - 1

// The values that are so few that all share them. Absent is what a value without data holds.
var (
	absent = data{}
	null   = data{kind: Null}
	no     = data{kind: Bool}
	yes    = data{kind: Bool, num: 1}
	small  = firstIntegers() // most sizes are
)

func firstIntegers() (list [129]data) {
	for n := range list {
		list[n] = data{kind: Int, num: int64(n)}
	}
	return list
}

// NullValue is an observation of something that is not there.
func NullValue() Value { return Value{&null} }

// BoolValue is a boolean.
func BoolValue(b bool) Value {
	if b {
		return Value{&yes}
	}
	return Value{&no}
}

// IntValue is an integer.
func IntValue(n int64) Value {
	if uint64(n) < uint64(len(small)) {
		return Value{&small[n]}
	}
	return Value{&data{kind: Int, num: n}}
}

// FloatValue is a number that is no integer, kept as the literal that was read: no rule computes with it.
func FloatValue(literal string) Value { return textValue(Float, literal) }

// StringValue is a string.
func StringValue(s string) Value { return textValue(String, s) }

// ArrayValue is a list. It keeps elems.
func ArrayValue(elems ...Value) Value { return container(Array, nil, elems) }

// ObjectValue is a mapping with the order of its keys. It keeps both slices, which must be of one length.
func ObjectValue(keys []string, vals []Value) Value {
	if len(keys) != len(vals) {
		panic("capabilities: an object needs one value for each key")
	}
	v := container(Object, keys, vals)
	if len(keys) >= leastIndexed && len(keys) <= mostIndexed {
		v.of.in.table = names.Of(keys)
	}
	return v
}

// container puts what a container holds into one piece of memory with it.
func container(k Kind, keys []string, vals []Value) Value {
	whole := &struct {
		data
		entries
	}{data{kind: k}, entries{keys: keys, vals: vals}}
	whole.in = &whole.entries
	return Value{&whole.data}
}

// OpaqueValue is an attribute that is there but is no plain data, such as a module. It keeps only the name of its type.
func OpaqueValue(typeName string) Value { return textValue(Opaque, typeName) }

// RaisedValue is an attribute whose reading raised, such as a property on a half-built model. It keeps only the name of
// the exception's type.
func RaisedValue(typeName string) Value { return textValue(Raised, typeName) }

func textValue(k Kind, text string) Value { return Value{&data{kind: k, text: text}} }

func (v Value) data() *data {
	if v.of == nil {
		return &absent
	}
	return v.of
}

// Kind says what v is.
func (v Value) Kind() Kind {
	if v.of == nil {
		return Absent
	}
	return v.of.kind
}

// IsTrue reports whether v is the boolean true itself: a truthy object is not.
func (v Value) IsTrue() bool { return v.of == &yes }

// Int returns the integer that v is.
func (v Value) Int() (n int64, ok bool) {
	d := v.data()
	return d.num, d.kind == Int
}

// Text returns the string of a String, the literal of a Float and the type's name of an Opaque or a Raised.
func (v Value) Text() string { return v.data().text }

// Is reports whether v is the string s.
func (v Value) Is(s string) bool {
	d := v.data()
	return d.kind == String && d.text == s
}

// Len returns the number of elements of a list or a mapping, else 0.
func (v Value) Len() int {
	if v.of == nil || v.of.in == nil {
		return 0
	}
	return len(v.of.in.vals)
}

// At returns element i of a list, or the value of member i of a mapping.
func (v Value) At(i int) Value { return v.of.in.vals[i] }

// Key returns the name of member i of a mapping.
func (v Value) Key(i int) string { return v.of.in.keys[i] }

// Get returns a member of a mapping, or an absent value.
func (v Value) Get(key string) Value {
	if v.of == nil || v.of.in == nil {
		return Value{}
	}
	in := v.of.in
	if in.table != nil {
		if i := in.table.Find(in.keys, key); i >= 0 {
			return in.vals[i]
		}
		return Value{}
	}
	for i := range in.keys {
		if in.keys[i] == key {
			return in.vals[i]
		}
	}
	return Value{}
}

// Lookup follows a dotted path of members, such as "attn_config.kv_n_heads".
func (v Value) Lookup(path string) Value {
	for v.of != nil {
		dot := text.Index(path, '.')
		if dot < 0 {
			return v.Get(path)
		}
		v = v.Get(path[:dot])
		path = path[dot+1:]
	}
	return v
}

// isMissing reports whether v was looked at and is not there, or was not looked at.
func (v Value) isMissing() bool { return v.of == nil || v.of == &null }

// Literal shows a scalar as JSON would and a container by the number of its entries, for one line of text. Strings are
// not escaped.
func (v Value) Literal() string {
	switch d := v.data(); d.kind {
	case Absent:
		return "not observed"
	case Null:
		return "null"
	case Bool:
		return strconv.FormatBool(d.num == 1)
	case Int:
		return strconv.FormatInt(d.num, 10)
	case String:
		return `"` + d.text + `"`
	case Array, Object:
		return plural(v.Len(), "entry", "entries")
	case Opaque:
		return "a " + d.text
	case Raised:
		return "raised " + d.text
	default:
		return d.text
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
