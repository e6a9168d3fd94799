package jsonw

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"
)

// TestString holds the escapes to those of a library, on strings of any bytes.
func TestString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("\"\\\b\f\n\r\t\v\x00\x1f\x7fa\u2028\ufffd"))),
			rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) })).Draw(t, "s")
		var w Writer
		w.String(s)
		want, _ := jsontext.AppendQuote(nil, s) // the error says that it was no UTF-8
		if string(w.Bytes()) != string(want) {
			t.Errorf("%q is written as %s, want %s", s, w.Bytes(), want)
		}
	})
}

func TestNesting(t *testing.T) {
	var w Writer
	w.Object()
	w.Field("empty", "")
	w.IntField("n", -1)
	w.ArrayAt("list")
	w.Bool(true)
	w.Object()
	w.End()
	w.Null()
	w.Array()
	w.End()
	w.End()
	w.ObjectAt("object")
	w.Strings("none", nil)
	w.Strings("words", []string{"a", "b"})
	w.End()
	w.Key("raw")
	w.Raw("1e3")
	w.Key(`a"stranger's\`)
	w.Null()
	w.End()
	const want = `{"n":-1,"list":[true,{},null,[]],"object":{"words":["a","b"]},"raw":1e3,"a\"stranger's\\":null}`
	if got := string(w.Bytes()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
