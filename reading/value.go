package reading

import (
	"strconv"

	"github.com/meshwise/meshwise/internal/jsonw"
)

// ValueKind is the type of a value.
type ValueKind uint8

// The types of values.
const (
	NoValue ValueKind = iota
	IntValue
	BoolValue
	TextValue
	TextsValue
	RawValue // JSON as it is
)

// Value is what a field says.
type Value struct {
	Kind  ValueKind
	Int   int64
	Bool  bool
	Text  string
	Texts []string
}

func intValue(n int64) Value      { return Value{Kind: IntValue, Int: n} }
func boolValue(b bool) Value      { return Value{Kind: BoolValue, Bool: b} }
func textValue(s string) Value    { return Value{Kind: TextValue, Text: s} }
func textsValue(s []string) Value { return Value{Kind: TextsValue, Texts: s} }

// String is the value as a person writes it.
func (v Value) String() string {
	switch v.Kind {
	case IntValue:
		return strconv.FormatInt(v.Int, 10)
	case BoolValue:
		return strconv.FormatBool(v.Bool)
	case TextsValue:
		s := ""
		for i, t := range v.Texts {
			if i > 0 {
				s += ","
			}
			s += t
		}
		return s
	}
	return v.Text
}

func (v Value) write(w *jsonw.Writer) {
	switch v.Kind {
	case IntValue:
		w.Int(v.Int)
	case BoolValue:
		w.Bool(v.Bool)
	case TextValue:
		w.String(v.Text)
	case TextsValue:
		w.Array()
		for _, t := range v.Texts {
			w.String(t)
		}
		w.End()
	case RawValue:
		w.Raw(v.Text)
	default:
		w.Null()
	}
}

// Equal reports whether two values are the same.
func (v Value) Equal(o Value) bool {
	if v.Kind != o.Kind || v.Int != o.Int || v.Bool != o.Bool || v.Text != o.Text || len(v.Texts) != len(o.Texts) {
		return false
	}
	for i := range v.Texts {
		if v.Texts[i] != o.Texts[i] {
			return false
		}
	}
	return true
}
