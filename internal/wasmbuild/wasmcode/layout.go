package wasmcode

import "slices"

// Two instructions that WebAssembly has not: where a jump goes to is the index of a segment, their value.
const (
	opJump   opcode = 0xff00
	opJumpIf opcode = 0xff01
)

// layout is a function as Go's assembler lays one out in which something may be resumed (cmd/internal/obj/wasm: preprocess):
//
//	head  block $unwind  loop $again  block $n … block $0
//	    local.get 0  br_table $0 … $n           local 0 is the counter, PC_B
//	  end $0  segment 0  end $1  segment 1 …    to jump: i32.const counter  local.set 0  br $again
//	end $again  unreachable  end $unwind  i32.const 1
//
// Code that returns to its caller's caller branches to $unwind. Either of $unwind and $again is there where something branches to it.
type layout struct {
	head     []instruction
	unwind   *label
	again    *label
	segments [][]instruction
	table    []int // the segment that begins at a counter; what is behind its end is the last
	tail     []instruction
}

// layoutOf reads a function, and reports whether it is laid out so.
func layoutOf(code []instruction) (l layout, ok bool) {
	at := slices.IndexFunc(code, func(i instruction) bool { return i.op == opBrTable })
	if at < 1 || !code[at-1].is(opLocalGet, counter) {
		return l, false
	}
	// The blocks in front are numbered from the innermost; the table names the outermost.
	numbers := map[*label]int{}
	first := at - 2
	for last := code[at].to[len(code[at].to)-1]; first >= 0 && code[first].op == opBlock; first-- {
		numbers[code[first].to[0]] = len(numbers)
		if code[first].to[0] == last {
			break
		}
	}
	for _, to := range code[at].to {
		number, ok := numbers[to]
		if !ok {
			return l, false
		}
		l.table = append(l.table, number)
	}
	first--
	if first >= 0 && code[first].op == opLoop {
		l.again = code[first].to[0]
		first--
	}
	if first >= 0 && code[first].op == opBlock {
		l.unwind = code[first].to[0]
		first--
	}
	l.head = code[:first+1]

	rest := code[at+1:]
	if len(rest) == 0 || !rest[0].ends(code[at-2].to[0]) {
		return l, false
	}
	rest = rest[1:]
	for range len(numbers) - 1 {
		end := slices.IndexFunc(rest, func(i instruction) bool {
			n, ok := numbers[i.target()]
			return i.op == opEnd && ok && n == len(l.segments)+1
		})
		if end < 0 {
			return l, false
		}
		l.segments, rest = append(l.segments, rest[:end]), rest[end+1:]
	}
	end := slices.IndexFunc(rest, func(i instruction) bool {
		return i.op == opEnd && (i.to[0] == l.again || i.to[0] == l.unwind)
	})
	if end < 0 {
		end = len(rest)
	}
	l.segments, l.tail = append(l.segments, rest[:end]), rest[end:]
	if l.again != nil {
		if len(l.tail) < 2 || !l.tail[0].ends(l.again) || l.tail[1].op != opUnreachable {
			return l, false
		}
		l.tail = l.tail[2:]
	} else if last := l.segments[len(numbers)-1]; len(last) == 0 || last[len(last)-1].op != opUnreachable {
		return l, false
	}
	if l.unwind != nil {
		if len(l.tail) == 0 || !l.tail[0].ends(l.unwind) {
			return l, false
		}
		l.tail = l.tail[1:]
	}
	for i, segment := range l.segments {
		if l.segments[i], ok = l.jumps(segment); !ok {
			return l, false
		}
	}
	return l, true
}

// segmentAt is the segment that begins at a counter.
func (l *layout) segmentAt(pc int) int { return l.table[min(pc, len(l.table)-1)] }

// jumps returns a segment with its jumps as one instruction each.
func (l *layout) jumps(segment []instruction) (code []instruction, ok bool) {
	for i := 0; i < len(segment); i++ {
		in := segment[i]
		if i+2 >= len(segment) || in.op != opI32Const || !segment[i+1].is(opLocalSet, counter) ||
			segment[i+2].op != opBr || segment[i+2].to[0] != l.again {
			if in.op == opBr || in.op == opBrIf && in.to[0] == l.again || in.op == opBrTable {
				return nil, false // none that Go's compiler writes
			}
			code = append(code, in)
			continue
		}
		jump := instruction{op: opJump, value: int64(l.segmentAt(int(in.value)))}
		i += 2
		if n := len(code) - 1; n >= 0 && code[n].op == opIf && i+1 < len(segment) && segment[i+1].ends(code[n].to[0]) {
			code, jump.op = code[:n], opJumpIf
			i++
		}
		code = append(code, jump)
	}
	return code, true
}

// The variables of a function that is compiled from Go.
const (
	counter     = 0 // local: PC_B, where it begins
	stack       = 1 // local: the pointer of the stack
	stackGlobal = 0 // the same, global
)

func (i instruction) is(op opcode, value int64) bool { return i.op == op && i.value == value }

func (i instruction) ends(l *label) bool { return i.op == opEnd && i.to[0] == l }

func (i instruction) target() *label {
	if len(i.to) == 0 {
		return nil
	}
	return i.to[0]
}

// leaves reports whether what follows an instruction is not reached from it.
func (i instruction) leaves() bool {
	return i.op == opJump || i.op == opReturn || i.op == opUnreachable || i.op == opBr
}
