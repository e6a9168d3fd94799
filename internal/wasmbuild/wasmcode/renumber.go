package wasmcode

import "slices"

// renumber gives the counters of a function, which is the number own in their upper bits, numbers in the order of its calls, and
// returns which counter of before each is now. Those at which it may be resumed come first: the addresses of returns, and the call
// of runtime.deferreturn, which goes before its return. So the table of the function holds what may be resumed and nothing else.
// Where a counter is read that is none of these, the function stays as it is.
func (l *layout) renumber(own int64, deferReturn int, helpers *Helpers) (old []int, ok bool) {
	var resumed, others []int
	for _, segment := range l.segments {
		for i, in := range segment {
			if !in.counts(own) {
				continue
			}
			pc := int(in.value & 0xffff)
			switch called := returnAddress(segment, i); {
			case !called && !helped(segment, i):
				return nil, false
			case pc == 0: // the beginning, which stays
			case called || helpers.grow[segment[i+1].value]:
				resumed = append(resumed, pc)
			default:
				others = append(others, pc)
			}
		}
	}
	outside := func(i instruction) bool { return i.counts(own) }
	if slices.ContainsFunc(l.head, outside) || slices.ContainsFunc(l.tail, outside) ||
		deferReturn != 0 && !slices.Contains(resumed, deferReturn+1) {
		return nil, false
	}
	old = []int{0}
	number := map[int]int{0: 0}
	give := func(counters []int) {
		for _, pc := range counters {
			if _, ok := number[pc]; ok {
				continue
			}
			if deferReturn != 0 && pc == deferReturn+1 {
				old = append(old, deferReturn)
			}
			number[pc] = len(old)
			old = append(old, pc)
		}
	}
	give(resumed)
	table := make([]int, len(old))
	for i, pc := range old {
		table[i] = l.segmentAt(pc)
	}
	l.table = table
	give(others)
	for _, segment := range l.segments {
		for i := range segment {
			if in := &segment[i]; in.counts(own) {
				in.value = own<<16 | int64(number[int(in.value&0xffff)])
			}
		}
	}
	return old, true
}

// counts reports whether an instruction is a program counter of a function.
func (i instruction) counts(own int64) bool { return i.op == opI64Const && i.value>>16 == own }
