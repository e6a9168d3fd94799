package main

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/internal/jsonw"
)

// request is a request to the engine, with who wrote what in it.
type request struct {
	raw     []byte // the whole request, in place of members
	members []member
	origins []origin
	model   *model // nil where none is asked about
}

// member is one member of the request.
type member struct {
	name string
	json string
}

// origin says what the user wrote for one place in the request.
type origin struct {
	path  string // a JSON pointer
	label string // a flag or a file
}

// newRequest starts a request.
func newRequest(op string) *request {
	r := &request{}
	r.addString("op", op, "")
	return r
}

// add adds a member whose JSON is given.
func (r *request) add(name, json, label string) {
	r.members = append(r.members, member{name, json})
	r.from("/"+name, label)
}

// addString adds a member that is a string.
func (r *request) addString(name, value, label string) { r.add(name, quote(value), label) }

// from notes what the user wrote for a place.
func (r *request) from(path, label string) { r.origins = append(r.origins, origin{path, label}) }

// bytes returns the request as JSON.
func (r *request) bytes() []byte {
	if r.raw != nil {
		return r.raw
	}
	var w jsonw.Writer
	w.Object()
	for _, m := range r.members {
		w.Key(m.name)
		w.Raw(m.json)
	}
	w.End()
	return w.Bytes()
}

// refusal turns an answer of kind "error" into an error about what the user wrote.
func (r *request) refusal(a answer) error {
	code, path, message := a.Get("code").Str, a.Get("path").Str, a.Get("message").Str
	if !strings.HasPrefix(code, "input.") {
		return &failure{exit: exitEngine, text: message + " (" + code + ")"}
	}
	label, rest := r.origin(path)
	if r.model != nil && label == r.model.label && isSyntax(code) {
		label += position(r.model.data)
	}
	if rest != "" {
		label += ": " + rest
	}
	if label != "" {
		label += ": "
	}
	return &failure{exit: exitUsage, code: code, text: label + message + " (" + code + ")"}
}

// origin finds what the user wrote for a place: a file with the place in it, or a flag.
func (r *request) origin(path string) (label, rest string) {
	found := -1
	for i, o := range r.origins {
		if (path == o.path || strings.HasPrefix(path, o.path+"/")) && (found < 0 || len(o.path) >= len(r.origins[found].path)) {
			found = i
		}
	}
	switch {
	case found >= 0:
		return r.origins[found].label, strings.TrimPrefix(path, r.origins[found].path)
	case r.model != nil && path == "":
		return r.model.label, "" // of all that is in the request, only the file is not made here
	}
	return "", path
}

// isSyntax reports whether a code is about how the JSON is written, so that the place of it can be found.
func isSyntax(code string) bool {
	switch code {
	case "input.syntax", "input.trailing_data", "input.duplicate_key", "input.lone_surrogate", "input.not_utf8":
		return true
	}
	return false
}

// number returns the literal itself if it is a JSON number, and else a JSON string, so that the engine refuses "0", "2.0"
// and "two" by what they are.
func number(value string) string {
	v := jsontext.Value(value)
	if strings.TrimSpace(value) == value && v.Kind() == '0' && v.IsValid() {
		return value
	}
	return quote(value)
}

// quote writes a string as JSON. What is not UTF-8 in it becomes the replacement character.
func quote(value string) string {
	var w jsonw.Writer
	w.String(value)
	return string(w.Bytes())
}
