// Package jsonw writes JSON into one buffer, compactly and in the order of the calls.
//
// The answers of the engine are written by hand, member by member, so that equal answers are equal bytes. The package
// keeps the commas and leaves the escaping to jsontext.
package jsonw

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Writer writes one JSON value. The zero value is ready.
type Writer struct {
	buf   []byte
	inner bool // something stands before the next value in this object or array
}

// Bytes returns what was written. It is valid until the next write.
func (w *Writer) Bytes() []byte { return w.buf }

func (w *Writer) comma() {
	if w.inner {
		w.buf = append(w.buf, ',')
	}
	w.inner = true
}

// Object writes an object whose members body writes.
func (w *Writer) Object(body func()) { w.nest('{', '}', body) }

// Array writes an array whose elements body writes.
func (w *Writer) Array(body func()) { w.nest('[', ']', body) }

func (w *Writer) nest(open, end byte, body func()) {
	w.comma()
	w.buf = append(w.buf, open)
	w.inner = false
	body()
	w.buf = append(w.buf, end)
	w.inner = true
}

// Key writes the name of the member whose value is written next.
func (w *Writer) Key(name string) {
	w.comma()
	w.quote(name)
	w.buf = append(w.buf, ':')
	w.inner = false
}

// String writes a string. What is not UTF-8 in it becomes the replacement character.
func (w *Writer) String(s string) {
	w.comma()
	w.quote(s)
}

func (w *Writer) quote(s string) {
	if isPlain(s) {
		w.buf = append(w.buf, '"')
		w.buf = append(w.buf, s...)
		w.buf = append(w.buf, '"')
		return
	}
	// The error only says that invalid UTF-8 was replaced.
	w.buf, _ = jsontext.AppendQuote(w.buf, s)
}

// isPlain reports whether s needs no escaping: almost every name and word of an answer.
func isPlain(s string) bool {
	for i := range len(s) {
		if b := s[i]; b < ' ' || b > '~' || b == '"' || b == '\\' {
			return false
		}
	}
	return true
}

// Int writes an integer.
func (w *Writer) Int(n int64) {
	w.comma()
	w.buf = strconv.AppendInt(w.buf, n, 10)
}

// Bool writes a boolean.
func (w *Writer) Bool(b bool) {
	w.comma()
	w.buf = strconv.AppendBool(w.buf, b)
}

// Null writes null.
func (w *Writer) Null() {
	w.comma()
	w.buf = append(w.buf, "null"...)
}

// Raw writes a number's literal, as it was read.
func (w *Writer) Raw(literal string) {
	w.comma()
	w.buf = append(w.buf, literal...)
}

// Field writes a member that is a string, and nothing where the string is empty.
func (w *Writer) Field(name, s string) {
	if s != "" {
		w.Key(name)
		w.String(s)
	}
}

// IntField writes a member that is an integer.
func (w *Writer) IntField(name string, n int) {
	w.Key(name)
	w.Int(int64(n))
}

// Strings writes a member that is a list of strings, and nothing where the list is empty.
func (w *Writer) Strings(name string, list []string) {
	if len(list) == 0 {
		return
	}
	w.Key(name)
	w.Array(func() {
		for _, s := range list {
			w.String(s)
		}
	})
}
