// Package wasmcode writes the code that Go's compiler makes for WebAssembly shorter and quicker, without a change of what it does.
//
// Go compiles a function as a loop around a table of its blocks, through which every jump goes, since a function may be resumed in
// its middle once another goroutine has run (cmd/internal/obj/wasm; see layout.go). Of what the toolchain, version 1.26, leaves:
//
//   - a jump forward leaves a block instead, and one back to where nothing is resumed is a loop (flow.go, emit.go), whose
//     segments are put back in the order in which they run (rotate.go);
//   - calls that never return are made by helpers, in a third of the bytes (calls.go);
//   - the blocks are numbered anew, so that the table holds only where a function may be resumed (renumber.go);
//   - the pointer of the stack is written to its global variable only where it is read (spill.go);
//   - and some sequences of instructions are shorter ones (peephole.go).
//
// A function that is laid out in another way stays as it is.
package wasmcode

// Function is what is known of a function apart from its code.
type Function struct {
	Number      int64 // in the upper bits of its program counters; 0 where these have to stay
	DeferReturn int   // the counter where it calls runtime.deferreturn, or 0
}

// Rewrite returns the code of a function written anew, and the counter of before by each of now, or nil where these have stayed.
// Helpers gets the functions that the code calls in addition.
func Rewrite(body []byte, about Function, helpers *Helpers) (out []byte, counters []int) {
	f, err := decode(body)
	if err != nil || !f.compiled() {
		return body, nil
	}
	l, laid := layoutOf(f.code)
	if !laid {
		f.code = shorten(f.code)
		return f.encode(), nil
	}
	l.outline(helpers)
	if about.Number != 0 {
		counters, _ = l.renumber(about.Number, about.DeferReturn, helpers)
	}
	unspill(l.segments)
	l.rotate()
	for i, segment := range l.segments {
		l.segments[i] = shorten(segment)
	}
	f.code = flowOf(l).emit()
	return f.encode(), counters
}

// compiled reports whether a function follows Go's conventions, so that its local variables are what [stack] and [counter] say.
func (f *function) compiled() bool {
	return len(f.code) > 1 && f.code[0].is(opGlobalGet, stackGlobal) && f.code[1].is(opLocalSet, stack)
}
