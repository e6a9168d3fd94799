package wasmtest

import "github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"

// Tiny is a module of a few bytes with the exports of the engine, for what the real one never does: it speaks any
// version, and answers with any bytes, wherever they are said to lie.
type Tiny struct {
	Version uint32
	Answer  string
	Packed  uint64 // what meshwise_call returns instead of where the answer lies
	Omit    string // an export to leave out
	Traps   bool   // _initialize traps
}

const (
	tinyInput  = 1024 // where the request buffer lies
	tinyAnswer = 8192 // where the answer lies
)

// Module returns the bytes.
func (tiny Tiny) Module() []byte {
	packed := tiny.Packed
	if packed == 0 {
		packed = tinyAnswer<<32 | uint64(len(tiny.Answer))
	}
	start := []byte{}
	if tiny.Traps {
		start = []byte{0x00} // unreachable
	}
	bodies := [][]byte{
		start,
		wasmbin.AppendSigned([]byte{0x41}, int64(int32(tiny.Version))), // i32.const
		wasmbin.AppendSigned([]byte{0x41}, tinyInput),
		wasmbin.AppendSigned([]byte{0x42}, int64(packed)), // i64.const
	}
	exports, count := []byte(nil), byte(0)
	for i, name := range []string{"_initialize", "meshwise_abi_version", "meshwise_input", "meshwise_call", "memory"} {
		if name == tiny.Omit {
			continue
		}
		kind, index := byte(0), byte(i)
		if name == "memory" {
			kind, index = 2, 0
		}
		exports = wasmbin.AppendSized(exports, []byte(name))
		exports = append(exports, kind, index)
		count++
	}
	code := []byte{4}
	for _, body := range bodies {
		body = append(append([]byte{0}, body...), 0x0b) // no locals; end
		code = wasmbin.AppendSized(code, body)
	}
	data := []byte{1, 0} // one segment, in memory 0
	data = append(wasmbin.AppendSigned(append(data, 0x41), tinyAnswer), 0x0b)
	data = wasmbin.AppendSized(data, []byte(tiny.Answer))

	module := []byte("\x00asm\x01\x00\x00\x00")
	for _, section := range []struct {
		id   byte
		body []byte
	}{
		{1, []byte("\x04\x60\x00\x00\x60\x00\x01\x7f\x60\x01\x7f\x01\x7f\x60\x01\x7f\x01\x7e")},
		{3, []byte{4, 0, 1, 2, 3}},
		{5, []byte{1, 1, 1, 1}},
		{7, append([]byte{count}, exports...)},
		{10, code},
		{11, data},
	} {
		module = append(module, section.id)
		module = wasmbin.AppendSized(module, section.body)
	}
	return module
}
