package hostabi

import (
	"fmt"
	"strings"
)

// ErrorCode says what went wrong, in the spelling of docs/errors.md. It is an error itself, so that errors.Is takes it.
type ErrorCode string

// The codes of this package. The engine's own codes are in its answers.
const (
	// ErrCrashed: the engine trapped, and trapped again on a fresh instance.
	ErrCrashed ErrorCode = "engine.crashed"
	// ErrClosed: the engine was closed before the call.
	ErrClosed ErrorCode = "engine.closed"
	// ErrInterrupted: the context ended before there was an answer. The context's own error is wrapped.
	ErrInterrupted ErrorCode = "engine.interrupted"
	// ErrModule: the bytes are no module of this engine.
	ErrModule ErrorCode = "engine.bad_module"
	// ErrOption: an option has a value that cannot be, or that this runtime cannot serve.
	ErrOption ErrorCode = "engine.bad_option"
	// ErrMajorMismatch: the module speaks another major version of the ABI.
	ErrMajorMismatch ErrorCode = "abi.major_mismatch"
	// ErrMinorTooOld: the module speaks an older minor version of the ABI than is needed.
	ErrMinorTooOld ErrorCode = "abi.minor_too_old"
)

// Error returns the code.
func (c ErrorCode) Error() string {
	return string(c)
}

// CodeText is one code with the sentence that explains it.
type CodeText struct {
	Code ErrorCode
	Text string
}

// Codes lists every code of this package, in a stable order.
func Codes() []CodeText {
	return []CodeText{
		{ErrCrashed, "the engine trapped, and trapped again on a fresh instance"},
		{ErrClosed, "the engine was closed before the call"},
		{ErrInterrupted, "the caller stopped waiting before there was an answer"},
		{ErrModule, "the bytes are no module of this engine"},
		{ErrOption, "an option of the host has a value that cannot be, or that its runtime cannot serve"},
		{ErrMajorMismatch, "the module speaks another major version of the ABI than the host"},
		{ErrMinorTooOld, "the module speaks an older minor version of the ABI than the host needs"},
	}
}

// Error is why there is no answer. It never holds any part of the request but the name of an operation.
type Error struct {
	Code   ErrorCode
	Detail string // one line
	Op     string // the operation that was asked for, when the engine crashed on it
	Stderr string // the first 8 KB of what the engine printed before it crashed
	Module string // SHA-256 of the module, in hexadecimal; empty for the native engine

	cause error
}

// Error returns the error as one line.
func (e *Error) Error() string {
	var about []string
	if e.Op != "" {
		about = append(about, "op "+e.Op)
	}
	if e.Code == ErrCrashed && e.Module != "" {
		about = append(about, "module "+e.Module)
	}
	text := "hostabi: " + string(e.Code) + ": " + e.Detail
	if len(about) > 0 {
		text += " (" + strings.Join(about, ", ") + ")"
	}
	return text
}

// Is reports whether the target is the error's code.
func (e *Error) Is(target error) bool {
	code, ok := target.(ErrorCode)
	return ok && code == e.Code
}

// As gives the error's code to a target of that type.
func (e *Error) As(target any) bool {
	code, ok := target.(*ErrorCode)
	if ok {
		*code = e.Code
	}
	return ok
}

// Unwrap returns the context's error of an ErrInterrupted. What a runtime says stays in Detail: its types are no part of
// this package.
func (e *Error) Unwrap() error {
	return e.cause
}

// errorf makes an error of a code.
func errorf(code ErrorCode, format string, arguments ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, arguments...)}
}

// interrupted makes the error of a context that has ended.
func interrupted(cause error, when string) *Error {
	return &Error{Code: ErrInterrupted, Detail: fmt.Sprintf("%s: %v", when, cause), cause: cause}
}

// firstLine cuts what a runtime says to its first line: after that come frames of numbered functions.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimSpace(line)
}
