package wasmcode

// unspill takes out the writes of the stack's pointer to its global variable that nobody reads. A callee reads it, and a caller
// after a return; Go writes it whenever it changes. So a write is dead where another one follows, in a straight line, before
// a call or a return. And where every call and every return has a write of its own in front of it, no other write is read; in some
// functions one has not, as the barrier of a write to the heap.
func unspill(segments [][]instruction) {
	read, dead := map[*instruction]bool{}, map[*instruction]bool{}
	all := true // have their own
	for _, segment := range segments {
		var last *instruction
		for i := range segment {
			in := &segment[i]
			switch in.op {
			case opGlobalSet:
				if in.value == stackGlobal {
					if last != nil {
						dead[last] = true
					}
					last = in
				}
			case opCall, opCallIndirect, opReturn:
				if helped(segment, i-1) || helped(segment, i-2) { // the helper gets the pointer, and what it gives is returned
					continue
				}
				all = all && last != nil
				read[last] = true
				last = nil
			case opIf, opElse, opEnd, opBlock, opLoop, opJump, opJumpIf, opBr, opBrIf, opBrTable:
				last = nil
			}
		}
	}
	for s, segment := range segments {
		var out []instruction
		for i := range segment {
			in := &segment[i]
			if !in.is(opGlobalSet, stackGlobal) || !dead[in] && (read[in] || !all) {
				out = append(out, *in)
			} else if n := len(out); n > 0 && out[n-1].is(opLocalTee, stack) {
				out[n-1].op = opLocalSet
			} else {
				out = append(out, instruction{op: opDrop})
			}
		}
		segments[s] = out
	}
}
