// Package abi is the dispatch behind the engine's one door: it reads a JSON request, runs the operation that it names
// and writes a JSON answer. The WebAssembly module calls it, and a native Go program may call it directly, so every host
// gets the same bytes. Each operation is a file op_*.go; what several of them read or write stands in read_*.go and
// write_*.go. docs/abi.md describes requests and answers, and schema/ holds their JSON Schemas.
package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/internal/near"
	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// Major and Minor version the format of requests and answers and the exports of the module.
const (
	Major = 2
	Minor = 0
)

// MaxRequest is the largest request that the engine reads, in bytes.
const MaxRequest = strict.MaxRequest

// operation answers a request whose op has been read. It reads every member that it knows, asks the reader for its first
// failure, and only then writes.
type operation func(r *reader, w *jsonw.Writer) *Error

// operations names every operation.
func operations() []struct {
	name string
	run  operation
} {
	return []struct {
		name string
		run  operation
	}{
		{"describe", describe},
		{"capabilities", answerCapabilities},
		{"validate_mesh", validateMesh},
		{"meshes", listMeshes},
		{"plan", answerPlan},
		{"read", answerRead},
		{"topology", answerTopology},
		{"launch", answerLaunch},
		{"explain", explain},
		{"architectures", architectures},
		{"difference", difference},
	}
}

// Call answers one request. It never fails: what goes wrong is an answer of kind "error".
func Call(request []byte) []byte {
	var w jsonw.Writer
	w.Grow(usualAnswer)
	err := call(request, &w)
	if err == nil && len(w.Bytes()) > maxAnswer {
		err = tooLarge()
	}
	if err != nil {
		return failure(err)
	}
	return w.Bytes()
}

// usualAnswer is the size of most answers: the writer does not have to grow for them.
const usualAnswer = 4 << 10

// maxAnswer bounds an answer: with room to write it, it must fit into the memory of an instance.
const maxAnswer = 8 << 20

func tooLarge() *Error {
	return &Error{Code: CodeAnswerTooLarge, Message: "the answer would have more than " + strconv.Itoa(maxAnswer) + " bytes; ask about less at once"}
}

func call(request []byte, w *jsonw.Writer) *Error {
	v, err := parse(request)
	if err != nil {
		return err
	}
	r := object("", v)
	if r.err != nil {
		return r.err
	}
	r.read = make([]string, 0, 24) // as many members as a request has
	r.need("op", "the name of an operation")
	name := r.word("op")
	if r.err != nil {
		return r.err
	}
	var names []string
	for _, op := range operations() {
		if op.name == name {
			return op.run(r, w)
		}
		names = append(names, op.name)
	}
	return &Error{Code: CodeUnknownOp, Path: "/op", Message: "expected " + near.OneOf(name, names) + ", got " + strconv.Quote(clip(name))}
}

func failure(e *Error) []byte {
	var w jsonw.Writer
	w.Object()
	w.Field("kind", "error")
	w.Field("code", string(e.Code))
	w.Key("path")
	w.String(e.Path)
	w.Field("message", e.Message)
	w.End()
	return w.Bytes()
}

// clip bounds what an answer repeats of a request.
func clip(s string) string { return text.Clip(s, strict.MaxSaid) }

func clipAll(list []string) []string {
	short := make([]string, len(list))
	for i, s := range list {
		short[i] = clip(s)
	}
	return short
}
