package abi

import (
	"slices"
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/near"
	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/wasm/abi/strict"
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

// get returns a member, absent if it is not there or null. Its path is made where something is wrong with it.
func (r *reader) get(name string) capabilities.Value {
	if !slices.Contains(r.read, name) {
		r.read = append(r.read, name)
	}
	v := r.v.Get(name)
	if v.Kind() == capabilities.Null {
		return capabilities.Value{}
	}
	return v
}

// getAt is get with the path.
func (r *reader) getAt(name string) (v capabilities.Value, path string) {
	return r.get(name), r.at(name)
}

// has reports whether a member is there and not null.
func (r *reader) has(name string) bool {
	return r.get(name).Kind() != capabilities.Absent
}

// any reports whether one of some members is there: what few requests say costs the others next to nothing.
func (r *reader) any(names ...string) (found bool) {
	for _, name := range names {
		found = found || r.v.Get(name).Kind() != capabilities.Absent
	}
	r.read = append(r.read, names...)
	return found
}

func (r *reader) at(name string) string { return strict.Member(r.path, name) }

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
		return unknownField(r.path, key, r.read)
	}
	return nil
}

func unknownField(path, key string, known []string) *Error {
	return &Error{Code: CodeUnknownField, Path: strict.Member(path, key), Message: "expected " + near.OneOf(key, known)}
}

// need fails when a member is not there.
func (r *reader) need(name, what string) capabilities.Value {
	v := r.get(name)
	if v.Kind() == capabilities.Absent {
		r.fail(&Error{Code: CodeMissingField, Path: r.at(name), Message: "expected " + what})
	}
	return v
}

// integer reads an integer of a range, 0 when the member is not there.
func (r *reader) integer(name string, least, most int) int {
	v := r.get(name)
	if v.Kind() == capabilities.Absent {
		return 0
	}
	n, isInt := v.Int()
	if isInt && n >= int64(least) && n <= int64(most) {
		return int(n)
	}
	path, expected := r.at(name), "expected an integer from "+strconv.Itoa(least)+" to "+strconv.Itoa(most)
	switch {
	case isInt || v.Kind() == capabilities.Float && !text.HasAny(v.Text(), ".eENI"):
		r.fail(&Error{Code: CodeOutOfRange, Path: path, Message: expected + ", got " + v.Literal()})
	case v.Kind() == capabilities.Float && !strict.IsNonFinite(v):
		r.fail(&Error{Code: CodeNotAnInteger, Path: path, Message: expected + ", got " + v.Literal()})
	default:
		r.fail(wrongType(path, strings.TrimPrefix(expected, "expected "), v))
	}
	return 0
}

// boolean reads a boolean, otherwise when the member is not there.
func (r *reader) boolean(name string, otherwise bool) bool {
	v := r.get(name)
	switch v.Kind() {
	case capabilities.Absent:
		return otherwise
	case capabilities.Bool:
	default:
		r.fail(wrongType(r.at(name), "a boolean", v))
	}
	return v.IsTrue()
}

// word reads a string, empty when the member is not there.
func (r *reader) word(name string) string {
	v := r.get(name)
	if v.Kind() != capabilities.Absent && v.Kind() != capabilities.String {
		r.fail(wrongType(r.at(name), "a string", v))
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
	r.fail(&Error{Code: CodeUnknownValue, Path: r.at(name), Message: "expected " + near.OneOf(s, words) + ", got " + strconv.Quote(clip(s))})
	return ""
}

func wrongType(path, expected string, got capabilities.Value) *Error {
	if strict.IsNonFinite(got) {
		return &Error{Code: CodeNotFinite, Path: path, Message: "expected " + expected + ", got " + got.Text()}
	}
	return &Error{Code: CodeWrongType, Path: path, Message: "expected " + expected + ", got " + law.TypeName(got)}
}
