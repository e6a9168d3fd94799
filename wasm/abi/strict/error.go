package strict

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// Code is the stable name of what went wrong in a call. Codes are append-only.
type Code string

// The codes of a text that is no request.
const (
	Empty         Code = "input.empty"
	TooLarge      Code = "input.too_large"
	NotUTF8       Code = "input.not_utf8"
	Syntax        Code = "input.syntax"
	TrailingData  Code = "input.trailing_data"
	TooDeep       Code = "input.too_deep"
	TooMany       Code = "input.too_many_values"
	StringTooLong Code = "input.string_too_long"
	NumberTooLong Code = "input.number_too_long"
	DuplicateKey  Code = "input.duplicate_key"
	LoneSurrogate Code = "input.lone_surrogate"
)

// Error is what went wrong in a call.
type Error struct {
	Code    Code
	Path    string // of the culprit, as a JSON pointer: "/mesh/tp_size"
	Message string // one line: what was expected, and what was there
}

func (e *Error) Error() string {
	if e.Path == "" {
		return string(e.Code) + ": " + e.Message
	}
	return string(e.Code) + ": " + e.Path + ": " + e.Message
}

// Element is the path of an element of an array.
func Element(path string, i int) string { return path + "/" + strconv.Itoa(i) }

// Member is the path of a member whose name is a stranger's.
func Member(path, name string) string {
	if len(path)+len(name) < MaxSaid && !text.HasAny(name, "~/") {
		return path + "/" + name
	}
	return text.Clip(path+"/"+text.Replace(name, "~", "~0", "/", "~1"), MaxSaid)
}

// MaxSaid bounds what an error repeats of a request.
const MaxSaid = 512

// IsNonFinite reports whether a value is NaN or an infinity.
func IsNonFinite(v capabilities.Value) bool {
	return v.Kind() == capabilities.Float && nonFiniteAt(v.Text()) != ""
}
