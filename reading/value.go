package reading

import (
	"strconv"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/internal/text"
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
	Kind ValueKind
	Bool bool
	Int  int64
	Text string // several texts are joined by a byte that no text has
}

const textsEnd = "\x00"

func intValue(n int64) Value   { return Value{Kind: IntValue, Int: n} }
func boolValue(b bool) Value   { return Value{Kind: BoolValue, Bool: b} }
func textValue(s string) Value { return Value{Kind: TextValue, Text: s} }

func textsValue(list []string) Value {
	v := Value{Kind: TextsValue}
	for _, s := range list {
		v.Text += s + textsEnd
	}
	return v
}

// Texts are those of a list.
func (v Value) Texts() []string {
	if v.Kind != TextsValue || v.Text == "" {
		return nil
	}
	return text.Split(v.Text[:len(v.Text)-1], 0)
}

// String is the value as a person writes it.
func (v Value) String() string {
	switch v.Kind {
	case IntValue:
		return strconv.FormatInt(v.Int, 10)
	case BoolValue:
		return strconv.FormatBool(v.Bool)
	case TextsValue:
		return text.Replace(v.Text[:max(0, len(v.Text)-1)], textsEnd, ",")
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
		for _, t := range v.Texts() {
			w.String(t)
		}
		w.End()
	case RawValue:
		w.Raw(v.Text)
	default:
		w.Null()
	}
}
