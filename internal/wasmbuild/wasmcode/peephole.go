package wasmcode

// shorten writes a sequence of instructions with fewer, each replacement where it ends. What a function does stays the same,
// and so does what it leaves in memory at every call.
func shorten(code []instruction) []instruction {
	var out []instruction
	for _, in := range code {
		out = address(append(out, in))
		switch {
		case in.op >= opI32Load && in.op <= opI64Store32:
			out = offset(out)
		case in.op == opJumpIf, in.op == opIf, in.op == opBrIf:
			out = condition(out)
		case in.op == opLocalGet:
			out = tee(out)
		case in.op == opReturn:
			out = epilogue(out)
		}
	}
	return out
}

// ends reports whether code ends with such instructions.
func ends(code []instruction, with ...opcode) bool {
	at := len(code) - len(with)
	if at < 0 {
		return false
	}
	for i, op := range with {
		if code[at+i].op != op {
			return false
		}
	}
	return true
}

// address counts a place on the stack in 32 bits: Go goes over 64.
//
//	local.get SP  i64.extend_i32_u  [i64.const k  i64.add]  i32.wrap_i64  →  local.get SP  [i32.const k  i32.add]
func address(out []instruction) []instruction {
	switch n := len(out); {
	case ends(out, opLocalGet, opI64ExtendI32, opI32WrapI64) && out[n-3].value == stack:
		return out[:n-2]
	case ends(out, opLocalGet, opI64ExtendI32, opI64Const, opI64Add, opI32WrapI64) && out[n-5].value == stack:
		k := int64(int32(out[n-3].value))
		return append(out[:n-4], instruction{op: opI32Const, value: k}, instruction{op: opI32Add})
	}
	return out
}

// offset leaves the addition of a constant to the access of memory, which does it anyway. The stack lies in memory as a whole, so
// that no sum is over 32 bits.
//
//	local.get SP  i32.const k  i32.add  [value]  load or store o  →  local.get SP  [value]  load or store o+k
func offset(out []instruction) []instruction {
	last := len(out) - 1
	at := last // where the value begins that is stored
	if out[last].op >= opI32Store {
		for need := 1; need > 0; {
			at--
			if at < 0 {
				return out
			}
			takes, gives, ok := out[at].stack()
			if !ok {
				return out
			}
			need += takes - gives
		}
	}
	if !ends(out[:at], opLocalGet, opI32Const, opI32Add) || out[at-3].value != stack || out[at-2].value < 0 {
		return out
	}
	out[last].more += out[at-2].value
	return append(out[:at-2], out[at:]...)
}

// tee keeps what was just written to a local variable on the stack, where it is read again.
//
//	local.set x  local.get x  →  local.tee x
func tee(out []instruction) []instruction {
	if n := len(out); ends(out, opLocalSet, opLocalGet) && out[n-2].value == out[n-1].value {
		out[n-2].op = opLocalTee
		return out[:n-1]
	}
	return out
}

// condition asks for the opposite in place of denying an answer. Numbers in floating point have none: neither of a < b and a >= b
// holds of what is no number.
//
//	i32.eqz  i32.eqz  →  nothing        i64.lt_s  i32.eqz  →  i64.ge_s        before a branch
func condition(out []instruction) []instruction {
	n := len(out)
	if n < 3 || out[n-2].op != opI32Eqz {
		return out
	}
	branch := out[n-1]
	switch op := out[n-3].op; {
	case op == opI32Eqz:
		return append(out[:n-3], branch)
	case opposite[op] != 0:
		out[n-3] = instruction{op: opposite[op]}
		return append(out[:n-2], branch)
	}
	return out
}

// opposite holds the comparisons of integers: eq and ne, then lt, gt, le and ge of signed and unsigned ones.
var opposite = func() map[opcode]opcode {
	opposite := map[opcode]opcode{}
	for _, eq := range []opcode{opI32Eq, opI64Eq} {
		ne, lt, gt, le, ge := eq+1, eq+2, eq+4, eq+6, eq+8
		for a, b := range map[opcode]opcode{eq: ne, lt: ge, lt + 1: ge + 1, gt: le, gt + 1: le + 1} {
			opposite[a], opposite[b] = b, a
		}
	}
	return opposite
}()

// epilogue takes the frame and the address of the return from the stack at once, and leaves the local copy of its pointer as it is:
// nothing reads that behind a return.
//
//	i32.const a  i32.add  local.tee SP  i32.const b  i32.add  local.tee SP  global.set SP  i32.const  return
//	→  i32.const a+b  i32.add  global.set SP  i32.const  return
func epilogue(out []instruction) []instruction {
	n := len(out)
	if !ends(out, opLocalTee, opGlobalSet, opI32Const, opReturn) || out[n-4].value != stack || out[n-3].value != stackGlobal {
		return out
	}
	out = append(out[:n-4], out[n-3:]...)
	n--
	if at := n - 3; ends(out[:at], opI32Const, opI32Add, opLocalTee, opI32Const, opI32Add) && out[at-3].value == stack {
		sum := int64(int32(out[at-5].value + out[at-2].value))
		out[at-5].value = sum
		out = append(out[:at-3], out[at:]...)
	}
	return out
}

// stack is how many values an instruction takes from the stack and gives to it, for those that do nothing else of note to
// what stands around them.
func (i instruction) stack() (takes, gives int, ok bool) {
	switch op := i.op; {
	case op == opLocalGet, op == opGlobalGet, op >= opI32Const && op <= opF64Const:
		return 0, 1, true
	case op == opSelect:
		return 3, 1, true
	case op == opLocalTee, op >= opI32Load && op < opI32Store, op == opI32Eqz, op == opI64Eqz,
		op >= opI32Clz && op <= opI32Popcnt, op >= opI64Clz && op <= opI64Popcnt, op >= opF32Abs && op <= opF32Sqrt,
		op >= opF64Abs && op <= opF64Sqrt, op >= opI32WrapI64 && op <= opExtendLast, op >= opTruncFirst && op <= opTruncLast:
		return 1, 1, true
	case op >= opI32Eq && op <= opF64Copysign:
		return 2, 1, true
	}
	return 0, 0, false
}
