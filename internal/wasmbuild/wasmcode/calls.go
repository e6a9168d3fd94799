package wasmcode

// A call in Go's code for WebAssembly: the address of the return is pushed, and what is called says whether it unwinds the stack
// of WebAssembly, to switch to another goroutine: then so does the caller, and it is resumed at that address.
//
//	local.get SP  i32.const 8  i32.sub  local.tee SP  global.set SP
//	local.get SP  i64.const address  i64.store
//	i32.const 0  call f  global.get SP  local.set SP  br_if $unwind
const callLength = 13

// callAt is the address of the return and the function of a call that begins at an instruction.
func (l *layout) callAt(code []instruction, at int) (address, callee int64, ok bool) {
	if at+callLength > len(code) {
		return 0, 0, false
	}
	c := code[at : at+callLength]
	ok = c[0].is(opLocalGet, stack) && c[1].is(opI32Const, 8) && c[2].op == opI32Sub && c[3].is(opLocalTee, stack) &&
		returnAddress(c, 6) &&
		c[8].is(opI32Const, 0) && c[9].op == opCall &&
		c[10].is(opGlobalGet, stackGlobal) && c[11].is(opLocalSet, stack) && c[12].op == opBrIf && c[12].to[0] == l.unwind
	return c[6].value, c[9].value, ok
}

// returnAddress reports whether an instruction is the address of a return: a constant that is written where the stack then ends.
func returnAddress(code []instruction, at int) bool {
	return at > 1 && at+1 < len(code) && code[at].op == opI64Const &&
		code[at-2].is(opGlobalSet, stackGlobal) && code[at-1].is(opLocalGet, stack) &&
		code[at+1].op == opI64Store && code[at+1].more == 0
}

// Helpers are functions that stand for the call of one that never returns as others do: it panics, or has the stack grow.
// There are many such calls, and hardly one is ever run, so that a few bytes for each are worth more than a second call.
type Helpers struct {
	First  int64          // the index of the first one
	Bodies [][]byte       // of each
	Never  map[int64]bool // functions, by their index, that never return as others do
	Grows  map[int64]bool // those of them that have the stack grow: the caller is resumed at the address of the return
	of     map[int64]int64
	grow   map[int64]bool // by the index of the helper
}

// HelperType is the type of each: from a pointer of the stack and the address of a return to what the callee gives.
var HelperType = []byte{0x60, 2, 0x7f, 0x7e, 1, 0x7f}

// helper is the index of the one that stands for a function.
//
//	f'(SP, address) = push(SP, address), call f, which has unwound: 1
func (h *Helpers) helper(callee int64) int64 {
	if index, ok := h.of[callee]; ok {
		return index
	}
	if h.of == nil {
		h.of, h.grow = map[int64]int64{}, map[int64]bool{}
	}
	index := h.First + int64(len(h.Bodies))
	h.of[callee], h.grow[index] = index, h.Grows[callee]
	returned := []*label{{}}
	f := function{locals: []byte{0}, code: []instruction{
		{op: opLocalGet}, {op: opI32Const, value: 8}, {op: opI32Sub}, {op: opLocalTee}, {op: opGlobalSet, value: stackGlobal},
		{op: opLocalGet}, {op: opLocalGet, value: 1}, {op: opI64Store, value: 3},
		{op: opI32Const}, {op: opCall, value: callee},
		{op: opI32Eqz}, {op: opIf, value: typeVoid, to: returned}, {op: opUnreachable}, {op: opEnd, to: returned},
		{op: opI32Const, value: 1},
	}}
	h.Bodies = append(h.Bodies, f.encode())
	return index
}

// outline has helpers make the calls of what never returns: the known ones, and what Go's compiler lets be followed by a trap.
//
//	a call  →  local.get SP  i64.const address  call f'  return
func (l *layout) outline(helpers *Helpers) {
	for s, segment := range l.segments {
		trapped := s+1 < len(l.segments) && len(l.segments[s+1]) > 0 && l.segments[s+1][0].op == opUnreachable
		var out []instruction
		for i := 0; i < len(segment); i++ {
			address, callee, ok := l.callAt(segment, i)
			if !ok || !helpers.Never[callee] && (!trapped || i+callLength < len(segment)) {
				out = append(out, segment[i])
				continue
			}
			out = append(out, instruction{op: opLocalGet, value: stack}, instruction{op: opI64Const, value: address},
				instruction{op: opCall, value: helpers.helper(callee)}, instruction{op: opReturn})
			i += callLength - 1
		}
		l.segments[s] = out
	}
}

// helped reports whether an instruction is the address of a return that a helper gets.
func helped(code []instruction, at int) bool {
	return at > 0 && at+1 < len(code) && code[at-1].is(opLocalGet, stack) && code[at].op == opI64Const && code[at+1].op == opCall
}
