// Package jsonw writes JSON into one buffer, compactly and in the order of the calls.
//
// The answers of the engine are written by hand, member by member, so that equal answers are equal bytes. The package
// keeps the commas and the escapes.
package jsonw

import (
	"strconv"
	"unicode/utf8"

	"github.com/meshwise/meshwise/internal/text"
)

// Writer writes one JSON value. The zero value is ready.
type Writer struct {
	buf   []byte
	ends  []byte // of the objects and arrays that are open, the innermost last
	inner bool   // something stands before the next value in this object or array
}

// Grow makes room for so many bytes.
func (w *Writer) Grow(size int) { w.buf = append(make([]byte, 0, len(w.buf)+size), w.buf...) }

// Bytes returns what was written. It is valid until the next write.
func (w *Writer) Bytes() []byte { return w.buf }

// Object begins an object, which End ends.
func (w *Writer) Object() { w.begin('{', '}') }

// Array begins an array, which End ends.
func (w *Writer) Array() { w.begin('[', ']') }

// ObjectAt begins a member that is an object.
func (w *Writer) ObjectAt(name string) {
	w.Key(name)
	w.Object()
}

// ArrayAt begins a member that is an array.
func (w *Writer) ArrayAt(name string) {
	w.Key(name)
	w.Array()
}

func (w *Writer) begin(open, end byte) {
	w.comma()
	w.buf = append(w.buf, open)
	w.ends = append(w.ends, end)
	w.inner = false
}

// End ends the object or the array that was begun last.
func (w *Writer) End() {
	last := len(w.ends) - 1
	w.buf = append(w.buf, w.ends[last])
	w.ends = w.ends[:last]
	w.inner = true
}

func (w *Writer) comma() {
	if w.inner {
		w.buf = append(w.buf, ',')
	}
	w.inner = true
}

func (w *Writer) raw(s string) { w.buf = append(w.buf, s...) }

// Key writes the name of the member whose value is written next.
func (w *Writer) Key(name string) {
	w.String(name)
	w.buf = append(w.buf, ':')
	w.inner = false
}

// String writes a string. What is not UTF-8 in it becomes the replacement character.
func (w *Writer) String(s string) {
	buf := w.buf // the slice is written back once: each time costs a write barrier
	if w.inner {
		buf = append(buf, ',')
	}
	w.inner = true
	buf = append(buf, '"')
	copied := 0
	for i := 0; i < len(s); {
		for i+8 <= len(s) {
			if e := text.Eight(s, i); text.AnyHigh(e)|text.AnyBelow(e, ' ')|text.Any(e, '"')|text.Any(e, '\\') != 0 {
				break
			}
			i += 8
		}
		for i < len(s) && s[i] >= ' ' && s[i] < utf8.RuneSelf && s[i] != '"' && s[i] != '\\' {
			i++
		}
		if i == len(s) {
			break
		}
		c := s[i]
		r, size := utf8.DecodeRuneInString(s[i:])
		if c < utf8.RuneSelf || r == utf8.RuneError && size == 1 {
			buf = appendEscaped(append(buf, s[copied:i]...), r)
			copied = i + size
		}
		i += size
	}
	buf = append(buf, s[copied:]...)
	w.buf = append(buf, '"')
}

// appendEscaped writes what cannot stand for itself in a string.
func appendEscaped(buf []byte, r rune) []byte {
	const hex, short = "0123456789abcdef", "btn\x00fr" // the short names of U+0008 to U+000D
	switch {
	case r == utf8.RuneError:
		return append(buf, "\uFFFD"...)
	case r >= ' ':
		return append(buf, '\\', byte(r))
	case r >= '\b' && r <= '\r' && r != '\v':
		return append(buf, '\\', short[r-'\b'])
	default:
		return append(buf, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
	}
}

// Int writes an integer.
func (w *Writer) Int(n int64) {
	w.comma()
	w.buf = strconv.AppendInt(w.buf, n, 10)
}

// Bool writes a boolean.
func (w *Writer) Bool(b bool) { w.Raw(strconv.FormatBool(b)) }

// Null writes null.
func (w *Writer) Null() { w.Raw("null") }

// Raw writes a literal as it is, such as that of a number.
func (w *Writer) Raw(literal string) {
	w.comma()
	w.raw(literal)
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
	w.ArrayAt(name)
	for _, s := range list {
		w.String(s)
	}
	w.End()
}
