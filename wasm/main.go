//go:build wasip1

// Command wasm is the WebAssembly module: it exports the ABI and moves bytes, and holds no logic of its own. It is built
// by internal/wasmbuild as a reactor (-buildmode=c-shared), so a host calls _initialize once and the exports after it.
//
// # The exports
//
//	meshwise_abi_version() -> i32      major<<16 | minor of docs/abi.md
//	meshwise_input(len i32) -> i32     the address of the request buffer, which holds at least len bytes
//	meshwise_call(len i32) -> i64      address<<32 | length of the answer to the first len bytes of that buffer
//
// A host asks for the buffer, writes the request to it, calls, and copies the answer out before its next call.
//
//   - The buffer is one and is used again. Its address stays the same until a larger one is asked for, so a host may
//     keep it; it never moves in between.
//   - Lengths are unsigned. meshwise_input answers 0 for a length above the limit on requests, and allocates nothing. That
//     0 means "write nothing": the host goes on to call meshwise_call with the same length, which reads no buffer and
//     answers input.too_large. So no host needs to know the limit, and a host whose request does not fit 32 bits passes
//     0xffffffff.
//   - meshwise_call with more bytes than the buffer was asked to hold answers abi.no_buffer.
//   - A panic is answered with engine.internal. What Go cannot recover (memory that runs out, a stack that overflows)
//     traps, and after a trap the instance must be dropped: it may still answer, and its answers may be wrong.
package main

import (
	"unsafe"

	"github.com/meshwise/meshwise/internal/door"
	"github.com/meshwise/meshwise/wasm/abi"
)

// engine is the one variable of the module: whatever a host holds an address of must be reachable from here.
var engine = door.New(dispatch, lengthOnly)

//go:wasmexport meshwise_abi_version
func abiVersion() uint32 {
	return abi.Major<<16 | abi.Minor
}

//go:wasmexport meshwise_input
func input(size uint32) uint32 {
	return address(engine.Input(size))
}

//go:wasmexport meshwise_call
func call(size uint32) uint64 {
	answer := engine.Call(size)
	return uint64(address(answer))<<32 | uint64(len(answer))
}

// lengthOnly is a request over the limit, which no memory holds: the host was told to write nothing. The dispatch looks at
// the length first, and answers input.too_large with that length, the same as natively. Tests of hosts hold it to that.
func lengthOnly(size uint32) []byte {
	return unsafe.Slice(new(byte), size)
}

// address is where the host finds the bytes; 0 for none.
func address(b []byte) uint32 {
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}

// main never runs: a reactor has no program. The linker wants it.
func main() {}
