package abi

// Code is the stable name of what went wrong in a call. Codes are append-only.
type Code string

// The codes of an answer of kind "error". An invalid mesh is no error: it is a verdict.
const (
	CodeEmpty          Code = "input.empty"
	CodeTooLarge       Code = "input.too_large"
	CodeNotUTF8        Code = "input.not_utf8"
	CodeSyntax         Code = "input.syntax"
	CodeTrailingData   Code = "input.trailing_data"
	CodeTooDeep        Code = "input.too_deep"
	CodeTooMany        Code = "input.too_many_values"
	CodeStringTooLong  Code = "input.string_too_long"
	CodeNumberTooLong  Code = "input.number_too_long"
	CodeDuplicateKey   Code = "input.duplicate_key"
	CodeLoneSurrogate  Code = "input.lone_surrogate"
	CodeUnknownField   Code = "input.unknown_field"
	CodeMissingField   Code = "input.missing_field"
	CodeWrongType      Code = "input.wrong_type"
	CodeNotAnInteger   Code = "input.not_an_integer"
	CodeNotFinite      Code = "input.not_finite"
	CodeOutOfRange     Code = "input.out_of_range"
	CodeUnknownOp      Code = "input.unknown_op"
	CodeUnknownValue   Code = "input.unknown_value"
	CodeContradiction  Code = "input.contradiction"
	CodeAnswerTooLarge Code = "answer.too_large"
	CodeInternal       Code = "engine.internal"
)

// CodeText is one code with the sentence that explains it.
type CodeText struct {
	Code Code
	Text string
}

// Codes lists every code of an error, in a stable order. The list is shared, and not to be changed.
func Codes() []CodeText { return codes }

var codes = []CodeText{
	{CodeEmpty, "the request has no bytes, or only white space"},
	{CodeTooLarge, "the request is larger than 4 MiB"},
	{CodeNotUTF8, "the request is not UTF-8"},
	{CodeSyntax, "the request is not JSON"},
	{CodeTrailingData, "something follows the request"},
	{CodeTooDeep, "values are nested more than 64 deep"},
	{CodeTooMany, "the request has more than 100,000 values"},
	{CodeStringTooLong, "a string is longer than 64 KiB"},
	{CodeNumberTooLong, "a number has more than 64 characters"},
	{CodeDuplicateKey, "an object has two members of one name"},
	{CodeLoneSurrogate, "a string escapes half of a surrogate pair"},
	{CodeUnknownField, "an object has a member that is not known there"},
	{CodeMissingField, "an object lacks a member that is needed there"},
	{CodeWrongType, "a value is of another type than is needed there"},
	{CodeNotAnInteger, "a number is no integer: 2.0 and 1e3 are not"},
	{CodeNotFinite, "NaN and Infinity stand for no number outside of a config"},
	{CodeOutOfRange, "an integer is outside of its range"},
	{CodeUnknownOp, "there is no such operation"},
	{CodeUnknownValue, "a word is none of those that are known there"},
	{CodeContradiction, "two values contradict each other"},
	{CodeAnswerTooLarge, "the answer would be larger than 8 MiB"},
	{CodeInternal, "the engine failed: this is a defect in it"},
}

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
