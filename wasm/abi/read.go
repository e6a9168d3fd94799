package abi

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// reader reads the members of one object, by name. The first failure sticks: later reads return zero values, and the
// caller asks once, in done.
type reader struct {
	path string
	v    capabilities.Value
	read []string
	err  *Error
}

// object starts to read v as an object.
func object(path string, v capabilities.Value) *reader {
	r := &reader{path: path, v: v}
	if v.Kind() != capabilities.Object {
		r.err = wrongType(path, "an object", v)
	}
	return r
}

// get returns a member, absent if it is not there or null.
func (r *reader) get(name string) (v capabilities.Value, path string) {
	r.read = append(r.read, name)
	v = r.v.Get(name)
	if v.Kind() == capabilities.Null {
		v = capabilities.Value{}
	}
	return v, r.at(name)
}

func (r *reader) at(name string) string { return r.path + "/" + escapePointer(name) }

func (r *reader) fail(e *Error) {
	if r.err == nil {
		r.err = e
	}
}

// done returns the first failure. A member that nobody asked for is one.
func (r *reader) done() *Error {
	if r.err != nil {
		return r.err
	}
next:
	for i := range r.v.Len() {
		key := r.v.Key(i)
		for _, name := range r.read {
			if name == key {
				continue next
			}
		}
		return &Error{CodeUnknownField, clip(r.at(key)), "expected " + oneOf(key, r.read)}
	}
	return nil
}

// need fails when a member is not there.
func (r *reader) need(name, what string) capabilities.Value {
	v, path := r.get(name)
	if v.Kind() == capabilities.Absent {
		r.fail(&Error{CodeMissingField, path, "expected " + what})
	}
	return v
}

// size reads a size of an axis: an integer of at least 1. It is 0 when the member is not there.
func (r *reader) size(name string, most int) int { return r.integer(name, 1, most) }

// integer reads an integer of a range, 0 when the member is not there.
func (r *reader) integer(name string, least, most int) int {
	v, path := r.get(name)
	if v.Kind() == capabilities.Absent {
		return 0
	}
	expected := "expected an integer from " + strconv.Itoa(least) + " to " + strconv.Itoa(most)
	n, isInt := v.Int()
	switch {
	case isInt && n >= int64(least) && n <= int64(most):
		return int(n)
	case isInt || v.Kind() == capabilities.Float && isIntegerLiteral(v.Text()):
		r.fail(&Error{CodeOutOfRange, path, expected + ", got " + v.Literal()})
	case v.Kind() == capabilities.Float && !isNonFinite(v):
		r.fail(&Error{CodeNotAnInteger, path, expected + ", got " + v.Literal()})
	default:
		r.fail(wrongType(path, strings.TrimPrefix(expected, "expected "), v))
	}
	return 0
}

// word reads a string, empty when the member is not there.
func (r *reader) word(name string) string {
	v, path := r.get(name)
	if v.Kind() != capabilities.Absent && v.Kind() != capabilities.String {
		r.fail(wrongType(path, "a string", v))
	}
	if v.Kind() != capabilities.String {
		return ""
	}
	return v.Text()
}

// oneWord reads a string that must be one of the given; empty when the member is not there.
func (r *reader) oneWord(name string, words []string) string {
	s := r.word(name)
	if s == "" && r.v.Get(name).Kind() != capabilities.String {
		return ""
	}
	for _, w := range words {
		if s == w {
			return s
		}
	}
	r.fail(&Error{CodeUnknownValue, r.at(name), "expected " + oneOf(s, words) + ", got " + strconv.Quote(clip(s))})
	return ""
}

func wrongType(path, expected string, got capabilities.Value) *Error {
	if isNonFinite(got) {
		return &Error{CodeNotFinite, path, "expected " + expected + ", got " + got.Text()}
	}
	return &Error{CodeWrongType, path, "expected " + expected + ", got " + typeName(got)}
}

func isNonFinite(v capabilities.Value) bool {
	return v.Kind() == capabilities.Float && nonFiniteAt(v.Text()) != ""
}

func isIntegerLiteral(s string) bool { return !text.HasAny(s, ".eENI") }

func typeName(v capabilities.Value) string {
	switch v.Kind() {
	case capabilities.Null:
		return "null"
	case capabilities.Bool:
		return "the boolean " + v.Literal()
	case capabilities.Int, capabilities.Float:
		return "the number " + v.Literal()
	case capabilities.String:
		return "the string " + strconv.Quote(clip(v.Text()))
	case capabilities.Array:
		return "an array"
	default:
		return "an object"
	}
}

// oneOf names the words that are known, the likely one first.
func oneOf(got string, words []string) string {
	if near := closest(got, words); near != "" {
		return strconv.Quote(near) + " (of " + strings.Join(words, ", ") + ")"
	}
	return "one of " + strings.Join(words, ", ")
}

// closest finds the word that a typing mistake was meant to be, or that was cut short: "tp" for "tp_size". A word that
// was begun is meant before one that only looks alike.
func closest(got string, words []string) string {
	if len(got) < 2 || len(got) > 64 {
		return ""
	}
	best, least := "", len(got)/2+1
	for _, w := range words {
		d := editDistance(got, w)
		if strings.HasPrefix(w, got) {
			d = 0
		}
		if d < least {
			best, least = w, d
		}
	}
	return best
}

// editDistance is Levenshtein's.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

func escapePointer(name string) string {
	return text.Replace(name, "~", "~0", "/", "~1")
}
