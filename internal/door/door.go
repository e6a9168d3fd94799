// Package door holds what the exports of the WebAssembly module share with the native engine: the last recover, the
// request buffer and the memory policy. It knows nothing of pointers, so it is tested natively; wasm/main.go adds those.
package door

import (
	"runtime"

	"github.com/meshwise/meshwise/wasm/abi"
)

// Internal is the answer when a panic got through the dispatch, or when the dispatch answered nothing at all. It is
// constant, because whatever went wrong may go wrong again while an answer is being written.
const Internal = `{"kind":"error","code":"engine.internal","path":"","message":"the engine failed on this request; please report it"}`

// NoBuffer is the answer to a host that calls with more bytes than it asked the request buffer to hold: reading them
// would read memory that the host never wrote.
const NoBuffer = `{"kind":"error","code":"abi.no_buffer","path":"","message":"meshwise_call was given more bytes than meshwise_input was asked for"}`

const (
	// smallestBuffer is what the first request buffer holds at least. Most requests fit, so that most hosts see one
	// address for the life of the instance.
	smallestBuffer = 16 << 10

	// collectCalls and collectBytes say how often the garbage collector runs by itself. The runtime's own pacing reads
	// the clock, and under a clock that a host fakes or coarsens the heap would grow without end.
	collectCalls = 256
	collectBytes = 4 << 20
)

// Dispatch answers one request; abi.Call is the one that ships.
type Dispatch func(request []byte) []byte

// Answer runs the dispatch and recovers what it must never throw, so that one bad request cannot take down the instance
// or the program around it.
func (d Dispatch) Answer(request []byte) (answer []byte) {
	defer func() {
		if recover() != nil || len(answer) == 0 {
			answer = []byte(Internal)
		}
	}()
	return d(request)
}

// LengthOnly makes a request of a length that no buffer holds, for a dispatch that refuses it by its length and never looks
// inside. The module makes one without memory behind it; a test may well allocate.
type LengthOnly func(size uint32) []byte

// Door is one instance of the engine as a host of the module sees it. It is not safe for concurrent use: an instance
// has one request buffer and one answer.
type Door struct {
	dispatch Dispatch
	oversize LengthOnly
	buffer   []byte // keeps its address until a larger one is asked for
	answer   []byte // keeps the last answer alive until the next call
	calls    int    // since the last collection
	bytes    int    // since the last collection
}

// New makes the door of one instance.
func New(dispatch Dispatch, oversize LengthOnly) *Door {
	return &Door{dispatch: dispatch, oversize: oversize}
}

// Input returns the request buffer, grown to hold size bytes; nil when the size is over abi.MaxRequest, and then
// nothing is allocated. The size is unsigned, as addresses are.
func (d *Door) Input(size uint32) []byte {
	if size > abi.MaxRequest {
		return nil
	}
	if d.buffer == nil || int(size) > len(d.buffer) {
		grown := max(smallestBuffer, len(d.buffer))
		for grown < int(size) {
			grown *= 2
		}
		d.buffer = nil // the old buffer may go before the new one comes
		d.buffer = make([]byte, min(grown, abi.MaxRequest))
	}
	return d.buffer
}

// Call answers the first size bytes of the request buffer. The answer stays as it is until the next call. A size over
// abi.MaxRequest is answered as the dispatch answers any request over the limit, and no buffer is read.
func (d *Door) Call(size uint32) []byte {
	d.collect(size)
	switch {
	case size > abi.MaxRequest:
		d.answer = d.dispatch.Answer(d.oversize(size))
	case int(size) > len(d.buffer):
		d.answer = []byte(NoBuffer)
	default:
		d.answer = d.dispatch.Answer(d.buffer[:size:size])
	}
	return d.answer
}

// collect counts the request and runs the garbage collector when it is due. It runs before the request is answered: the
// previous answer is no longer promised to anyone, and the next one is not there yet.
func (d *Door) collect(size uint32) {
	d.answer = nil
	d.calls++
	d.bytes += int(min(size, abi.MaxRequest))
	if d.calls < collectCalls && d.bytes < collectBytes {
		return
	}
	d.calls, d.bytes = 0, 0
	runtime.GC()
}
