package abi

import (
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// Code is the stable name of what went wrong in a call. Codes are append-only.
type Code = strict.Code

// The codes of an answer of kind "error". An invalid run is no error: it is a verdict.
const (
	CodeEmpty               = strict.Empty
	CodeTooLarge            = strict.TooLarge
	CodeNotUTF8             = strict.NotUTF8
	CodeSyntax              = strict.Syntax
	CodeTrailingData        = strict.TrailingData
	CodeTooDeep             = strict.TooDeep
	CodeTooMany             = strict.TooMany
	CodeStringTooLong       = strict.StringTooLong
	CodeNumberTooLong       = strict.NumberTooLong
	CodeDuplicateKey        = strict.DuplicateKey
	CodeLoneSurrogate       = strict.LoneSurrogate
	CodeUnknownField   Code = "input.unknown_field"
	CodeMissingField   Code = "input.missing_field"
	CodeWrongType      Code = "input.wrong_type"
	CodeNotAnInteger   Code = "input.not_an_integer"
	CodeNotFinite      Code = "input.not_finite"
	CodeOutOfRange     Code = "input.out_of_range"
	CodeUnknownOp      Code = "input.unknown_op"
	CodeUnknownValue   Code = "input.unknown_value"
	CodeContradiction  Code = "input.contradiction"
	CodeNotAModel      Code = "input.not_a_model"
	CodeNoFormat       Code = reading.CodeNoFormat
	CodeAmbiguous      Code = reading.CodeAmbiguous
	CodeTemplate       Code = reading.CodeTemplate
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
	{CodeNotAModel, "a config names neither a class nor a number of a model"},
	{CodeNoFormat, "a file is in no format that is read: docs/reading.md lists them"},
	{CodeAmbiguous, "a file may be in several formats: name the input"},
	{CodeTemplate, "a file is a template, and has to be filled in first"},
	{CodeAnswerTooLarge, "the answer would be larger than 8 MiB, or take too long to find"},
	{CodeInternal, "the engine failed: this is a defect in it"},
}

// Error is what went wrong in a call.
type Error = strict.Error
